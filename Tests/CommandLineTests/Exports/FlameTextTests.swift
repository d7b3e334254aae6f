import TestSupport
import Testing

/// The flame graph in the terminal, held against what pprof says of the same profile.
@Suite(.enabled(if: SharedCorpus.path("corpus/pprof") != nil, "no shared corpus"))
struct FlameTextTests {
    private func flame(_ options: [String], _ input: String = "orders-a.cpu.pb.gz") throws -> [Substring] {
        let result = try SondeProgram.run(["profile", "flame"] + options + [try path(input)])
        #expect(result.status.code == 0, "\(result.error)")
        return result.output.split(separator: "\n")
    }

    private func path(_ input: String) throws -> String {
        try #require(SharedCorpus.path("corpus/pprof")) + "/inputs/" + input
    }

    /// The part of the whole that each line of `pprof -top` gives a function, in per cent: its own, and with callees.
    private func shares(_ options: [String] = []) throws -> [String: (flat: Double, cumulative: Double)] {
        let top = try Pprof.run(
            ["-top", "-nodecount=0", "-symbolize=none"] + options + [try path("orders-a.cpu.pb.gz")])
        var result: [String: (Double, Double)] = [:]
        for line in top.output.split(separator: "\n").drop(while: { !$0.contains("flat%") }).dropFirst() {
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count == 6, let flat = Double(words[1].dropLast()), let all = Double(words[4].dropLast())
            else { continue }
            let printed = words[5].drop { $0 == " " }
            let name = printed.hasSuffix(" (inline)") ? printed.dropLast(9) : printed
            result[String(name)] = (flat, all)
        }
        return result
    }

    /// `name 12.3%` of a bar.
    private func bar(_ text: Substring) -> (name: Substring, percent: Double)? {
        let words = text.split(separator: " ")
        guard words.count == 2, words[1].hasSuffix("%"), let percent = Double(words[1].dropLast()) else { return nil }
        return (words[0], percent)
    }

    @Test(arguments: [20, 40, 80, 133, 400])
    func noLineIsWiderThanAsked(width: Int) throws {
        for options in [[], ["--inverted"], ["--search", "json"], ["--depth", "3"]] {
            let lines = try flame(["--width", "\(width)"] + options)
            #expect(!lines.joined().contains("\u{1b}"), "a pipe gets no colours")
            for line in lines where line.hasPrefix("│") {
                #expect(line.count <= width, "\(line)")
            }
        }
    }

    @Test func theRootsAreAsHeavyAsPprofSays() throws {
        let shares = try shares()
        let lines = try flame(["--width", "300", "--depth", "5"])
        var found = 0
        for line in lines where line.hasPrefix("│") {
            for part in line.split(separator: "│") {
                guard let bar = bar(part) else { continue }
                let same = shares.first { $0.key == bar.name || $0.key.hasSuffix("/" + bar.name) }
                let share = try #require(same, "\(bar.name)").value.cumulative
                #expect(abs(share - bar.percent) < 0.011, "\(bar.name)")
                found += 1
            }
        }
        #expect(found >= 8)
    }

    @Test func invertedItBeginsWithWhatFunctionsTakeThemselves() throws {
        let shares = try shares()
        let lines = try flame(["--width", "1000", "--inverted", "--depth", "1"])
        let bars = try #require(lines.first { $0.hasPrefix("│") && !$0.hasPrefix("│all") }).split(separator: "│")
            .compactMap(bar)
        #expect(bars.count >= 5)
        for bar in bars {
            let same = shares.first { $0.key == bar.name || $0.key.hasSuffix("/" + bar.name) }
            #expect(abs(try #require(same, "\(bar.name)").value.flat - bar.percent) < 0.011, "\(bar.name)")
        }
    }

    @Test func aSearchFindsAsMuchAsAFocus() throws {
        let focused = try shares(["-focus=json\\."]).values.map(\.cumulative).max() ?? 0
        let line = try #require(try flame(["--search", "json\\."]).first { $0.contains("marked with") })
        #expect(line.contains("\(focused)%"), "\(line)")
    }

    @Test func aComparisonSaysHowEachFrameChanged() throws {
        let base = try path("orders-a.cpu.pb.gz")
        let lines = try flame(["--width", "100", "-diff_base", base], "orders-b.cpu.pb.gz")
        #expect(lines.first == "cpu 3.82s → 3.89s, +1.8%")
        #expect(lines.contains { $0.contains("main.encode +111%") })
        #expect(lines.contains { $0.contains("main.compress -17.8%") })
    }
}
