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
        for stack in samples.stacks {
            guard let place = stack.own else { continue }
            let function = samples.function(samples.frames[place])
            own[Self.key(DecisionIndex.withoutPackage(function.name), function.file), default: 0] &+= stack.time
        }
        return changes.map { own[Self.key($0.function, $0.file)] ?? 0 }
    }

    private static func key(_ function: String, _ file: String) -> String {
        "\(DecisionIndex.generic(function)) \(DecisionIndex.base(file))"
    }
}
