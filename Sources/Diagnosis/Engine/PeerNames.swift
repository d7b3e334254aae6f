import Evidence
import GoProcess
import SystemActivity

/// Names the peers of findings that wait for the network and do not know for whom: other evidence may.
struct PeerNames {
    private let evidence: CaseEvidence

    init(_ evidence: CaseEvidence) { self.evidence = evidence }

    private static let causes: Set<Cause> = [
        .networkSlowPeer, .contentionLockAcrossIo, .poolExhausted, .backpressureChannel, .leakHttpBody, .leakFd,
    ]

    private static let unclosed: Set<Cause> = [.leakHttpBody, .leakFd]

    /// The finding with its peers, when others know them.
    func named(_ finding: Finding) -> Finding {
        var result = finding
        if Self.causes.contains(finding.cause) {
            let functions = Set(finding.subject.frames.map(\.function).filter(Self.isOwn))
            var (peers, kind) = peers(functions)
            // What is not closed is what there is most of; who waits may wait for any.
            if kind.isEmpty, Self.unclosed.contains(finding.cause) { (peers, kind) = (kept, "sockets") }
            let known = peers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
            let text = finding.summary.english + finding.supports.map(\.fact.english).joined()
            if let first = known.first, !text.contains(first) {
                result.supports.append(
                    Fact("the peer is \(Wording.list(known))", evidence: kind, reference: first))
            }
            if finding.cause == .leakHttpBody { addCaller(&result) }
        }
        result.explains = result.explains.map(named)
        return result
    }

    /// How often each peer was seen behind any of some functions; of all functions when there are none.
    private func peers(_ functions: Set<String>) -> ([String: Int], String) {
        var counts: [String: Int] = [:]
        for view in evidence.scene?.views ?? [] where !functions.isEmpty {
            for index in view.snapshot.goroutines.indices {
                guard let remote = view.descriptor(UInt32(index))?.socket?.remote, !remote.isEmpty else { continue }
                let stack = view.goroutine(UInt32(index)).stack
                if view.snapshot.stacks.resolvedFrames(stack).contains(where: { functions.contains($0.function) }) {
                    counts[remote, default: 0] += 1
                }
            }
        }
        if !counts.isEmpty { return (counts, "sockets") }
        guard let activity = evidence.context.activity, activity.hasEvents else { return ([:], "") }
        for peer in activity.sockets.peers {
            let isMeant =
                functions.isEmpty
                || peer.stacks.keys.contains { stack in
                    activity.ownFrames(stack).contains { functions.contains($0.function) }
                }
            if isMeant, peer.used + peer.exchanges > 0 {
                counts[peer.address, default: 0] += peer.used + peer.exchanges
            }
        }
        return (counts, "system activity")
    }

    /// Part of all connections from which those to one peer are many.
    private static let manyOf = 4

    /// Peers to which the process has many of its connections.
    private var kept: [String: Int] {
        let open = evidence.context.process?.samples.last?.connections.mapValues(\.most) ?? [:]
        let total = open.values.reduce(0, +)
        return open.filter { $0.value * Self.manyOf >= total }
    }

    /// Who calls the HTTP client, as samples show it.
    private func addCaller(_ finding: inout Finding) {
        guard let samples = evidence.context.processor else { return }
        let callers = HotFunctions(samples) { stack in
            guard let own = stack.own else { return false }
            return samples.frames[stack.frames.lowerBound..<own].contains {
                samples.function($0).name.hasPrefix("net/http.(*Client).")
            }
        }
        guard let row = callers.hottest, row.own > 0 else { return }
        finding.supports.append(samples.fact("\(samples.place(samples.frames[row.widest.frame])) makes the requests"))
        if finding.ownFunction == nil { finding.subject.frames = samples.resolved(samples.stacks[row.widest.stack]) }
    }

    private static func isOwn(_ function: String) -> Bool {
        !FunctionName.isStandard(package: FunctionName.package(function)) && function != "main.main"
    }
}
