import Evidence
import GoProcess

@testable import Diagnosis

/// What a rule is tried with.
struct FixtureEvidence: Sendable {
    var looks: [GoroutineSnapshot] = []
    var context = DiagnosisContext()

    /// Looks at a process.
    static func looks(
        _ count: Int = 3, seconds: Double = 2, _ build: (_ world: inout World, _ look: Int) -> Void
    ) -> FixtureEvidence {
        FixtureEvidence(looks: World.sequence(count, seconds: seconds, build))
    }

    /// What a program printed of its goroutines: no addresses, no objects, no holders.
    static func dump(_ build: (_ world: inout World) -> Void) -> FixtureEvidence {
        var world = World(.text)
        build(&world)
        return FixtureEvidence(looks: [world.built()])
    }

    /// Samples of a program on a machine with two processors, as `SampledProgram` has them.
    static func samples(_ lines: [String], seconds: Double = 5) throws -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.machineProcessors = 2
        evidence.context.processor = try SampledProgram.evidence(lines, seconds: seconds)
        return evidence
    }

    static func activity(_ script: ScriptedActivity, synchronousFiles: Set<String> = []) throws -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.activity = try script.evidence(synchronousFiles: synchronousFiles)
        return evidence
    }

    static func trace(_ trace: ScriptedTrace) -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.trace = trace.evidence()
        return evidence
    }

    static func log(_ log: ScriptedRuntimeLog) throws -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.runtimeLog = try log.evidence()
        return evidence
    }

    /// Threads, descriptors and memory over time.
    static func process(_ change: (inout ProcessSample, Int) -> Void) -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.process = .scripted(8, change)
        return evidence
    }

    /// What the runtime knows of itself over time.
    static func runtime(_ change: (inout RuntimeState, Int) -> Void) -> FixtureEvidence {
        FixtureEvidence().withRuntime(change)
    }

    func withRuntime(_ change: (inout RuntimeState, Int) -> Void) -> FixtureEvidence {
        var evidence = self
        evidence.context.runtime = RuntimeState.scripted(8, change)
        return evidence
    }

    func report() -> DiagnosisReport { diagnosed(looks, context: context) }
}

// MARK: - Missing evidence

extension FixtureEvidence {
    /// The same without what a rule asks for, and with something else in its place, so that rules are tried at all.
    func without(_ requirement: RuleRequirement) throws -> FixtureEvidence {
        var rest = self
        switch requirement {
        case .goroutines: rest.looks = looks.map(Self.withoutGoroutines)
        case .objects: rest.looks = looks.map(Self.withoutObjects)
        case .sequence: rest.looks = Array(looks.suffix(1))
        case .buildInformation: for index in looks.indices { rest.looks[index].buildInformation = nil }
        case .processor: rest.context.processor = nil
        case .runtime: (rest.context.runtime, rest.context.runtimeLog) = ([], nil)
        case .load: (rest.context.processor, rest.context.runtimeLog) = (nil, nil)
        case .threads: (rest.context.process, rest.context.runtimeLog) = (nil, nil)
        case .process: rest.context.process = nil
        case .activity: rest.context.activity = nil
        case .host: rest.context.activity = try ScriptedActivity().evidence()
        case .trace: rest.context.trace = nil
        case .heap: rest.context.heap = nil
        case .servers: rest.context.servers = []
        case .builds: rest.context.builds = nil
        }
        if rest.looks.isEmpty { rest.looks = World.sequence(1) { world, _ in world.go(["main.work"]) } }
        return rest
    }

    private static func withoutGoroutines(_ look: GoroutineSnapshot) -> GoroutineSnapshot {
        var look = look
        (look.goroutines, look.objects, look.waits, look.systemCalls) = ([], [], [], [])
        return look
    }

    private static func withoutObjects(_ look: GoroutineSnapshot) -> GoroutineSnapshot {
        var look = look
        (look.objects, look.waits) = ([], [])
        for index in look.goroutines.indices { look.goroutines[index].waitCount = 0 }
        return look
    }
}
