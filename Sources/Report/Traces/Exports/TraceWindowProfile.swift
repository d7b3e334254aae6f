import Evidence
import GoProfile
import GoTrace

/// What of a part of a trace is looked at as a profile.
public enum TraceWindowProfile: String, Sendable, CaseIterable {
    /// CPU samples.
    case cpu
    /// Waiting for others: locks, channels, the network, timers.
    case wait
    /// Ready, and waiting for a processor.
    case sched
    /// In system calls.
    case syscall

    /// What the pass over the window has to have among its analyses.
    public var analysis: any TraceAnalysis {
        switch self {
        case .cpu: SampleProfile()
        case .wait: IntervalProfile(.waiting)
        case .sched: IntervalProfile(.runnable)
        case .syscall: IntervalProfile(.syscall)
        }
    }

    /// The profile of what a pass with `analysis` saw.
    public func profile(of pass: TracePass) -> Profile {
        switch self {
        case .cpu: Self.profile(pass.result(SampleProfile.self), pass.scene)
        case .wait, .sched, .syscall: Self.profile(pass.result(IntervalProfile.self), pass.scene)
        }
    }

    private static func profile(_ analysis: some ProfiledAnalysis, _ scene: TraceScene) -> Profile {
        var builder = TraceProfileBuilder(analysis.sampleTypes, analysis.period, scene)
        analysis.addSamples(to: &builder, scene)
        return builder.profile
    }
}

extension IntervalProfile: ProfiledAnalysis {
    var sampleTypes: [(type: String, unit: String)] { [("intervals", "count"), ("delay", "nanoseconds")] }
    var period: (type: String, unit: String, amount: Int64) { ("trace", "count", 1) }

    func addSamples(to profile: inout TraceProfileBuilder, _ scene: TraceScene) {
        let rows = sums.map { key, sum in
            (
                stack: key.stack, wait: state == .waiting ? key.wait.rawValue : "",
                group: scene.text(scene.groups.root(key.group)), sum: sum
            )
        }
        for row in rows.sorted(by: { ($0.stack, $0.wait, $0.group) < ($1.stack, $1.wait, $1.group) }) {
            profile.add(
                stack: row.stack, values: [row.sum.count, row.sum.nanoseconds],
                labels: [("wait", row.wait), ("group", row.group)])
        }
    }
}
