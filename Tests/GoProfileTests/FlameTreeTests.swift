import Evidence
import GoProfile
import TestSupport
import Testing

/// Trees of stacks beside trees that are made in the plainest way.
@Suite struct FlameTreeTests {
    /// Widths by way from the root, names joined by `;`.
    private typealias Ways = [String: (positive: Int64, negative: Int64)]

    private struct Stacks {
        /// Innermost first.
        var stacks: [[Int]] = []
        var values: [Int64] = []

        /// Stacks that share beginnings and ends; some are recursive, some empty, many values are alike.
        init(_ random: inout SeededGenerator, withNegative: Bool) {
            for _ in 0..<Int.random(in: 1...300, using: &random) {
                let depth = Int.random(in: 0...12, using: &random)
                stacks.append((0..<depth).map { Int.random(in: 0...(2 + $0 % 4), using: &random) })
                let value = Int64.random(in: 0...4, using: &random) * (Bool.random(using: &random) ? 1 : 1_000_000_007)
                values.append(withNegative && Bool.random(using: &random) ? -value : value)
            }
        }

        func report(_ options: PprofOptions = PprofOptions()) throws -> PprofReport {
            var profile = Profile()
            profile.sampleTypes = [
                ValueType(type: profile.strings.intern("space"), unit: profile.strings.intern("bytes"))
            ]
            for number in 0..<8 {
                let name = profile.strings.intern("f\(number)")
                profile.functions.append(
                    id: UInt64(number + 1), name: name, systemName: name, file: profile.strings.intern("f.go"),
                    startLine: 1)
                profile.locations.append(
                    id: UInt64(number + 1), mapping: ProfileLocations.none, address: UInt64(number + 1),
                    lines: [ProfileLine(function: UInt32(number), line: 1)])
            }
            profile.samples.typeCount = 1
            for (stack, value) in zip(stacks, values) {
                profile.samples.append(stack: stack.map { UInt32($0) }, values: [value], labelSet: 0)
            }
            return try PprofReport(profile, kind: .traces, options: options)
        }

        func ways(inverted: Bool, around center: Int?) -> Ways {
            var ways: Ways = [:]
            for (stack, value) in zip(stacks, values) where value != 0 {
                var stack = stack
                if let center {
                    guard let at = stack.lastIndex(of: center) else { continue }
                    stack = inverted ? Array(stack[at...]) : Array(stack[...at])
                }
                var way = ""
                for name in [-1] + (inverted ? stack : stack.reversed()) {
                    if name >= 0 { way += ";f\(name)" }
                    var sums = ways[way] ?? (0, 0)
                    if value > 0 { sums.positive += value } else { sums.negative -= value }
                    ways[way] = sums
                }
            }
            return ways
        }
    }

    private static func ways(_ tree: FlameTree) -> [String] {
        var ways = [""]
        for node in stride(from: 1, to: tree.count, by: 1) {
            ways.append(ways[Int(tree.parents[node])] + ";" + String(decoding: tree.name(node), as: UTF8.self))
        }
        return ways
    }

    @Test(arguments: [UInt64](1...60)) func treesAreThoseOfPlainSums(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stacks = Stacks(&random, withNegative: seed % 3 == 0)
        let report = try stacks.report()
        for (isInverted, center) in [(false, nil), (true, nil), (false, 1), (true, 1)] {
            let expected = stacks.ways(inverted: isInverted, around: center)
            let limits = [
                FlameLimits(), FlameLimits(leastShare: 0.02), FlameLimits(nodes: 7), FlameLimits(nodes: 0),
                FlameLimits(leastShare: 0.001, nodes: 40),
            ]
            for limit in limits {
                let tree = FlameTree(
                    report, isInverted: isInverted, around: center.map { "f\($0)" }, limits: limit)
                try Self.check(tree, expected, limit)
            }
        }
    }

    private static func check(_ tree: FlameTree, _ expected: Ways, _ limits: FlameLimits) throws {
        let ways = ways(tree)
        #expect(Set(ways).count == ways.count)
        let all = expected[""] ?? (0, 0)
        let least = Double(all.positive + all.negative) * limits.leastShare
        for (node, way) in ways.enumerated() {
            let sums = expected[way] ?? (0, 0)
            #expect(sums.positive == tree.positive[node] && sums.negative == tree.decrease(node), "\(way)")
            #expect(node == 0 || Double(tree.width(node)) >= least)
        }
        let others = expected.filter {
            !ways.contains($0.key) && Double($0.value.positive + $0.value.negative) >= least
        }
        if ways.count - 1 < limits.nodes {
            #expect(others.isEmpty)
        } else {
            // None that was left out is wider than one that stays.
            let narrowest = (1..<max(tree.count, 1)).map { tree.width($0) }.min() ?? .max
            #expect(others.allSatisfy { $0.value.positive + $0.value.negative <= narrowest })
        }
        // What was left out, by what it was below.
        var counts = [Int32](repeating: 0, count: ways.count)
        var widths = [Int64](repeating: 0, count: ways.count)
        let numbers = Dictionary(uniqueKeysWithValues: ways.enumerated().map { ($1, $0) })
        for (way, sums) in expected where numbers[way] == nil && !way.isEmpty {
            let parent = try #require(way.lastIndex(of: ";")).utf16Offset(in: way)
            guard let node = numbers[String(way.prefix(parent))] else { continue }
            counts[node] += 1
            widths[node] += sums.positive + sums.negative
        }
        #expect(counts == tree.prunedCounts && widths == tree.prunedWidths)
        for node in 0..<tree.count {
            let below = tree.children(node).reduce(0) { $0 + tree.width(Int($1)) }
            #expect(tree.ownWidths[node] + below + widths[node] == tree.width(node))
        }
    }

    /// What became less goes with everything below it, and is counted.
    @Test(arguments: [UInt64](1...20)) func whatShrankCanBeLeftOut(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stacks = Stacks(&random, withNegative: true)
        var options = PprofOptions()
        options.dropNegative = true
        let tree = FlameTree(try stacks.report(options))
        let expected = stacks.ways(inverted: false, around: nil)
        let shrunk = Set(expected.filter { $0.value.positive < $0.value.negative && !$0.key.isEmpty }.keys)
        let wanted = expected.keys.filter { way in
            !shrunk.contains { way == $0 || way.hasPrefix($0 + ";") }
        }
        #expect(Set(Self.ways(tree)) == Set(wanted).union([""]))
        let roots = shrunk.filter { way in !shrunk.contains { $0 != way && way.hasPrefix($0 + ";") } }
        #expect(tree.pruned.count == roots.count)
    }
}
