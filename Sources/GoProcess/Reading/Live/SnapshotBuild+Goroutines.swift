import Evidence
import GoBinary
import Wire

extension SnapshotBuild {
    /// Reads every goroutine: state, stack, creation, and what its sudogs say that it waits for.
    ///
    /// - Parameter isConsistent: the target stands still, so that one look at each goroutine is enough.
    mutating func readGoroutines(isConsistent: Bool) throws {
        let addresses = try reader.goroutineAddresses()
        remembered = Array(repeating: RememberedGoroutine(), count: addresses.count)
        reasons = (reader.waitReasons + ["unknown wait reason"]).map { text in
            (snapshot.stacks.strings.intern(text), WaitKind(reason: text))
        }
        snapshot.goroutines.reserveCapacity(addresses.count)
        stackRanges.reserveCapacity(addresses.count)
        var checked = 0
        var implausible = 0
        let ahead = ReadAhead(
            memory: memory, layout: layout, addresses: addresses, previous: reader.previous,
            isConsistent: isConsistent)
        while let batch = ahead.next() {
            var again = take(batch, keepsUnstable: false, &checked, &implausible)
            for attempt in 2...3 where !again.isEmpty {
                again = take(ahead.readAgain(again), keepsUnstable: attempt == 3, &checked, &implausible)
            }
            if checked >= 64, implausible * 2 > checked { break }
        }
        guard checked == 0 || implausible * 2 <= checked else {
            throw InputError(
                .unsupported,
                "\(implausible) of \(checked) goroutines contradict the layout of \(reader.versionText) "
                    + "(\(reader.layoutOrigin)); nothing is reported rather than something wrong", file: memory.name)
        }
        snapshot.quality.count(
            "goroutines.implausible", implausible, .dataLoss,
            "goroutines whose fields contradict the layout; left out")
    }

    /// Takes over a batch and what it counted. Returns the positions in allgs that are to be tried again.
    private mutating func take(
        _ batch: GoroutineBatch, keepsUnstable: Bool, _ checked: inout Int, _ implausible: inout Int
    ) -> [Int] {
        checked += batch.goroutines.count
        implausible += batch.implausible
        snapshot.quality.count(
            "goroutines.unreadable", batch.unreadable, .dataLoss, "goroutines whose memory could not be read")
        return add(batch, keepsUnstable: keepsUnstable)
    }

    /// Whether the snapshot before found the goroutine just as it is now.
    private func isRemembered(_ raw: RawGoroutine) -> Bool { reader.previous.holds(raw) }

    /// Takes over a batch. Returns the positions in allgs that moved meanwhile and are to be tried again.
    private mutating func add(_ batch: GoroutineBatch, keepsUnstable: Bool) -> [Int] {
        var again: [Int] = []
        var nextWait = 0
        for index in batch.goroutines.indices {
            let raw = batch.goroutines[index]
            let firstWait = nextWait
            while nextWait < batch.waits.count, batch.waits[nextWait].goroutine == index { nextWait += 1 }
            let isStable = batch.isStable[index]
            guard isStable || keepsUnstable else {
                again.append(raw.index)
                continue
            }
            guard raw.id != 0, raw.stackLow < raw.stackHigh else { continue }
            var goroutine = Goroutine(id: raw.id)
            describe(&goroutine, raw)
            var low = raw.resumePoint.stackPointer
            if isStable {
                walk(&goroutine, raw, batch.window(index), &low)
            } else {
                goroutine.flags.insert(.unstable)
                snapshot.quality.count(
                    "goroutines.unstable", 1, .info,
                    "goroutines that moved while they were read, three times in a row; their stacks are left out")
            }
            classify(&goroutine, raw)
            let position = UInt32(snapshot.goroutines.count)
            rememberPointers(raw, goroutine, position)
            snapshot.goroutines.append(goroutine)
            if raw.state == .running, !isStable { low = raw.stackLow }
            stackRanges.append(StackRange(low: low, high: raw.stackHigh))
            if isStable { addWaits(batch.waits[firstWait..<nextWait], raw: raw, position: position) }
        }
        return again
    }

    private mutating func describe(_ goroutine: inout Goroutine, _ raw: RawGoroutine) {
        goroutine.address = raw.address
        goroutine.parent = raw.parentID
        goroutine.state = raw.state
        goroutine.fingerprint = raw.fingerprint
        if raw.isScanning { goroutine.flags.insert(.scanning) }
        if raw.bubble != 0 { goroutine.flags.insert(.inBubble) }
        if raw.state == .leaked { goroutine.flags.insert(.leaked) }
        if raw.lockedM != 0 { goroutine.flags.insert(.lockedToThread) }
        if raw.state == .waiting || raw.state == .leaked {
            let number = Int(raw.waitReason)
            (goroutine.reason, goroutine.kind) = reasons[min(number, reasons.count - 1)]
        }
        if raw.state == .waiting || raw.state == .systemCall, raw.waitSince > 0, let now = snapshot.monotonicTime {
            goroutine.waitingNanoseconds = max(0, now - raw.waitSince)
            goroutine.ageSource = .runtime
        }
        if goroutine.kind == .sleep, raw.sleepWhen > 0 { goroutine.deadline = raw.sleepWhen }
        if raw.creationProgramCounter != 0, raw.id != 1 {
            goroutine.creation = walker.frame(
                raw.creationProgramCounter, isTrap: false, stacks: &snapshot.stacks)
        }
    }

