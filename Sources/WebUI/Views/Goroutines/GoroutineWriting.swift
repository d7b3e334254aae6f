import Diagnosis
import Evidence
import GoBinary
import GoProcess
import Report
import Wire

/// Writes goroutines, what they wait for and where they are, in the words of sonde's reports.
struct GoroutineWriting {
    let look: GoroutineLook
    let objects: WaitObjectText
    private let paths: PathShortener

    init(_ look: GoroutineLook, _ control: JobControl) throws {
        self.look = look
        objects = try look.objects(control)
        paths = PathShortener(module: look.snapshot.buildInformation?.main?.path ?? "")
    }

    var snapshot: GoroutineSnapshot { look.snapshot }

    /// Aggregated dumps number what they list, which are no ids.
    var hasIDs: Bool { snapshot.source.kind != .groupedText }

    // MARK: Places

    /// A frame: its function in full and in short, its file in full and as reports have it.
    func write(_ frame: ResolvedFrame, to json: inout JSONWriter) {
        json.object { json in
            json.member("function", frame.function)
            json.member("short", FunctionName.short(frame.function))
            if !frame.file.isEmpty {
                json.member("file", frame.file)
                json.member("at", paths.location(frame))
            }
            json.member("line", frame.line)
            if frame.isInlined { json.member("inlined", true) }
            if !FrameKinds.isUser(function: frame.function) { json.member("library", true) }
        }
    }

    /// The frame that a reader looks at first; null for a goroutine without a stack.
    func writePlace(_ stack: StackID, to json: inout JSONWriter) {
        let shown = firstFrame(snapshot.stacks.resolvedFrames(stack))
        if let shown { write(shown, to: &json) } else { json.null() }
    }

    /// The innermost frame of the program's own code; where there is none, the innermost outside of the runtime.
    func firstFrame(_ frames: [ResolvedFrame]) -> ResolvedFrame? {
        frames.first { FrameKinds.isUser(function: $0.function) }
            ?? frames.first { !FrameKinds.isRuntimeInternal(function: $0.function) } ?? frames.first
    }

    /// Function, file and line of the first frame, for tables.
    func placeFields(_ frames: [ResolvedFrame]) -> [String] {
        guard let frame = firstFrame(frames) else { return ["", "", ""] }
        return [frame.function, frame.file, frame.line > 0 ? String(frame.line) : ""]
    }

    func write(creation: FrameID, to json: inout JSONWriter) {
        if creation == .none { json.null() } else { write(snapshot.stacks.resolved(creation), to: &json) }
    }

    // MARK: Waits

    /// `lock Mutex main.mu (0x5a2f40)`, and how many more waits there are.
    func waitText(_ goroutine: Goroutine) -> String? {
        guard let wait = snapshot.checkedWaits(of: goroutine).first else { return callText(goroutine) }
        let more = goroutine.waitCount > 1 ? " and \(goroutine.waitCount - 1) more" : ""
        return text(wait.operation, wait.object) + more
    }

    func text(_ operation: WaitOperation, _ object: WaitObjectID) -> String {
        let facts = Int(object) < snapshot.objects.count ? snapshot.objects[Int(object)] : nil
        return "\(WaitObjectText.verb(operation, facts)) \(objects.name(object))"
    }

    private func callText(_ goroutine: Goroutine) -> String? {
        guard let call = snapshot.systemCall(of: goroutine) else { return nil }
        return "in \(call.name) \(PeerText.target(of: call))"
    }

    /// An object by which the page finds it again: its address, or its number when it has none.
    func reference(_ object: WaitObjectID) -> String {
        let address = Int(object) < snapshot.objects.count ? snapshot.objects[Int(object)].address : 0
        return address == 0 ? String(object) : "0x" + String(address, radix: 16)
    }

    // MARK: A goroutine

    func writeAge(_ goroutine: Goroutine, to json: inout JSONWriter) {
        guard goroutine.waitingNanoseconds >= 0 else { return }
        json.member("age", goroutine.waitingNanoseconds)
        json.member("ageSource", Self.word(goroutine.ageSource))
    }

    static func word(_ source: AgeSource) -> String {
        switch source {
        case .unknown: ""
        case .runtime: "at least so long, by the runtime's clock"
        case .snapshots: "at least so long, as seen by sonde"
        case .text: "in whole minutes, as the dump has it"
        }
    }

    func labels(_ goroutine: Goroutine) -> [Label] {
        let number = Int(goroutine.labels)
        return number < snapshot.labelSets.count ? snapshot.labelSets[number] : []
    }

    /// The members that a row of a list has, and each mention of a goroutine elsewhere.
    func writeBrief(_ index: Int, to json: inout JSONWriter) {
        let goroutine = snapshot.goroutines[index]
        if hasIDs { json.member("id", goroutine.id) }
        json.member("state", snapshot.stateText(goroutine))
        writeAge(goroutine, to: &json)
        json.member("place") { writePlace(goroutine.stack, to: &$0) }
        if let text = waitText(goroutine) { json.member("wait", text) }
        if !goroutine.flags.isEmpty { json.member("flags", strings: goroutine.flags.names) }
    }
}
