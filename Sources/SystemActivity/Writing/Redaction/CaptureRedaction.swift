import Evidence
import Wire

/// Captures for the eyes of others: arguments, addresses, and paths under home directories are replaced, block by block.
public enum CaptureRedaction {
    /// Tells a redactor what a capture has of paths, arguments and addresses.
    /// - Throws: `notRecognised`, `unsupported`, and `malformed` when nothing at all can be read.
    public static func teach(_ bytes: Bytes, _ redactor: Redactor) throws(InputError) {
        var lesson = CaptureLesson(redactor)
        _ = try walk(bytes) { kind, contents in lesson.take(kind, contents) }
    }

    /// - Throws: `notRecognised`, `unsupported`, `malformed` when nothing at all can be read, `inputOutput`.
    public static func redacted(_ bytes: Bytes, by redactor: Redactor) throws -> RedactedFile {
        let sink = Sink()
        var writer = try CaptureWriter { sink.bytes += $0 }
        var records = RecordRedaction(redactor)
        let facts = FactRedaction(redactor)
        var problem: (any Error)?
        var remark = try walk(bytes) { kind, contents in
            guard problem == nil else { return }
            do {
                switch kind {
                case .records:
                    for part in records.redacted(contents) { try writer.pass(.records, part) }
                case .start:
                    let pairs = CaptureFormat.decode(pairs: contents[...])
                    records.begin(pairs)
                    try writer.pass(kind, CaptureFormat.encode(pairs: facts.start(pairs)))
                case .process:
                    let pairs = CaptureFormat.decode(pairs: contents[...])
                    records.describe(pairs)
                    try writer.pass(kind, CaptureFormat.encode(pairs: facts.process(pairs)))
                case .counters:
                    let pairs = CaptureFormat.decode(pairs: contents[...])
                    try writer.pass(kind, CaptureFormat.encode(pairs: pairs.filter { UInt64($0.1) != nil }))
                case .sample:
                    let pairs = CaptureFormat.decode(pairs: contents[...])
                    try writer.pass(kind, CaptureFormat.encode(pairs: facts.sample(pairs)))
                case .symbols:
                    guard let symbols = CaptureSymbolsFile.decode(contents) else { return records.bad += 1 }
                    let new = symbols.redacted(by: redactor, programs: records.programs)
                    try writer.pass(kind, CaptureSymbolsFile.encode(new))
                case .end: try writer.pass(kind, [])
                }
            } catch { problem = error }
        }
        if let problem { throw problem }
        if records.bad > 0 { remark = "\(records.bad) records make no sense" + (remark.map { "; " + $0 } ?? "") }
        return RedactedFile(sink.bytes, remark: remark)
    }

    /// Goes over the blocks as far as they can be read.
    /// - Returns: what is missing.
    private static func walk(
        _ bytes: Bytes, _ body: (CaptureFormat.BlockKind, [UInt8]) -> Void
    ) throws(InputError) -> String? {
        var blocks = try CaptureBlocks(bytes)
        var count = 0
        do throws(InputError) {
            while let block = try blocks.next() {
                body(block.kind, try blocks.contents(block))
                count += 1
            }
        } catch {
            if count == 0 { throw error }
            return "what stands behind a damaged block at byte \(error.offset ?? 0)"
        }
        return blocks.isCut ? "the last block, which is cut off" : nil
    }

    private final class Sink {
        var bytes: [UInt8] = []
    }
}

/// What stands in the blocks of a capture that are pairs of texts.
struct FactRedaction {
    private let redactor: Redactor

    init(_ redactor: Redactor) { self.redactor = redactor }

    /// Texts that sonde chose.
    private static let plainFacts: Set<String> = ["sonde", "wall.offset", "machine", "kernel", "back end"]

    func start(_ pairs: [(String, String)]) -> [(String, String)] {
        pairs.map { name, value in
            switch name {
            case "command": (name, redactor.arguments(Self.words(value)).joined(separator: " "))
            case "file guards": (name, redactor.text(value))
            default: (name, Self.plainFacts.contains(name) ? value : number(value))
            }
        }
    }

    static func words(_ command: String) -> [String] { command.split(separator: " ").map(String.init) }

    func process(_ pairs: [(String, String)]) -> [(String, String)] {
        pairs.map { name, value in
            if name == "exe" || name == "cwd" || name.hasPrefix("fd.") { return (name, redactor.path(value)) }
            if name == "arg.0" { return (name, redactor.program(value)) }
            return (name, name.hasPrefix("arg.") ? redactor.argument(value) : number(value))
        }
    }

    func sample(_ pairs: [(String, String)]) -> [(String, String)] {
        pairs.map { name, value in
            if name.hasPrefix(HostSampleFields.groupPrefix) {
                if name.hasSuffix("." + HostSampleFields.path) { return (name, group(value)) }
                if name.hasSuffix("." + HostSampleFields.hierarchy) { return (name, value) }
            }
            // Names of programs stay.
            if name.hasPrefix(HostSampleFields.otherPrefix) { return (name, value) }
            let isNumbers = value.split(separator: " ").allSatisfy { Int64($0) != nil }
            return (name, isNumbers ? value : redactor.written(value))
        }
    }

    private func number(_ value: String) -> String { Int64(value) != nil ? value : redactor.written(value) }

    /// The path of a control group: names of services, containers and users go.
    private func group(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            Self.plainGroups.contains(part) ? String(part) : redactor.written(String(part))
        }.joined(separator: "/")
    }

    private static let plainGroups: Set<Substring> = [
        "", "..", "system.slice", "user.slice", "machine.slice", "init.scope", "app.slice", "session.slice",
        "background.slice", "docker", "kubepods", "kubepods.slice", "kubepods-burstable.slice", "burstable",
        "kubepods-besteffort.slice", "besteffort", "lxc", "libpod_parent",
    ]
}

extension ActivitySymbols {
    /// - Parameter programs: what stands for programs as they were executed.
    func redacted(by redactor: Redactor, programs: [String: String]) -> ActivitySymbols {
        var result = ActivitySymbols()
        let stacks = RedactedStacks(table, by: redactor)
        result.table = stacks.table
        for (number, space) in spaces.enumerated() {
            let path = programs[space.path] ?? redactor.path(space.path)
            let new = result.add(Space(path: path, entry: space.entry))
            for (address, frames) in addresses(in: number) { result.add(address, in: new, frames.map(stacks.frame)) }
        }
        return result
    }
}
