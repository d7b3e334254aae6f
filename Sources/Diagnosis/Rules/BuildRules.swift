import Evidence
import GoBinary
import GoProcess

/// What the binary's own record says: `build.debug-flags`, `build.dirty`, `build.phantom-dependency`.
enum BuildRules {
    static let debugFlags = Rule(
        id: "build.debug-flags", .trust, question: "Was the program built for debugging?",
        requires: [.buildInformation],
        causes: [.buildDebugFlags]
    ) { scene in
        guard let build = scene.snapshot.buildInformation else { return [] }
        let flags = slowFlags(build)
        guard !flags.isEmpty else { return [] }
        let finding = Finding(
            .buildDebugFlags, flags.contains { $0 != "-cover" } ? .warning : .info, confidence: 1,
            impact: Impact(value: 0, unit: "goroutines"),
            summary: "The program was built with \(Wording.list(flags)): \(effect(flags)).",
            subject: subject(build, scene),
            supports: flags.map { Fact("build setting \($0)", evidence: "build information", reference: $0) },
            remedy: "Build what runs in production without \(Wording.list(flags)).",
            verify: "`sonde build info` on the new binary shows none of them.")
        return [Candidate(finding, goroutines: [])]
    }

    private static func slowFlags(_ build: BuildInformation) -> [String] {
        var flags: [String] = []
        let compiler = (build.setting("-gcflags") ?? "").split { $0 == " " || $0 == "=" }
        if compiler.contains("-N") { flags.append("-gcflags=-N") }
        if compiler.contains("-l") { flags.append("-gcflags=-l") }
        for flag in ["-race", "-msan", "-asan", "-cover"] where build.setting(flag) == "true" { flags.append(flag) }
        return flags
    }

    private static func effect(_ flags: [String]) -> Phrase {
        if flags.contains("-race") { return "the race detector makes it 2 to 20 times slower and 5 to 10 times larger" }
        if flags.contains("-asan") || flags.contains("-msan") { return "every memory access is checked" }
        if flags.contains("-gcflags=-N") { return "the compiler optimises nothing, so no timing means anything" }
        if flags.contains("-gcflags=-l") { return "nothing is inlined, so small functions cost more than they should" }
        return "every block counts its executions"
    }

    static let dirty = Rule(
        id: "build.dirty", .trust, question: "Was the program built from modified sources?",
        requires: [.buildInformation],
        causes: [.buildDirty]
    ) { scene in
        guard let build = scene.snapshot.buildInformation, build.isModified == true else { return [] }
        let revision = build.revision.map { String($0.prefix(12)) } ?? "an unknown revision"
        let finding = Finding(
            .buildDirty, .info, confidence: 1, impact: Impact(value: 0, unit: "goroutines"),
            summary: "The program was built from sources that differ from \(revision): lines and behaviour may not be "
                + "those of that commit.",
            subject: subject(build, scene),
            supports: [
                Fact("vcs.modified=true", evidence: "build information", reference: "vcs.revision=\(revision)")
            ],
            remedy: "Commit, build from a clean checkout, and deploy that.",
            verify: "`sonde build info` on the new binary shows vcs.modified=false.")
        return [Candidate(finding, goroutines: [])]
    }

    static let phantom = Rule(
        id: "build.phantom-dependency", .trust, question: "Is a module's code another than its version says?",
        requires: [.buildInformation], causes: [.buildPhantomDependency]
    ) { scene in
        guard let build = scene.snapshot.buildInformation else { return [] }
        let replaced = build.dependencies.filter { $0.replacement != nil }
            .sorted { a, b in isLocal(a) != isLocal(b) ? isLocal(a) : a.path < b.path }
        guard let first = replaced.first else { return [] }
        let facts = replaced.map { module in
            Fact(
                "\(module.path) \(module.version) is replaced by \(name(module.replacement))",
                evidence: "build information", reference: module.path)
        }
        let more: Phrase =
            replaced.count == 1 ? "" : ", and \(Wording.count(replaced.count - 1, "other module")) likewise"
        let finding = Finding(
            .buildPhantomDependency, .info, confidence: 1, impact: Impact(value: 0, unit: "goroutines"),
            summary: "\(first.path) is recorded as \(first.version), but the code in the binary comes from "
                + "\(name(first.replacement))\(more).",
            subject: Subject(kind: "module", title: Phrase(first.path)), supports: facts,
            remedy: "Release the changed module and require that version, without `replace`, in what is deployed.",
            verify: "`sonde build info` on the new binary shows no replaced modules.")
        return [Candidate(finding, goroutines: [])]
    }

    private static func isLocal(_ module: BuildInformation.Module) -> Bool {
        module.replacement?.version.isEmpty ?? false
    }

    private static func name(_ replacement: BuildInformation.Replacement?) -> Phrase {
        guard let replacement else { return "?" }
        return replacement.version.isEmpty
            ? "the folder \(replacement.path)" : "\(replacement.path) \(replacement.version)"
    }

    private static func subject(_ build: BuildInformation, _ scene: Scene) -> Subject {
        let path = scene.snapshot.source.executable
        return Subject(kind: "binary", title: Phrase(path.isEmpty ? build.main?.path ?? build.path : path))
    }
}
