import GoProcess
import TestSupport
import Testing
import Wire

@testable import WebUI

/// What the page lists of a dump is what Go printed, counted by a reader that knows nothing of sonde's.
@Suite struct GoroutineTruthTests {
    @Test(arguments: GoToolchain.versions) func countsAreThoseOfTheDump(version: String) throws {
        let program = try GoProgram.zoo("everywait", toolchain: try GoToolchain(version: version)).start()
        _ = try program.waitForLine()
        let text = try program.goroutineDumpByQuitting()
        var states: [String: Int] = [:]
        var ids: Set<Int> = []
        for line in text.split(separator: "\n") where line.hasPrefix("goroutine ") && line.hasSuffix("]:") {
            let words = line.split(separator: " ", maxSplits: 2)
            // Goroutine 0 is the stack of a thread.
            guard let id = Int(words[1]), id > 0, let open = line.firstIndex(of: "[") else { continue }
            // `goroutine 7 gp=0x… m=nil [chan receive, 2 minutes, locked to thread]:`
            let state = line[line.index(after: open)...].dropLast(2).split(separator: ",")[0]
            states[String(state.replacing(" (scan)", with: "")), default: 0] += 1
            ids.insert(id)
        }
        try #require(ids.count > 20)
        let snapshot = try TextDump.read(Bytes(Array(text.utf8)), name: "dump")
        let source = GoroutinesSource([snapshot])
        let groups = try source.ask("groups", ["by": "reason", "system": "1", "to": "1000"])["rows"].elements
        var shown: [String: Int] = [:]
        for group in groups { shown[group["state"].text ?? "", default: 0] += group["count"].integer ?? 0 }
        #expect(shown == states)
        let listed = try source.ask("list", ["system": "1", "to": "1000"])["rows"].elements.compactMap {
            $0["id"].integer
        }
        #expect(Set(listed) == ids)
        #expect(listed == listed.sorted())
    }
}
