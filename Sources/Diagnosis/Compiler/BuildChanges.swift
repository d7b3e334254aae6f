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
        let functions = samples.functions.map { CompiledFunction(profiled: $0.name, file: $0.file) }
        var times = FunctionTimes()
        var named: [String: Int64] = [:]
        for stack in samples.stacks {
            guard let place = stack.own else { continue }
            let function = functions[Int(samples.frames[place].function)]
            times.add(stack.time, to: function)
            named[function.key.name, default: 0] &+= stack.time
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
