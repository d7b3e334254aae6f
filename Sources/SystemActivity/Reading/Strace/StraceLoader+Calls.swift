import Evidence
import Wire

/// Lines of calls: whole ones, those that begin, and those that go on.
extension StraceLoader {
    mutating func begin(_ head: StraceLineHead, _ start: Int, isCut: Bool) {
        let body = head.body
        var open = body
        while open < line.count, Self.isOfName(line[open]) { open += 1 }
        guard open > body, open < line.count, line[open] == UInt8(ascii: "("), !StraceNumber.isDigit(line[body]) else {
            return remainder(head, start)
        }
        isInSummary = false
        let time = times.time(head)
        let place = thread(head, time, start)
        // Another call of the thread: what was open does not go on.
        if let open = threads[place].call, events.numbers.contains(open.event) {
            events[open.event].duration = ActivityEvent.untold
        }
        threads[place].call = nil
        let number = facts.facts(line[body..<open], &tables)
        let isAnnounced = trimUnfinished()
        let isOpen = isAnnounced || trimMessage()
        let isWhole = !isOpen && call.parse(line, from: open + 1, to: line.count)
        if isWhole {
            let event = events.append(event(place, time, number, origin: start + body))
            complete(event, place, number, line, resumedAt: nil)
            return
        }
        if isOpen { _ = call.parse(line, from: open + 1, to: line.count) }
        if isCut, !isOpen { countCut() }
        var event = event(place, time, number, origin: start + body)
        event.path = path(number, threads[place].process, line, isPartial: true)
        threads[place].call = StraceOpenCall(
            text: (start + body)..<(start + line.count), event: events.append(event), time: time)
        // What a message of strace's cut off goes on in the next line, or as if another thread had spoken.
        if !isCut, !isAnnounced { broken = threads[place].id }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "?") || StraceNumber.isDigit(byte) || (byte | 0x20) &- 97 < 26
    }

    private func event(_ place: Int, _ time: Int64, _ number: Int, origin: Int) -> ActivityEvent {
        let thread = threads[place]
        return ActivityEvent(
            time: time, process: thread.process, thread: thread.id, kind: facts[number]?.kind ?? .other,
            operation: facts[number]?.name ?? .empty, origin: origin)
    }

    private mutating func countCut() {
        quality.count("strace.cut", 1, .dataLoss, "the log ends within a line: strace was ended while it wrote")
    }

    /// Takes off the line what strace writes where a call goes on later.
    private mutating func trimUnfinished() -> Bool {
        if line.last == UInt8(ascii: ">"), StraceText.starts(line, line.count - 17, " <unfinished ...>") {
            line.removeLast(17)
            return true
        }
        return false
    }

    /// Without -o, the message that a new thread is followed may end the line.
    private mutating func trimMessage() -> Bool {
        guard line.last == UInt8(ascii: "d"), StraceText.starts(line, line.count - 9, " attached") else { return false }
        var at = line.count - 10
        while at > 0, StraceNumber.isDigit(line[at]) { at -= 1 }
        guard StraceText.starts(line, at - 15, "strace: Process ") else { return false }
        line.removeLast(line.count - (at - 15))
        return true
    }

    /// The end of a call behind output of the program, where both go to one terminal; or a line that is not strace's.
    private mutating func remainder(_ head: StraceLineHead, _ start: Int) {
        if isSummary() {
            return quality.count("strace.notes", 1, .info, "lines in which strace speaks of itself")
        }
        guard head.clock == .none, head.relative == nil, head.thread == nil, let id = broken,
            let place = threads.find(id)
        else { return misunderstood(start) }
        // Behind a message of strace's, the mark stands alone.
        if StraceText.starts(line, head.body, "<unfinished ...>")
            || StraceText.starts(line, head.body, " <unfinished ...>")
        {
            broken = nil
            return
        }
        goOn(place, from: head.body, start, time: nil, isCut: false)
    }

    /// Whether the line is of the table that -C puts behind the calls.
    private mutating func isSummary() -> Bool {
        if StraceText.find("syscall", line, 0..<line.count) != nil,
            StraceText.find("calls", line, 0..<line.count) != nil
        {
            isInSummary = true
        }
        return isInSummary
    }

    mutating func resume(_ head: StraceLineHead, _ start: Int, isCut: Bool) {
        let nameStart = head.body + 5
        guard let mark = StraceText.find(" resumed>", line, nameStart..<line.count) else { return misunderstood(start) }
        let time = times.time(head)
        if unnamed == 0, head.thread != nil { nameThread(head, resumed: nameStart..<mark) }
        let place = thread(head, time, start)
        if threads[place].call == nil {
            return withoutBegin(place, nameStart..<mark, from: mark + 9, start, time)
        }
        goOn(place, from: mark + 9, start, time: time, isCut: isCut)
    }

    /// The call that a thread without a name began goes on with one.
    private mutating func nameThread(_ head: StraceLineHead, resumed name: Range<Int>) {
        guard let id = head.thread, let place = threads.find(0), threads.find(id) == nil,
            let open = threads[place].call
        else { return }
        scratch.removeAll(keepingCapacity: true)
        bytes.append(open.text, to: &scratch)
        if scratch.starts(with: line[name]) { adopt(id) }
    }

    /// The call had begun before strace looked.
    private mutating func withoutBegin(_ place: Int, _ name: Range<Int>, from rest: Int, _ start: Int, _ time: Int64) {
        let number = facts.facts(line[name], &tables)
        guard call.parse(line, from: rest, to: line.count), let range = call.result else { return misunderstood(start) }
        let result = StraceResult(line, range)
        var event = event(place, time, number, origin: -1)
        event.duration = result.duration ?? ActivityEvent.untold
        event.time = time &- max(event.duration, 0)
        event.result = tables.strings.intern(bytes: line[result.name])
        events.append(event)
        quality.count("strace.begun.before", 1, .info, "calls that had begun before strace looked")
    }

    private mutating func goOn(_ place: Int, from rest: Int, _ start: Int, time: Int64?, isCut: Bool) {
        guard let open = threads[place].call else { return }
        whole.removeAll(keepingCapacity: true)
        bytes.append(open.text, to: &whole)
        whole += line[rest...]
        var bracket = 0
        while bracket < whole.count, whole[bracket] != UInt8(ascii: "(") { bracket += 1 }
        guard bracket < whole.count, events.numbers.contains(open.event),
            call.parse(whole, from: bracket + 1, to: whole.count)
        else {
            if isCut { countCut() } else { misunderstood(start) }
            return
        }
        threads[place].call = nil
        broken = nil
        joined.append((open.text, (start + rest)..<(start + line.count)))
        events[open.event].origin = -1 - joined.count
        let number = facts.facts(whole[..<bracket], &tables)
        complete(open.event, place, number, whole, resumedAt: time)
    }

    /// A call has ended, whose parts `call` has.
    private mutating func complete(
        _ number: Int, _ place: Int, _ name: Int, _ text: [UInt8], resumedAt: Int64?
    ) {
        guard let range = call.result, let facts = facts[name] else { return }
        let result = StraceResult(text, range)
        let index = number
        let process = events[index].process
        let time = events[index].time
        if events[index].path == .empty { events[index].path = path(name, process, text, isPartial: false) }
        if let duration = result.duration {
            events[index].duration = duration
        } else if let resumedAt {
            events[index].duration = max(resumedAt &- time, 0)
        } else if !result.name.isEmpty {
            // Without -T. What returns nothing, such as exit_group, never ends.
            events[index].duration = ActivityEvent.untold
        }
        if !result.name.isEmpty { events[index].result = tables.strings.intern(bytes: text[result.name]) }
        stackEvent = number
        if result.value == nil, facts.text == "exit_group" { exitGroup(process, text, time) }
        guard !result.isFailed || facts.changesDescriptors else { return }
        let end = time &+ max(events[index].duration, 0)
        if facts.isBirth, let child = result.value { birth(child, place, text, resumedAt ?? time) }
        if facts.isExecution, result.value == 0 { execute(process, events[index].path, text, facts, time) }
        if facts.changesFolder || facts.changesDescriptors, result.value != nil || result.isFailed {
            change(index, process, text, result, facts, end: end)
        }
    }

    private mutating func exitGroup(_ process: Int32, _ text: [UInt8], _ time: Int64) {
        guard let status = call.arguments.first.flatMap({ StraceNumber.value(text, $0) }) else { return }
        tables.processes[Int(process)].exitStatus = Int32(truncatingIfNeeded: status & 0xff)
        tables.processes[Int(process)].end = time
    }

    private mutating func birth(_ child: Int64, _ place: Int, _ text: [UInt8], _ time: Int64) {
        guard let id = UInt32(exactly: child), id > 0 else { return }
        let parentID = threads[place].id
        if let known = threads.find(id) {
            if births.isAnnounced(id) { return }
            // The id is another's by now, and the log does not say when the former one ended.
            threads.end(known)
        }
        // Ending a thread moves another one to its place.
        guard let parent = threads.find(parentID) else { return }
        _ = add(id, by: parent, isThread: StraceText.find("CLONE_THREAD", text, 0..<text.count) != nil, time)
    }

    private mutating func execute(
        _ process: Int32, _ path: StringID, _ text: [UInt8], _ facts: StraceCallFacts.Facts, _ time: Int64
    ) {
        processes.execute(process)
        let index = Int(process)
        let image = tables.strings.bytes(path)
        let name = image.lastIndex(of: UInt8(ascii: "/")).map { image[($0 + 1)...] } ?? image
        tables.processes[index].image = path
        tables.processes[index].name = tables.strings.intern(bytes: Array(name))
        if tables.processes[index].start == nil { tables.processes[index].start = time }
        let list = (facts.path ?? 0) + 1
        guard list < call.arguments.count, let (texts, isWhole) = StraceText.list(text, call.arguments[list]) else {
            return
        }
        tables.processes[index].arguments = texts.map { tables.strings.intern(bytes: $0) }
        if !isWhole {
            quality.count(
                "strace.arguments.cut", 1, .dataLoss,
                "programs whose arguments strace cut: record with -s 1024 or more, and -v")
        }
        guard list + 1 < call.arguments.count,
            let (variables, _) = StraceText.list(text, call.arguments[list + 1])
        else { return }
        tables.processes[index].environment = variables.map { tables.strings.intern(bytes: $0) }
    }
}
