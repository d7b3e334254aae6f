import Evidence

/// System calls: `raw_syscalls:sys_enter: NR 257 (ffffff9c, …)` and `raw_syscalls:sys_exit: NR 257 = 3`, or
/// `syscalls:sys_enter_openat: dfd: 0xffffff9c, …` and `syscalls:sys_exit_openat: 0x3`.
extension PerfScriptLoader {
    /// Names that the kernel's functions have, where those of the calls are others.
    private static let others = [
        "newstat": "stat", "newfstat": "fstat", "newlstat": "lstat", "newuname": "uname", "umount": "umount2",
        "sendfile64": "sendfile",
    ]

    private func number(behind mark: StaticString, _ range: Range<Int>) -> (Int32, rest: Int)? {
        guard StraceText.starts(line, range.lowerBound, mark) else { return nil }
        var at = range.lowerBound + mark.utf8CodeUnitCount
        let isNegative = at < line.count && line[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        guard let value = StraceNumber.decimal(line, &at).flatMap({ Int32(exactly: $0) }) else { return nil }
        return (isNegative ? -value : value, at)
    }

    private mutating func number(named name: ArraySlice<UInt8>) -> Int32 {
        if let known = numbers[name] { return known }
        let text = String(decoding: name, as: UTF8.self)
        let number =
            SystemCallTable.number(Self.others[text] ?? text, isARM64: isARM64) ?? Int32(clamping: -2 - numbers.count)
        // A slice would keep the whole line.
        numbers[Array(name)[...]] = number
        return number
    }

    mutating func enterRaw(_ head: PerfScriptLine) {
        guard let (number, rest) = number(behind: "NR ", head.rest) else { return misunderstood() }
        var at = rest
        while at < line.count, line[at] != UInt8(ascii: "(") { at += 1 }
        enter(head, number, calls.facts(number, &tables), flags: hexadecimal(at + 1), isRaw: true)
    }

    /// The hexadecimal number at a place; nil when none is there.
    private func hexadecimal(_ start: Int) -> UInt64? {
        var value: UInt64 = 0
        var at = start
        while at < line.count {
            let byte = line[at]
            let digit = byte &- 48 < 10 ? byte &- 48 : (byte | 0x20) &- 87
            guard digit < 16 else { break }
            value = value &<< 4 | UInt64(digit)
            at += 1
        }
        return at > start ? value : nil
    }

    mutating func enterNamed(_ head: PerfScriptLine) {
        let name = line[(head.event.lowerBound + 19)..<max(head.event.upperBound, head.event.lowerBound + 19)]
        let number = number(named: name)
        var facts = calls.facts(number, &tables)
        if number < -1 { facts.name = tables.strings.intern(bytes: name) }
        let mark = StraceText.find("clone_flags: 0x", line, head.rest)
        enter(head, number, facts, flags: mark.flatMap { hexadecimal($0 + 15) }, isRaw: false)
    }

    private mutating func enter(
        _ head: PerfScriptLine, _ number: Int32, _ facts: CallNames.Facts, flags: UInt64?, isRaw: Bool
    ) {
        let process = namedProcess(head)
        guard var thread = threads[head.thread] else { return }
        // Both families tell of the same call.
        if thread.call >= 0, thread.isRaw != isRaw, thread.number == number { return }
        if thread.call >= 0 { lose(thread.call) }
        thread.isRaw = isRaw
        thread.number = number
        thread.flags = flags
        thread.call = events.append(
            ActivityEvent(
                time: head.time, process: process, thread: head.thread, kind: facts.kind, operation: facts.name,
                path: quotedPath(head.rest), origin: lineStart + head.rest.lowerBound))
        openCalls.insert(thread.call)
        stackEvent = thread.call
        threads[head.thread] = thread
    }

    /// Newer kernels say what a path's pointer leads to: `filename: 0x7ffc "/etc/passwd"`.
    private mutating func quotedPath(_ range: Range<Int>) -> StringID {
        guard let open = line[range].firstIndex(of: UInt8(ascii: "\"")), line[range].first != UInt8(ascii: "N") else {
            return .empty
        }
        var path: [UInt8] = []
        StraceText.decode(line, string: open..<range.upperBound, to: &path)
        return tables.strings.intern(bytes: path)
    }

    /// The end of a call is not in the log.
    private mutating func lose(_ call: Int) {
        openCalls.remove(call)
        if events.numbers.contains(call) { events[call].duration = ActivityEvent.untold }
        quality.count("perf.calls.open", 1, .dataLoss, "calls whose end was lost")
    }

    mutating func exitRaw(_ head: PerfScriptLine) {
        guard let (number, rest) = number(behind: "NR ", head.rest), StraceText.starts(line, rest, " = "),
            let result = StraceNumber.value(line, (rest + 3)..<line.count)
        else { return misunderstood() }
        exit(head, number, result, isRaw: true)
    }

    mutating func exitNamed(_ head: PerfScriptLine) {
        let name = line[(head.event.lowerBound + 18)..<max(head.event.upperBound, head.event.lowerBound + 18)]
        guard let result = StraceNumber.value(line, head.rest) else { return misunderstood() }
        exit(head, number(named: name), result, isRaw: false)
    }

    private mutating func exit(_ head: PerfScriptLine, _ number: Int32, _ result: Int64, isRaw: Bool) {
        let process = namedProcess(head)
        guard var thread = threads[head.thread] else { return }
        let lastNumber = thread.lastNumber
        let lastWasRaw = thread.lastWasRaw
        thread.lastNumber = number
        thread.lastWasRaw = isRaw
        defer { threads[head.thread] = thread }
        let isFailed = result < 0 && result >= -4095
        let text = tables.strings.intern(isFailed ? LinuxErrorName.name(-result) : String(result))
        guard thread.call >= 0, thread.number == number else {
            if lastNumber == number, lastWasRaw != isRaw { return }
            if thread.call >= 0 { lose(thread.call) }
            thread.call = -1
            // A thread begins with the end of the call that made it.
            let facts = calls.facts(number, &tables)
            if result == 0, ["clone", "clone3", "fork", "vfork"].contains(facts.text) { return }
            quality.count("perf.calls.begun", 1, .info, "calls whose begin is not in the log")
            stackEvent = events.append(
                ActivityEvent(
                    time: head.time, duration: ActivityEvent.untold, process: process, thread: head.thread,
                    kind: facts.kind, operation: facts.name, result: text, origin: -1))
            return
        }
        let call = thread.call
        thread.call = -1
        openCalls.remove(call)
        guard events.numbers.contains(call) else { return }
        events[call].duration = max(head.time &- events[call].time, 0)
        events[call].result = text
        // The stack at the end of a call is that of its begin.
        stackEvent = events[call].stack == 0 ? call : -2
    }
}
