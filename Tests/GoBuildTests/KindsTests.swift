import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// A program with one case of each message, under all versions of Go: what was read says again what the compiler said.
@Suite struct KindsTests {
    private static func said(_ version: String, _ flags: String, of package: String) throws -> [UInt8] {
        let toolchain = try GoToolchain(version: version)
        let result = try toolchain.run(
            ["build", "-gcflags=\(flags)", "-o", "/dev/null", package], folder: Repository.path("Zoo"))
        try #require(result.succeeded, "\(result.error)")
        return result.errorBytes
    }

    private static func read(_ bytes: [UInt8]) throws -> CompilerLog {
        var reader = CompilerLogReader()
        return try reader.read(SequentialInput(bytes: Bytes(bytes), name: "go build"))
    }

    @Test(arguments: GoToolchain.versions, ["./kinds", "net/http/..."])
    func eachMessageIsUnderstood(version: String, package: String) throws {
        if package != "./kinds", version != GoToolchain.newestVersion, version != GoToolchain.oldestVersion { return }
        let bytes = try Self.said(version, "-m=2", of: package)
        let log = try Self.read(bytes)
        #expect(log.unknownLines == 0, "\(log.unknown.map(\.text))")
        #expect(log.lines > 300 && log.bytes == bytes.count)
        var again: [String: Int] = [:]
        for decision in log.decisions {
            again[place(decision.position, log) + DecisionText.text(decision, log), default: 0] += 1
        }
        var missing: [String] = []
        let text = String(decoding: bytes, as: UTF8.self)
        // A message of Go 1.21 that holds a raw string goes on without a position.
        for line in text.split(separator: "\n") where !Self.isOfExplanation(line) && !line.contains("`") {
            if line.hasPrefix("#") || line.hasPrefix("go: ") { continue }
            guard let count = again[String(line)], count > 0 else {
                missing.append(String(line))
                continue
            }
            again[String(line)] = count - 1
        }
        #expect(missing == [], "\(missing.prefix(5))")
        let left = again.filter { $0.value > 0 && !$0.key.contains("`") }
        #expect(left.isEmpty, "\(left.keys.prefix(5))")
    }

    private func place(_ position: CompilerPosition, _ log: CompilerLog) -> String {
        let file = log.text(position.file)
        if file.isEmpty { return "" }
        return "\(file):\(position.line)" + (position.column > 0 ? ":\(position.column)" : "") + ": "
    }

    /// Ways of values are kept as their first and last steps.
    private static func isOfExplanation(_ line: Substring) -> Bool {
        line.hasSuffix(":") || line.contains(":   flow: ") || line.contains(":     from ")
            || line.contains("truncated explanation due to assignment cycle")
    }

    /// Each of these is in the program on purpose.
    @Test(arguments: GoToolchain.versions) func allKindsOccur(version: String) throws {
        let log = try Self.read(try Self.said(version, "-m=2", of: "./kinds"))
        let counts = log.counts
        for kind: DecisionKind in [
            .canInline, .cannotInline, .inlinedCall, .escapes, .doesNotEscape, .movedToHeap, .leakingParameter,
            .leakingContent, .captured, .devirtualized, .selfAssignment,
        ] {
            #expect(counts[kind] ?? 0 > 0, "\(kind)")
        }
        let large = try #require(log.decisions.first { $0.kind == .cannotInline && log.text($0.name) == "large" })
        #expect(large.budget == 80 && large.cost > 160)
        let kept = try #require(
            log.decisions.first { $0.kind == .escapes && log.text($0.name) == "&node{...}" && $0.explanation >= 0 })
        let path = log.explanations[Int(kept.explanation)]
        #expect(log.text(path.first.reason) == "spill" && path.steps >= 2)
    }

    /// The same through `go build -json`, which Go has since 1.24.
    @Test func wrappedOutputIsTheSame() throws {
        let plain = try Self.read(try Self.said(GoToolchain.newestVersion, "-m=2", of: "./kinds"))
        let wrapped = try GoToolchain.newest().run(
            ["build", "-json", "-gcflags=-m=2", "-o", "/dev/null", "./kinds"], folder: Repository.path("Zoo"))
        let log = try Self.read(wrapped.outputBytes)
        #expect(log.unknownLines == 0, "\(log.unknown.map(\.text))")
        #expect(log.counts == plain.counts && log.packages.count == 1)
    }

    /// Debug options of the compiler's other passes.
    @Test(arguments: GoToolchain.versions) func checksThatStayAreRead(version: String) throws {
        let log = try Self.read(
            try Self.said(version, "-d=ssa/check_bce/debug=1,defer=1,wb=1,closure=1,typeassert=1,nil=1", of: "./kinds"))
        #expect(log.unknownLines == 0, "\(log.unknown.map(\.text))")
        #expect(log.counts[.boundsCheck] ?? 0 > 0 && log.counts[.sliceBoundsCheck] ?? 0 > 0)
        #expect(log.counts[.writeBarrier] ?? 0 > 0 && log.counts[.deferred] ?? 0 > 0)
    }
}
