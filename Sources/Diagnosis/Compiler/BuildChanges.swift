import GoBuild

/// What the compiler decided otherwise than in an earlier build of the program.
public struct BuildChanges: Sendable {
    public let changes: [FactChange]
    /// What the earlier build is of, as the user named it: a revision, a folder, a file.
    public let before: String

    public init(_ changes: [FactChange], before: String) {
        self.changes = changes
        self.before = before
    }

    /// Nanoseconds of processor that each change is about: those of its function and, for a call, of what is called.
    func times(_ samples: ProcessorEvidence) -> [Int64] {
        var sums = [Int64](repeating: 0, count: samples.functions.count)
        for stack in samples.stacks {
            if let place = stack.own { sums[Int(samples.frames[place].function)] &+= stack.time }
        }
        var times = FunctionTimes()
        var named: [String: Int64] = [:]
        for (profiled, sum) in zip(samples.functions, sums) where sum != 0 {
            let function = CompiledFunction(profiled: profiled.name, file: profiled.file)
            times.add(sum, to: function)
            named[function.key.name, default: 0] &+= sum
        }
        return changes.map { change in
            let time = times.time(
                of: CompiledFunction(package: change.package, name: change.function, file: change.file))
            guard change.kind == .callLost else { return time }
            // What is called is named without its file.
            let callee = CompiledFunction.generic(CompiledFunction.withoutPackage(change.subject))
            return time &+ (named[callee] ?? 0)
        }
    }
}
