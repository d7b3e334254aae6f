import Evidence
import Wire

/// Makes events of a capture's records, in the order in which they were recorded.
struct CaptureLoader {
    var tables = ActivityTables()
    private(set) var facts: [String: String] = [:]
    private(set) var isComplete = false
    private(set) var recordBlocks: [CaptureBlocks.Block] = []
    private var counters: [String: Int] = [:]
    private var quality = Quality()
    private var events: [ActivityEvent] = []
    private var processes = LinuxProcesses()
    private var calls: CallNames
    /// Addresses of each stack by its hash, and its numbers in `tables.stacks` by hash and space.
    private var addresses: [UInt64: [UInt64]] = [:]
    private var stacks: [SpacedStack: UInt32] = [:]
    private var spaces: [ActivitySymbols.Space: Int32] = [:]
    private var unknownStacks = 0
    /// Programs that threads began, whose call has not been recorded yet, and their arguments so far.
    private var executions: [UInt32: Execution] = [:]
    private var pairs = 0
    private var badRecords = 0
    private var samples = HostSampleDecoder()

    /// Whether the call that was taken last changes what the paths of others depend on.
    private(set) var changedState = false
    private let isLive: Bool

    private struct Execution {
        var path: StringID
        var arguments: [UInt8] = []
        var environment: [UInt8] = []
    }

    private struct SpacedStack: Hashable {
        var hash: UInt64
        var space: Int32
    }

    /// - Parameter isLive: whether records are only looked at, one by one, while they are made: stacks and waits are not
    ///   kept then.
    init(isLive: Bool = false) {
        calls = CallNames(isARM64: false)
        self.isLive = isLive
    }

    /// - Throws: `malformed` when nothing at all can be read.
    mutating func load(_ blocks: inout CaptureBlocks) throws(InputError) {
        do throws(InputError) {
            while let block = try blocks.next() {
                let contents = try blocks.contents(block)
                take(block, contents)
            }
            tables.host = samples.finish(&quality)
        } catch {
            tables.host = samples.finish(&quality)
            if facts.isEmpty { throw error }
            quality.count(
                "capture.lost.bytes", blocks.bytes.count - blocks.offset, .dataLoss,
                "bytes behind a damaged block at offset \(error.offset ?? 0)")
        }
    }

    private mutating func take(_ block: CaptureBlocks.Block, _ contents: [UInt8]) {
        switch block.kind {
        case .start: begin(Dictionary(CaptureFormat.decode(pairs: contents[...])) { $1 })
        case .counters:
            for (name, value) in CaptureFormat.decode(pairs: contents[...]) { counters[name] = Int(value) ?? 0 }
        case .process: describe(Dictionary(CaptureFormat.decode(pairs: contents[...])) { $1 })
        case .records:
            recordBlocks.append(block)
            records(contents, block: recordBlocks.count - 1)
        case .symbols:
            if let symbols = CaptureSymbolsFile.decode(contents) { tables.symbols = symbols } else { badRecords += 1 }
        case .sample: samples.take(CaptureFormat.decode(pairs: contents[...]))
        case .end: isComplete = true
        }
    }

    /// What was recorded, where and how.
    mutating func begin(_ facts: [String: String]) {
        self.facts.merge(facts) { $1 }
        tables.fileGuards = self.facts["file guards"]?.split(separator: "\n").map(String.init) ?? []
        if let machine = facts["machine"] { calls = CallNames(isARM64: machine == "aarch64") }
    }

    /// Looks at a record by itself.
    /// - Returns: the event that it makes; nil for none.
    mutating func look(_ record: CaptureRecord) -> ActivityEvent? {
        changedState = false
        events.removeAll(keepingCapacity: true)
        take(record, origin: 0)
        return events.first
    }

    private mutating func records(_ contents: [UInt8], block: Int) {
        var offset = 0
        while offset < contents.count {
            guard let record = CaptureRecord(contents, at: offset) else {
                badRecords += 1
                return
            }
            take(record, origin: block << CaptureReader.offsetBits | offset)
            offset += record.size
        }
    }

    private mutating func take(_ record: CaptureRecord, origin: Int) {
        guard (0...CaptureRecord.latestTime).contains(record.time) else {
            badRecords += 1
            return
        }
        switch record.kind {
        case .call: call(CaptureCall(record), origin)
        case .stack where isLive, .block where isLive: break
        case .stack: stack(record)
        case .fork: fork(record)
        case .execution: execute(record)
        case .arguments: arguments(record)
        case .exit: exit(record, origin)
        case .block: wait(record)
        case nil: badRecords += 1
        }
    }