    /// - Parameter low: the lowest address of the stack that counts; found here for a running goroutine.
    private mutating func walk(
        _ goroutine: inout Goroutine, _ raw: RawGoroutine, _ window: StackWalker.Window?, _ low: inout UInt64
    ) {
        let entry = walker.frame(raw.startProgramCounter, isTrap: true, stacks: &snapshot.stacks)
        if entry != .none { goroutine.start = snapshot.stacks[entry].function }
        if raw.state == .running {
            goroutine.flags.formUnion([.partialStack, .approximateStack])
            low = raw.stackLow
            if let window {
                (goroutine.stack, low) = walker.approximateStack(raw, window: window, stacks: &snapshot.stacks)
            }
            return
        }
        if isRemembered(raw) {
            let known = reader.previous[raw.index]
            goroutine.stack = known.stack
            remembered[raw.index] = known
            if !known.isComplete { notePartialStack(&goroutine) }
            return
        }
        guard let window else {
            goroutine.flags.insert(.partialStack)
            snapshot.quality.count(
                "stacks.unreadable", 1, .dataLoss, "goroutines whose stack memory could not be read")
            return
        }
        let result = walker.walk(raw.walkStart, window: window, stacks: &snapshot.stacks)
        goroutine.stack = result.stack
        remembered[raw.index] = RememberedGoroutine(
            fingerprint: raw.fingerprint, stack: result.stack, isComplete: result.isComplete)
        if !result.isComplete { notePartialStack(&goroutine) }
    }

    private mutating func notePartialStack(_ goroutine: inout Goroutine) {
        goroutine.flags.insert(.partialStack)
        snapshot.quality.count("stacks.partial", 1, .info, "stacks that could not be walked to their outermost frame")
    }

    /// What the start function and the stack say of a goroutine (traceback.go, `isSystemGoroutine`).
    private mutating func classify(_ goroutine: inout Goroutine, _ raw: RawGoroutine) {
        switch StartFunction(snapshot.text(goroutine.start)) {
        case .user:
            break
        case .main:
            goroutine.flags.insert(.main)
        case .callbacks:
            // They count as the user's while they call a finalizer or cleanup.
            let isCallingBack = snapshot.stacks.frameIDs(goroutine.stack).contains {
                !snapshot.stacks.functionName($0).hasPrefix("runtime.")
            }
            if !isCallingBack { goroutine.flags.insert(.system) }
        case .system:
            goroutine.flags.insert(.system)
        }
    }

    private mutating func rememberPointers(_ raw: RawGoroutine, _ goroutine: Goroutine, _ position: UInt32) {
        if raw.m != 0, raw.state == .running || raw.state == .systemCall { machines[position] = raw.m }
        if raw.lockedM != 0 { lockedMachines[position] = raw.lockedM }
        if raw.labels != 0 { labelPointers[position] = raw.labels }
        if goroutine.kind == .sleep, goroutine.deadline == 0, raw.timer != 0 { timers[position] = raw.timer }
        if goroutine.kind == .coroutine, raw.coroutineArgument != 0 { coroutines[position] = raw.coroutineArgument }
    }

    /// Turns sudogs into waits. Directions of select cases are settled when the channels are read.
    private mutating func addWaits(_ raws: ArraySlice<RawWait>, raw: RawGoroutine, position: UInt32) {
        guard !raws.isEmpty, raw.state == .waiting || raw.state == .leaked else { return }
        let kind = snapshot.goroutines[Int(position)].kind
        let first = snapshot.waits.count
        for wait in raws {
            sudogs.append(wait.address)
            if wait.channel != 0 {
                let facts = ChannelFacts(elementSize: 0, length: 0, capacity: 0, isClosed: false, isTimer: false)
                let object = objects.object(at: wait.channel, .channel(facts))
                if wait.isSelect || kind == .channelSend {
                    let number = sendQueues.add(wait)
                    if wait.isSelect { undecidedCases.append((UInt32(snapshot.waits.count), number)) }
                }
                snapshot.waits.append(
                    Wait(
                        goroutine: position, object: object, operation: kind == .channelSend ? .send : .receive,
                        isSelectCase: wait.isSelect))
            } else if let (address, object, operation) = lockObject(
                kind, element: wait.element, stack: snapshot.goroutines[Int(position)].stack)
            {
                snapshot.waits.append(
                    Wait(goroutine: position, object: objects.object(at: address, object), operation: operation))
            }
        }
        snapshot.goroutines[Int(position)].firstWait = UInt32(first)
        snapshot.goroutines[Int(position)].waitCount = UInt32(snapshot.waits.count - first)
    }
}
