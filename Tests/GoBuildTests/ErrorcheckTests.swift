import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// Go's own annotated tests of inlining and escape analysis, with the compiler that they were written for: each pattern
/// has to match a message that is put together again from what was read, and no message may be left over.
@Suite(.enabled(if: Go119.isAvailable, "Debian's golang-1.19-go and golang-1.19-src cannot be fetched"))
struct ErrorcheckTests {
    @Test func patternsAreMatched() throws {
        let go = try Go119.unpacked()
        var (matched, missing, extra): (Int, [String], [String]) = (0, [], [])
        var files = 0
        for name in try go.tests(prefixes: ["escape", "inline"]) {
            guard let file = try ErrorcheckFile(name) else { continue }
            files += 1
            let log = try go.compile(file)
            #expect(log.unknownLines == 0, "\(name): \(log.unknown.map(\.text))")
            var said: [Int: [String]] = [:]
            for decision in log.decisions {
                said[Int(decision.position.line), default: []].append(DecisionText.text(decision, log))
            }
            for (line, patterns) in file.patterns.sorted(by: { $0.key < $1.key }) {
                for pattern in patterns {
                    let expression = try RegularExpression(pattern)
                    guard let all = said[line], all.contains(where: { expression.matches(Array($0.utf8)) }) else {
                        missing.append("\(name):\(line): \(pattern)")
                        continue
                    }
                    matched += 1
                    // One pattern may stand for several messages, as in Go's own harness.
                    said[line] = all.filter { !expression.matches(Array($0.utf8)) }
                }
            }
            extra += said.sorted { $0.key < $1.key }.flatMap { line, texts in texts.map { "\(name):\(line): \($0)" } }
        }
        #expect(files == 27)
        #expect(matched >= 1620, "\(matched) matched; missing: \(missing.prefix(10))")
        #expect(extra.isEmpty, "\(extra.prefix(10))")
    }
}