    // What /proc said when the recording began.
    mutating func describe(_ facts: [String: String]) {
        guard let id = facts["pid"].flatMap({ UInt32($0) }) else { return }
        let index = processes.process(id, &tables)
        if let parent = facts["ppid"].flatMap({ UInt32($0) }) {
            tables.processes[Int(index)].parentID = parent
            tables.processes[Int(index)].parent = processes.find(parent) ?? -1
        }
        if let image = facts["exe"] {
            tables.processes[Int(index)].image = tables.strings.intern(image)
            tables.processes[Int(index)].name = tables.strings.intern(bytes: Self.lastPart(Array(image.utf8)[...]))
        }
        if let path = facts["exe"], let entry = facts["entry"].flatMap({ UInt64($0) }) {
            tables.processes[Int(index)].space = space(ActivitySymbols.Space(path: path, entry: entry))
        }
        if let folder = facts["cwd"] {
            let path = tables.strings.intern(folder)
            tables.processes[Int(index)].workingDirectory = path
            processes.setFolder(index, path)
        }
        for (name, value) in facts {
            if name.hasPrefix("fd."), let descriptor = Int32(name.dropFirst(3)) {
                processes.setDescriptor(index, descriptor, tables.strings.intern(value))
            } else if name.hasPrefix("arg."), Int(name.dropFirst(4)) != nil {
                continue
            }
        }
        let count = facts.keys.count { $0.hasPrefix("arg.") }
        tables.processes[Int(index)].arguments = (0..<count).compactMap { facts["arg.\($0)"] }
            .map { tables.strings.intern($0) }
    }

    private static func lastPart(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path
    }

    private mutating func stack(_ record: CaptureRecord) {
        let hash = record.number(24)
        let depth = min(Int(record.extra), (record.size - 32) / 8)
        guard depth > 0 else { return }
        addresses[hash] = (0..<depth).map { record.number(32 + $0 * 8) }
    }

    private mutating func stackNumber(_ hash: UInt64, _ space: Int32) -> UInt32 {
        if hash == 0 { return 0 }
        let key = SpacedStack(hash: hash, space: space)
        if let known = stacks[key] { return known }
        guard let addresses = addresses[hash] else {
            unknownStacks += 1
            return 0
        }
        let number = tables.stacks.intern(addresses[...], in: space)
        stacks[key] = number
        return number
    }

    private mutating func space(_ space: ActivitySymbols.Space) -> Int32 {
        if let known = spaces[space] { return known }
        let number = Int32(clamping: tables.spaces.count)
        spaces[space] = number
        tables.spaces.append(space)
        return number
    }

    private mutating func fork(_ record: CaptureRecord) {
        let child = record.number32(28)
        let parent = processes.process(record.process, &tables)
        let isThread = child == record.process
        let index = isThread ? parent : processes.fork(record.process, child: child, at: record.time, &tables)
        if !isLive {
            tables.threads.append(
                ActivityThread(
                    id: record.number32(24), process: index, start: record.time, maker: record.thread,
                    makerProcess: parent))
        }
        if isThread { return }
        events.append(
            ActivityEvent(
                time: record.time, duration: 0, process: index, thread: record.number32(24), kind: .process,
                operation: tables.strings.intern("process start"), origin: -1))
    }

    private mutating func execute(_ record: CaptureRecord) {
        let process = processes.process(record.process, &tables)
        let given = record.text(56, Int(record.extra))
        let path = processes.absolute(process, given, from: -100, &tables)
        processes.execute(process)
        tables.processes[Int(process)].space = space(
            ActivitySymbols.Space(path: String(decoding: given, as: UTF8.self), entry: record.number(40)))
        tables.processes[Int(process)].image = path
        tables.processes[Int(process)].name = tables.strings.intern(
            bytes: Array(Self.lastPart(tables.strings.bytes(path))))
        if tables.processes[Int(process)].start == nil { tables.processes[Int(process)].start = record.time }
        executions[record.process] = Execution(path: path)
    }

