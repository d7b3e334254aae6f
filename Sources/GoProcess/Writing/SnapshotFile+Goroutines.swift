import Evidence
import Wire

extension SnapshotEncoder {
    mutating func write(goroutines: [Goroutine]) {
        append(count: goroutines.count, of: Goroutine.self)
        column(differences: goroutines.lazy.map(\.id))
        column(differences: goroutines.lazy.map(\.address))
        column(goroutines.lazy.map(\.parent))
        for goroutine in goroutines { append(goroutine.waitingNanoseconds, in: SnapshotLimits.age) }
        for goroutine in goroutines { append(goroutine.deadline, in: SnapshotLimits.time) }
        column(differences: goroutines.lazy.map { UInt64($0.stack.rawValue) })
        // `.none` is the largest number; one more wraps to 0.
        column(goroutines.lazy.map { UInt64($0.creation.rawValue &+ 1) })
        column(goroutines.lazy.map { UInt64($0.start.rawValue) })
        column(goroutines.lazy.map { UInt64($0.reason.rawValue) })
        column(goroutines.lazy.map { UInt64($0.labels) })
        for goroutine in goroutines { append(signed: Int64(goroutine.thread)) }
        for goroutine in goroutines { append(signed: Int64(goroutine.lockedThread)) }
        column(differences: goroutines.lazy.map { UInt64($0.firstWait) })
        column(goroutines.lazy.map { UInt64($0.waitCount) })
        for goroutine in goroutines { append(signed: Int64(goroutine.systemCall)) }
        column(goroutines.lazy.map { UInt64($0.state.rawValue) })
        column(goroutines.lazy.map { UInt64($0.kind.rawValue) })
        column(goroutines.lazy.map { UInt64($0.ageSource.rawValue) })
        column(goroutines.lazy.map { UInt64($0.flags.rawValue) })
        column(raw: goroutines.lazy.map(\.fingerprint))
    }

    mutating func write(waits: [Wait]) {
        append(count: waits.count, of: Wait.self)
        column(differences: waits.lazy.map { UInt64($0.goroutine) })
        column(differences: waits.lazy.map { UInt64($0.object) })
        column(waits.lazy.map { UInt64($0.operation.rawValue) << 1 | ($0.isSelectCase ? 1 : 0) })
    }
}

extension SnapshotDecoder {
    /// Nineteen columns of at least a byte, and the fingerprints.
    private static let goroutineMinimum = 19 + 8

    mutating func goroutines() throws -> [Goroutine] {
        let count = try count(of: Goroutine.self, minimum: Self.goroutineMinimum)
        var result = Array(repeating: Goroutine(id: 0), count: count)
        try column(differences: count) { result[$1].id = $2 }
        try column(differences: count) { result[$1].address = $2 }
        try column(count) { result[$1].parent = $2 }
        for index in 0..<count { result[index].waitingNanoseconds = try signed(in: SnapshotLimits.age) }
        for index in 0..<count { result[index].deadline = try signed(in: SnapshotLimits.time) }
        try column(differences: count) { result[$1].stack = StackID(rawValue: try $0.narrow($2)) }
        try column(count) { decoder, index, value in
            let raw: UInt32 = try decoder.narrow(value)
            result[index].creation = FrameID(rawValue: raw &- 1)
        }
        try column(count) { result[$1].start = StringID(rawValue: try $0.narrow($2)) }
        try column(count) { result[$1].reason = StringID(rawValue: try $0.narrow($2)) }
        try column(count) { result[$1].labels = try $0.narrow($2) }
        for index in 0..<count { result[index].thread = try signedFitting() }
        for index in 0..<count { result[index].lockedThread = try signedFitting() }
        try column(differences: count) { result[$1].firstWait = try $0.narrow($2) }
        try column(count) { result[$1].waitCount = try $0.narrow($2) }
        for index in 0..<count { result[index].systemCall = try signedFitting() }
        try column(count) { result[$1].state = try $0.known($2, GoroutineState.init(rawValue:)) }
        try column(count) { result[$1].kind = try $0.known($2, WaitKind.init(rawValue:)) }
        try column(count) { result[$1].ageSource = try $0.known($2, AgeSource.init(rawValue:)) }
        try column(count) { result[$1].flags = GoroutineFlags(rawValue: try $0.narrow($2)) }
        for index in 0..<count { result[index].fingerprint = try cursor.read() }
        return result
    }

    mutating func waits() throws -> [Wait] {
        let count = try count(of: Wait.self, minimum: 3)
        var result = Array(repeating: Wait(goroutine: 0, object: 0, operation: .wait), count: count)
        try column(differences: count) { result[$1].goroutine = try $0.narrow($2) }
        try column(differences: count) { result[$1].object = try $0.narrow($2) }
        try column(count) { decoder, index, value in
            result[index].operation = try decoder.known(value >> 1, WaitOperation.init(rawValue:))
            result[index].isSelectCase = value & 1 == 1
        }
        return result
    }

    /// The case of an enumeration that a number stands for.
    func known<Value>(_ value: UInt64, _ make: (UInt8) -> Value?) throws -> Value {
        guard let raw = UInt8(exactly: value), let result = make(raw) else {
            throw damage("\(value) is no \(Value.self)")
        }
        return result
    }
}
