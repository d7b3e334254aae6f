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
        var own: [String: Int64] = [:]
        var named: [String: Int64] = [:]
        for stack in samples.stacks {
            guard let place = stack.own else { continue }
            let function = samples.function(samples.frames[place])
            let name = DecisionIndex.withoutPackage(function.name)
            own[Self.key(name, function.file), default: 0] &+= stack.time
            named[DecisionIndex.generic(name), default: 0] &+= stack.time
        }
        return changes.map { change in
            let time = own[Self.key(change.function, change.file)] ?? 0
            guard change.kind == .callLost else { return time }
            return time &+ (named[DecisionIndex.generic(DecisionIndex.withoutPackage(change.subject))] ?? 0)
        }
    }

    private static func key(_ function: String, _ file: String) -> String {
        "\(DecisionIndex.generic(function)) \(DecisionIndex.base(file))"
    }
}