    private mutating func arguments(_ record: CaptureRecord) {
        let bytes = record.text(CaptureRecord.headLength, Int(record.extra))
        let isEnvironment = record.flags & 1 != 0
        if isEnvironment {
            executions[record.process]?.environment += bytes
        } else {
            executions[record.process]?.arguments += bytes
        }
        guard record.flags & 2 != 0, let execution = executions[record.process] else { return }
        let process = processes.process(record.process, &tables)
        let texts = (isEnvironment ? execution.environment : execution.arguments).split(
            separator: 0, omittingEmptySubsequences: false
        ).map { tables.strings.intern(bytes: $0) }
        // Each text ends with a NUL, so that an empty one follows the last.
        let whole = texts.last == .empty ? Array(texts.dropLast()) : texts
        if isEnvironment {
            tables.processes[Int(process)].environment = whole
        } else {
            tables.processes[Int(process)].arguments = whole
        }
        if record.flags & 4 != 0 {
            quality.count(
                "capture.arguments.cut", 1, .dataLoss, "programs whose arguments are longer than what was recorded")
        }
    }

    private mutating func exit(_ record: CaptureRecord, _ origin: Int) {
        guard record.flags & 1 != 0, let process = processes.find(record.process) else { return }
        let signal = Int32(record.extra & 0x7f)
        let status = Int32(record.extra >> 8 & 0xff)
        if signal == 0 {
            tables.processes[Int(process)].exitStatus = status
        } else {
            tables.processes[Int(process)].endSignal = signal
        }
        // Several threads may be the last one when they end at once.
        let isKnown = tables.processes[Int(process)].end != nil
        processes.end(process, at: record.time, &tables)
        if isKnown { return }
        events.append(
            ActivityEvent(
                time: record.time, duration: 0, process: process, thread: record.thread, kind: .process,
                operation: tables.strings.intern("process exit"),
                result: tables.strings.intern(signal == 0 ? "\(status)" : LinuxSignal.name(signal)), origin: -1))
        executions[record.process] = nil
    }

    private mutating func wait(_ record: CaptureRecord) {
        let process = processes.process(record.process, &tables)
        let waker = record.number32(60)
        let state = record.number32(80)
        let call = record.number32(84)
        tables.waits.append(
            ActivityWait(
                time: record.time, duration: record.duration(24), ready: record.duration(32), process: process,
                thread: record.thread,
                wakerProcess: waker == 0 ? -1 : processes.find(waker) ?? -1, wakerThread: record.number32(56),
                wakerProcessID: waker,
                wakerName: tables.strings.intern(bytes: Array(record.text(64, 16).prefix { $0 != 0 })),
                isPreempted: state == 0, isUninterruptible: state & 2 != 0,
                operation: call == 0 ? .empty : calls.name(Int32(truncatingIfNeeded: call &- 1), &tables),
                kernelStack: stackNumber(record.number(40), space(.kernel)),
                stack: stackNumber(record.number(48), tables.processes[Int(process)].space)))
    }

    private mutating func callOf32Bits(_ call: CaptureCall, _ origin: Int) {
        if call.isHidden { return }
        let record = call.record
        let process = processes.process(record.process, &tables)
        let linux = LinuxCall(name: "", arguments: [], result: call.result)
        events.append(
            ActivityEvent(
                time: record.time, duration: call.duration, process: process, thread: record.thread, kind: .other,
                operation: tables.strings.intern("32-bit call \(call.number)"),
                result: call.isUnfinished ? .empty : result(linux),
                stack: isLive ? 0 : stackNumber(call.stack, tables.processes[Int(process)].space), origin: origin))
    }

