import GoProfile

/// `root;callee;leaf 42` for each stack; in a comparison two numbers, those of the base first.
///
/// Source of the form: stackcollapse.pl and difffolded.pl of brendangregg/FlameGraph.
enum FoldedStacks {
    static func write(_ report: PprofReport, _ output: inout ByteReport) {
        let stacks = MergedStacks(report)
        let names = (0..<stacks.frames.infos.count).map { clean(stacks.frames.printableName(Int32($0))) }
        var frames: [Int32] = []
        for stack in 0..<stacks.count {
            let sums = stacks.sums(stack, report.column)
            if sums.positive == 0, sums.negative == 0 { continue }
            stacks.read(stack, into: &frames)
            if frames.isEmpty { output.add("[no stack]") }
            for (at, frame) in frames.reversed().enumerated() {
                if at > 0 { output.add(CollectionOfOne(UInt8(ascii: ";"))) }
                output.add(names[Int(frame)])
            }
            output.add(
                report.options.isDiffBase
                    ? " \(sums.negative) \(sums.positive)" : " \(stacks.value(stack, report.column))")
            output.endLine()
        }
    }

    /// Semicolons, which part frames, become commas, and what would end the line a space.
    private static func clean(_ name: [UInt8]) -> [UInt8] {
        name.map { $0 == UInt8(ascii: ";") ? UInt8(ascii: ",") : $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 }
    }
}
