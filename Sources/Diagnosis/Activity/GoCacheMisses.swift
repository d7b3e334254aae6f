import Evidence
import SystemActivity

/// Why the build cache did not have what it could have had, as far as a capture shows it.
struct GoCacheMisses {
    private(set) var facts: [Fact] = []
    private(set) var remedy: Phrase

    /// Options of the compiler that make packages of their own.
    private static let options = ["-race", "-msan", "-asan", "-N", "-l", "-d=checkptr", "-shared", "-dynlink"]

    init(_ activity: ActivityEvidence) {
        let lookups = activity.cache
        let folder = lookups.folder
        if lookups.hits == 0, lookups.misses > 0 {
            facts.append(
                activity.fact(
                    "none of \(lookups.misses) look-ups in the cache at \(folder) found anything: it is empty"))
            remedy =
                "Keep the build cache between runs: in CI save and restore `go env GOCACHE`, in a container build mount "
                + "it (--mount=type=cache), and do not run `go clean -cache`."
        } else {
            if lookups.misses > 0 {
                facts.append(
                    activity.fact(
                        "\(lookups.misses) of \(lookups.misses + lookups.hits) look-ups in the cache at \(folder) failed"
                    ))
            }
            facts += Self.roots(activity)
            remedy =
                "Find what differs from the build that filled the cache: the version of Go, GOFLAGS, CGO_ENABLED, "
                + "CGO_CFLAGS, -race, -trimpath, and files that are made anew each time."
        }
        let used = Self.options.filter { activity.compilerOptions.contains($0) }
        if !used.isEmpty {
            facts.append(
                activity.fact(
                    "the compiler ran with \(Wording.list(used)): packages built without are no use to it"))
        }
    }

    /// Where building anew begins: packages that read none which was built anew. An input of theirs is another than in
    /// the cache; whoever imports them follows.
    private static func roots(_ activity: ActivityEvidence) -> [Fact] {
        let built = activity.build.actions.filter { action in
            action.steps.contains { activity.build.steps[$0].tool == .compile }
        }
        let roots = built.filter(\.dependencies.isEmpty)
        guard !roots.isEmpty, roots.count < built.count else { return [] }
        return [
            activity.fact(
                "building anew begins with \(Wording.list(roots.map(\.package))), which read no package that was built "
                    + "anew: an input of theirs changed; \(Wording.count(built.count - roots.count, "package")) "
                    + "more had to follow")
        ]
    }
}

extension ActivityEvidence {
    /// Options that any compile step had.
    var compilerOptions: Set<String> {
        var result: Set<String> = []
        for step in build.steps where step.tool == .compile {
            for argument in tables.processes[Int(step.process)].arguments.prefix(40) { result.insert(text(argument)) }
        }
        return result
    }
}

/// A package of generated files with which building anew begins, and which many others read: an input that changes although
/// nothing that matters has.
struct GeneratedInput {
    let package: String
    /// Name of the file, as the compiler was given it.
    let file: String
    /// Packages that were built anew since they read it.
    let followers: Int

    private static let fewest = 3

    init?(_ activity: ActivityEvidence) {
        let built = activity.build.actions.filter { action in
            action.steps.contains { activity.build.steps[$0].tool == .compile }
        }
        let roots = built.filter(\.dependencies.isEmpty)
        // Several beginnings are several changes.
        guard roots.count == 1, let root = roots.first, built.count - 1 >= Self.fewest else { return nil }
        var generated: String?
        for index in root.steps where activity.build.steps[index].tool == .compile {
            let arguments = activity.tables.processes[Int(activity.build.steps[index].process)].arguments
            generated = generated ?? arguments.lazy.map { activity.text($0) }.first { Self.isGenerated($0) }
        }
        guard let generated else { return nil }
        package = root.package
        file = PathText.last(generated)
        followers = built.count - 1
    }

    /// Names that generators give to their files.
    private static func isGenerated(_ path: String) -> Bool {
        guard path.hasSuffix(".go"), let name = path.split(separator: "/").last?.lowercased() else { return false }
        return ["generated", "_gen.", ".pb.", "zz_", "bindata", "autogen", "_string.go"].contains { name.contains($0) }
    }
}
