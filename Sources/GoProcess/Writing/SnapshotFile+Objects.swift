import Evidence

extension SnapshotEncoder {
    mutating func write(objects: [WaitObject]) {
        var address: UInt64 = 0
        append(list: objects) { encoder, object in
            encoder.append(signed: Int64(bitPattern: object.address &- address))
            address = object.address
            encoder.append(object.symbol)
            encoder.write(kind: object.kind)
            encoder.append(list: object.holders) { encoder, holder in
                encoder.append(UInt64(holder.goroutine))
                encoder.append(holder.confidence.bitPattern)
                encoder.append(list: holder.reasons) { $0.append($1) }
                encoder.append(UInt64(holder.frame.rawValue &+ 1))
                encoder.append(holder.isReader)
            }
            encoder.append(object.references) { encoder, references in
                encoder.append(count: references.count, of: UInt32.self)
                encoder.column(differences: references.lazy.map { UInt64($0) })
            }
        }
    }

    private mutating func write(kind: WaitObject.Kind) {
        switch kind {
        case .channel(let facts):
            append(UInt64(0))
            append(facts.elementSize, in: SnapshotLimits.count)
            append(facts.length, in: SnapshotLimits.count)
            append(facts.capacity, in: SnapshotLimits.count)
            append(facts.isClosed)
            append(facts.isTimer)
            append(facts.elementType)
        case .mutex(let facts):
            append(UInt64(1))
            write(mutex: facts)
        case .rwMutex(let facts):
            append(UInt64(2))
            write(mutex: facts.writer)
            append(facts.readers, in: SnapshotLimits.signedCount)
            append(facts.departing, in: SnapshotLimits.signedCount)
            append(facts.isWriterPending)
        case .waitGroup(let facts):
            append(UInt64(3))
            append(facts.counter, in: SnapshotLimits.signedCount)
            append(facts.waiters, in: SnapshotLimits.signedCount)
        case .cond: append(UInt64(4))
        case .semaphore: append(UInt64(5))
        case .descriptor(let facts):
            append(UInt64(6))
            append(signed: Int64(facts.descriptor))
            append(facts.target)
            append(facts.socket) { $0.write(socket: $1) }
            append(facts.readDeadline, in: SnapshotLimits.time)
            append(facts.writeDeadline, in: SnapshotLimits.time)
        case .coroutine: append(UInt64(7))
        }
    }

    private mutating func write(mutex: MutexFacts) {
        append(mutex.isLocked)
        append(mutex.isStarving)
        append(mutex.waiters, in: SnapshotLimits.signedCount)
    }
}

extension SnapshotDecoder {
    mutating func objects() throws -> [WaitObject] {
        var address: UInt64 = 0
        return try list(minimum: 5) { decoder in
            address &+= UInt64(bitPattern: try decoder.signed())
            let symbol = try decoder.text()
            var object = WaitObject(address: address, kind: try decoder.objectKind(), symbol: symbol)
            object.holders = try decoder.list(minimum: 5) { try $0.holder() }
            object.references = try decoder.optional { decoder in
                let count = try decoder.count(of: UInt32.self, minimum: 1)
                var references: [UInt32] = []
                references.reserveCapacity(count)
                try decoder.column(differences: count) { references.append(try $0.narrow($2)) }
                return references
            }
            return object
        }
    }

    private mutating func holder() throws -> HolderInference {
        let goroutine: UInt32 = try fitting()
        let confidence = Double(bitPattern: try number())
        let reasons = try list(minimum: 1) { try $0.text() }
        let frame: UInt32 = try fitting()
        return HolderInference(
            goroutine: goroutine, confidence: confidence, reasons: reasons, frame: FrameID(rawValue: frame &- 1),
            isReader: try flag())
    }

    private mutating func objectKind() throws -> WaitObject.Kind {
        let kind = try number()
        switch kind {
        case 0:
            let size = try signed(in: SnapshotLimits.count)
            let length = try signed(in: SnapshotLimits.count)
            let capacity = try signed(in: SnapshotLimits.count)
            return .channel(
                ChannelFacts(
                    elementSize: size, length: length, capacity: capacity, isClosed: try flag(), isTimer: try flag(),
                    elementType: try text()))
        case 1: return .mutex(try mutex())
        case 2:
            return .rwMutex(
                RWMutexFacts(
                    writer: try mutex(), readers: try signed(in: SnapshotLimits.signedCount),
                    departing: try signed(in: SnapshotLimits.signedCount), isWriterPending: try flag()))
        case 3:
            return .waitGroup(
                WaitGroupFacts(
                    counter: try signed(in: SnapshotLimits.signedCount),
                    waiters: try signed(in: SnapshotLimits.signedCount)))
        case 4: return .cond
        case 5: return .semaphore
        case 6:
            return .descriptor(
                PollFacts(
                    descriptor: try signedFitting(), target: try text(), socket: try optional { try $0.socket() },
                    readDeadline: try signed(in: SnapshotLimits.time),
                    writeDeadline: try signed(in: SnapshotLimits.time)))
        case 7: return .coroutine
        default: throw damage("\(kind) is no kind of object")
        }
    }

    private mutating func mutex() throws -> MutexFacts {
        MutexFacts(
            isLocked: try flag(), isStarving: try flag(), waiters: try signed(in: SnapshotLimits.signedCount))
    }
}
