import Evidence
import Wire

/// Adds to messages what only the optimizer log has: why a single call is not inlined, and which checks of indices and
/// pointers stay (`-gcflags=-json=0,DIR`; cmd/compile/internal/logopt/log_opts.go, Go 1.21 to 1.27).
///
/// A log is a line with what it is of, and a line for each diagnostic, both JSON; several may stand behind each other.
public struct OptimizerLogReader {
    public private(set) var log: CompilerLog
    /// Files that messages of a package name.
    private var files: [StringID: Set<StringID>] = [:]
    private let folder: String
    /// The inliner comes to a call more than once.
    private var refused: Set<Refusal> = []

    private struct Refusal: Hashable {
        var position: CompilerPosition
        var callee: StringID
    }

    /// - Parameters:
    ///   - log: the messages of the same packages.
    ///   - folder: absolute path of the one in which the go command ran: messages name files from there.
    public init(_ log: CompilerLog, folder: String) {
        self.log = log
        self.folder = folder
        for decision in log.decisions { files[decision.package, default: []].insert(decision.position.file) }
    }

    /// - Parameters:
    ///   - package: import path; the log calls each program `main`.
    ///   - name: of the file, for errors.
    /// - Throws: `notRecognised` for what is no such log, `unsupported` for another version of it. Lines that are not
    ///   understood are counted in the log.
    public mutating func read(_ bytes: Bytes, package: String, name: String) throws(InputError) {
        let package = log.strings.intern(package)
        var file: StringID?
        var start = 0
        while start < bytes.count {
            let end = bytes.lineEnd(from: start)
            let line = bytes.slice(start, end - start) ?? Bytes()
            if let head = OptimizerLogHead(line) {
                guard head.version == 0 else {
                    throw InputError(
                        .unsupported, "is an optimizer log of version \(head.version); sonde reads 0",
                        file: name, offset: UInt64(start))
                }
                file = self.file(head.file, package)
            } else if let file {
                add(line, at: start, package, file)
            } else {
                throw InputError(
                    .notRecognised, "does not begin as an optimizer log does", file: name, offset: UInt64(start))
            }
            start = end + 1
        }
    }

    private mutating func add(_ line: Bytes, at offset: Int, _ package: StringID, _ file: StringID) {
        let kind = OptimizerDiagnostic.kind(of: line)
        if kind == nil, OptimizerDiagnostic.isWhole(line) { return }
        guard let kind, let diagnostic = OptimizerDiagnostic(line) else {
            log.unknownLines += 1
            if log.unknown.count < 100 { log.unknown.append((offset, LineExcerpt.text(line.array[...]))) }
            return
        }
        var decision = CompilerDecision(
            kind: kind, position: CompilerPosition(file: file, line: diagnostic.line, column: diagnostic.column),
            package: package, name: .empty, detail: .empty, cost: -1, budget: -1, explanation: -1)
        if kind == .callRefused {
            // Messages have these, too.
            if diagnostic.message.hasPrefix("repeated recursive cycle to ") { return }
            let refusal = CallRefusal(diagnostic.message)
            decision.name = log.strings.intern(refusal.callee)
            decision.detail = log.strings.intern(refusal.reason)
            (decision.cost, decision.budget) = (refusal.cost, refusal.budget)
            guard refused.insert(Refusal(position: decision.position, callee: decision.name)).inserted else { return }
        }
        log.decisions.append(decision)
    }

    /// A file as the messages write it; as the log does when they do not name it.
    private mutating func file(_ path: String, _ package: StringID) -> StringID {
        var best: (common: Int, file: StringID)?
        for file in files[package] ?? [] {
            let common = SourcePath.common(log.text(file), path)
            // A bare name is one of a file in the very folder.
            if common == 1, path.hasPrefix("/"), "\(folder)/\(path.split(separator: "/").last ?? "")" != path {
                continue
            }
            if common > best?.common ?? 0 { best = (common, file) }
        }
        return best?.file ?? log.strings.intern(path)
    }

    /// Of a log as the compiler writes it, what is read here: most of it is escapes, which messages have.
    public static func condensed(_ bytes: Bytes) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = bytes.lineEnd(from: start)
            let line = bytes.slice(start, end - start) ?? Bytes()
            let isRead = OptimizerDiagnostic.kind(of: line) != nil || !OptimizerDiagnostic.isWhole(line)
            if start == 0 || isRead || line.starts(with: OptimizerLogHead.lead) {
                result += line.array
                // Another log may follow one that is cut off.
                result.append(UInt8(ascii: "\n"))
            }
            start = end + 1
        }
        return result
    }
}

/// The first line of a log.
private struct OptimizerLogHead {
    var version: Int64 = -1
    var file = ""

    static let lead = Array("{\"version\":".utf8)

    /// Nil for another line.
    init?(_ line: Bytes) {
        guard line.starts(with: Self.lead) else { return nil }
        var reader = JSONReader(line, depthLimit: 4)
        do {
            guard try reader.next() == .objectBegin else { return nil }
            while try reader.next() == .key {
                let key = reader.string
                let token = try reader.next()
                switch key {
                case "version": version = reader.integer ?? -1
                case "file": file = reader.string
                default: try reader.skip(token)
                }
            }
        } catch { return nil }
    }
}