    private mutating func call(_ call: CaptureCall, _ origin: Int) {
        if call.isOf32Bits { return callOf32Bits(call, origin) }
        let record = call.record
        let process = processes.process(record.process, &tables)
        let facts = calls.facts(call.number, &tables)
        var linux = LinuxCall(
            name: facts.text, arguments: (0..<call.argumentCount).map { call.argument($0) }, result: call.result)
        var path = StringID.empty
        var hasText = false
        call.payloads { argument, form, bytes in
            switch form {
            case .text:
                // The second path of a rename or a link is part of the detail.
                guard !hasText else { return }
                hasText = true
                path = text(bytes, argument, facts, linux, process)
            case .address: linux.address = SocketAddress.text(bytes)
            case .pair:
                guard bytes.count >= 8 else { return }
                func number(_ offset: Int) -> Int32 {
                    (0..<4).reduce(0) {
                        $0 | Int32(truncatingIfNeeded: UInt32(bytes[bytes.startIndex + offset + $1]) << UInt32($1 * 8))
                    }
                }
                linux.pair = (number(0), number(4))
            }
        }
        if !hasText { path = pathWithoutText(call, facts, &linux, process) }
        let isEnded = !call.isUnfinished
        if isEnded {
            let effect = linux.effect(path: path) { tables.strings.intern($0) }
            processes.apply(effect, process, begin: record.time, end: record.time &+ call.duration)
            if case .none = effect { changedState = linux.pair != nil } else { changedState = true }
        }
        if call.isHidden { return }
        events.append(
            ActivityEvent(
                time: record.time, duration: call.duration, process: process, thread: record.thread,
                kind: facts.kind, operation: facts.name, path: path,
                result: isEnded ? result(linux) : .empty,
                stack: isLive ? 0 : stackNumber(call.stack, tables.processes[Int(process)].space),
                descriptor: facts.descriptor.map { linux.descriptor($0) } ?? -1, origin: origin))
    }

    private mutating func result(_ call: LinuxCall) -> StringID {
        tables.strings.intern(call.isFailed ? LinuxErrorName.name(-call.result) : String(call.result))
    }

    /// A path, or another text that a call takes, such as the name of a memory file.
    private mutating func text(
        _ bytes: ArraySlice<UInt8>, _ argument: Int, _ facts: CallNames.Facts, _ call: LinuxCall, _ process: Int32
    ) -> StringID {
        guard facts.takesPaths else { return tables.strings.intern(bytes: Array(bytes)) }
        let folder = argument > 0 && facts.directory == argument - 1 ? call.descriptor(argument - 1) : -100
        return processes.absolute(process, bytes, from: folder, &tables)
    }

    private mutating func pathWithoutText(
        _ call: CaptureCall, _ facts: CallNames.Facts, _ linux: inout LinuxCall, _ process: Int32
    ) -> StringID {
        if facts.isExecution, let execution = executions[call.record.process], !linux.isFailed { return execution.path }
        if linux.pair != nil {
            pairs += 1
            return tables.strings.intern("\(facts.text == "socketpair" ? "socket pair" : "pipe"):\(pairs)")
        }
        if let address = linux.address, facts.text == "connect" || facts.text == "sendto" || facts.text == "bind" {
            return tables.strings.intern(address)
        }
        if facts.text == "socket" {
            return tables.strings.intern("socket:" + LinuxCall.socketKind(linux.argument(0), linux.argument(1)))
        }
        if let descriptor = facts.descriptor {
            return processes.path(process, descriptor: linux.descriptor(descriptor))
        }
        return .empty
    }

    /// Whether the texts that a call takes are paths.
    mutating func takesPaths(_ call: Int32) -> Bool { calls.facts(call, &tables).takesPaths }

    /// The program that a process runs; empty when unknown.
    func image(of process: UInt32) -> String {
        processes.find(process).map { tables.strings[tables.processes[Int($0)].image] } ?? ""
    }

    func sortedEvents() -> [ActivityEvent] { events.sorted { $0.time < $1.time } }

    /// The counters of the recording with those of the reading.
    func finishedQuality(isCut: Bool) -> Quality {
        var all = quality
        all.count(
            "capture.lost.records", counters["lost"] ?? 0, .dataLoss,
            "records that did not fit between kernel and sonde")
        if facts["back end"] == "ptrace" {
            all.count(
                "capture.ptrace", counters["calls"] ?? 0, .dataLoss,
                "calls were recorded by ptrace, which slows each of them and does not see what threads waited for")
        }
        all.count(
            "capture.released", counters["released"] ?? 0, .dataLoss,
            "processes were not followed since they executed programs with other privileges")
        all.count(
            "capture.dropped", counters["dropped"] ?? 0, .info,
            "calls that were left out as was asked for" + (facts["filter"].map { ": \($0)" } ?? ""))
        all.count(
            "capture.unreadable", counters["unreadable"] ?? 0, .dataLoss, "arguments whose memory could not be read")
        all.count("capture.stacks.unknown", unknownStacks, .dataLoss, "events whose stack was lost")
        all.count("capture.records.bad", badRecords, .dataLoss, "records that make no sense")
        if !isComplete {
            all.count(
                "capture.incomplete", 1, isCut ? .dataLoss : .info,
                "the capture has no end: it is still being written, or its writer died")
        }
        return all
    }
}
