import GoProcess
import SystemActivity

/// All evidence of one diagnosis, as the rules see it.
struct CaseEvidence {
    /// Goroutines; nil without any look at them.
    let scene: Scene?
    let context: DiagnosisContext

    /// How the runtime's figures went; nil without two of them.
    let runtime: RuntimeHistory?

    /// How busy the processors are; nil when nothing tells.
    let load: RuntimeLoad?

    /// - Parameter load: known otherwise than by samples.
    init(scene: Scene?, context: DiagnosisContext, load: RuntimeLoad? = nil) {
        self.scene = scene
        self.context = context
        runtime = RuntimeHistory(context.runtime)
        self.load = load ?? context.processor.map { RuntimeLoad($0) }
    }

    /// The least quota of processors that a control group sets; nil without any.
    var quota: Double? { context.activity?.host?.groups.compactMap(\.quotaProcessors).min() }

    /// The program, for a subject.
    var title: String {
        let path = scene?.snapshot.source.executable ?? ""
        let name = path.split(separator: "/").last.map(String.init) ?? "the program"
        return scene?.snapshot.source.processID.map { "\(name) (\($0))" } ?? name
    }

    var limits: Thresholds { context.thresholds }

    /// What is there.
    var available: Set<RuleRequirement> {
        var result: Set<RuleRequirement> = []
        if let scene {
            if !scene.snapshot.goroutines.isEmpty { result.insert(.goroutines) }
            if !scene.snapshot.objects.isEmpty { result.insert(.objects) }
            if scene.hasSequence { result.insert(.sequence) }
            if scene.snapshot.buildInformation != nil { result.insert(.buildInformation) }
        }
        if context.processor != nil { result.insert(.processor) }
        let hasLog = !(context.runtimeLog?.windows.isEmpty ?? true)
        if runtime != nil || hasLog { result.insert(.runtime) }
        if load != nil || hasLog { result.insert(.load) }
        if context.process != nil || hasLog { result.insert(.threads) }
        if context.process != nil { result.insert(.process) }
        if context.activity != nil { result.insert(.activity) }
        if context.activity?.host != nil { result.insert(.host) }
        if context.trace != nil { result.insert(.trace) }
        if !context.servers.isEmpty { result.insert(.servers) }
        if context.builds != nil { result.insert(.builds) }
        if context.heap != nil { result.insert(.heap) }
        return result
    }

    /// Seconds from the first look at the machine to the last; 1 without any.
    var hostSeconds: Double { context.activity?.host.map { max(0.001, Double($0.duration) / 1e9) } ?? 1 }

    /// Seconds that the evidence of system activity spans; 1 without any.
    var activitySeconds: Double { context.activity.map { max(0.001, Double($0.duration) / 1e9) } ?? 1 }
}
