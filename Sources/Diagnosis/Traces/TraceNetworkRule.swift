import Evidence
import GoTrace

/// `network.slow-peer`, `network.slow-client`, `network.dns`, and `io.blocked-syscall` of pipes: waits for the network
/// that the program's work goes through.
enum TraceNetworkRule {
    /// Waits for one kind of answer at one place.
    private struct Waits {
        var operation: NetworkOperation
        var times = DurationDistribution()
        /// Number of those that had not ended.
        var open = 0
        var stack: UInt32 = 0
        var most: Int64 = -1

        mutating func note(_ stack: UInt32, sum: Int64) {
            guard sum > most else { return }
            most = sum
            self.stack = stack
        }
    }

    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [TraceFinding] {
        let readers = readers(trace)
        var all: [String: Waits] = [:]
        func place(_ kind: WaitKind?, _ stack: UInt32, _ root: StringID) -> String? {
            guard let operation = operation(kind, stack, trace) else { return nil }
            if operation.action == .read, rests(stack, root, readers, trace) { return nil }
            let key = "\(operation.action) \(trace.key(stack))"
            if all[key] == nil { all[key] = Waits(operation: operation) }
            return key
        }
        for found in trace.blocked.places where found.idle == nil {
            guard let key = place(found.kind, found.stack, found.root) else { continue }
            all[key]?.times.merge(found.distribution)
            all[key]?.note(found.stack, sum: found.distribution.sum)
        }
        for found in trace.blocked.open.all where found.idle == nil {
            guard let key = place(found.kind, found.stack, found.root) else { continue }
            all[key]?.times.add(found)
            all[key]?.open += found.count
            all[key]?.note(found.stack, sum: found.sum)
        }
        return all.sorted { ($1.value.times.sum, $0.key) < ($0.value.times.sum, $1.key) }.prefix(8).compactMap {
            finding($0.value, trace, limits)
        }
    }

    /// What a wait for the network waits for; nil for other waits, and for such as nothing in the program waits for.
    private static func operation(_ kind: WaitKind?, _ stack: UInt32, _ trace: TraceEvidence) -> NetworkOperation? {
        let isCall = kind == .select && isCall(stack, trace)
        guard kind == .network || isCall else { return nil }
        var operation = NetworkOperation(stack: trace.names(stack))
        if isCall { operation.action = .answer }
        // Who reads from a pipe or a terminal waits for what comes; who writes to one is held up.
        let isFile = operation.action == .file && !trace.names(stack).contains { $0.hasPrefix(writing) }
        return operation.isBackground || isFile ? nil : operation
    }

    private static let writing = "internal/poll.(*FD).Write"

    /// Whether a goroutine waits for the one that reads the answer of its call.
    static func isCall(_ stack: UInt32, _ trace: TraceEvidence) -> Bool {
        !trace.traits(stack).isDisjoint(with: [.roundTrip, .rpcCall])
    }

    /// Groups whose goroutines were made by those that accept connections.
    private static func readers(_ trace: TraceEvidence) -> Set<StringID> {
        let accepting =
            trace.blocked.places.map { ($0.root, $0.stack) } + trace.blocked.open.all.map { ($0.root, $0.stack) }
        let roots = Set(
            accepting.filter { NetworkOperation(stack: trace.names($0.1)).action == .accept }.map(\.0))
        return Set(
            trace.creation.rows.filter { $0.parent >= 0 && roots.contains(trace.scene.groups.root($0.parent)) }
                .map { trace.scene.groups.root($0.group) })
    }

    /// Whether a goroutine reads what comes without having asked: who serves a connection rests there.
    private static func rests(
        _ stack: UInt32, _ root: StringID, _ readers: Set<StringID>, _ trace: TraceEvidence
    ) -> Bool {
        if readers.contains(root) { return true }
        let names = trace.names(stack)
        let own = names.filter { !FunctionName.isStandard(package: FunctionName.package($0)) }
        guard own.count > 1, let first = own.first, let last = own.last else { return true }
        let loops: FunctionTraits = [.readerLoop, .webSocket, .rpcTransport, .http2Client]
        return [first, last].contains {
            !FunctionTraits(function: $0, package: FunctionName.package($0)).isDisjoint(with: loops)
        }
    }

    private static func finding(_ waits: Waits, _ trace: TraceEvidence, _ limits: Thresholds) -> TraceFinding? {
        let isLookup = waits.operation.action == .lookup
        let late = isLookup ? limits.traceLookup.value : limits.lateIO.value
        let slow = isLookup ? limits.lateResolution.value : limits.slowIO.value
        let typical = waits.times.quantile(0.9)
        guard waits.times.count >= limits.peerWaiters.value, typical >= late else { return nil }
        let rate = trace.rate(waits.times.sum)
        let isSlow = typical >= slow || rate > limits.traceLockWarning.value * trace.processorLimit
        let place = trace.place(waits.stack)
        let (cause, what) = words(waits.operation.action)
        var sure = Confidence(0.5, ceiling: 0.85)
        sure.support(0.4, when: isSlow)
        sure.support(0.3, when: !waits.operation.user.isEmpty)
        let user = waits.operation.user.isEmpty ? "" : " (\(waits.operation.user))"
        var finding = Finding(
            cause, isSlow ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"),
            summary: "\(TraceRules.goroutines(rate)) waited at any moment at \(place)\(user) \(what): "
                + "half of the waits took \(Wording.duration(waits.times.quantile(0.5))) or longer.",
            subject: Subject(
                kind: cause == .ioBlockedSyscall ? "descriptor" : "peer",
                title: cause == .ioBlockedSyscall ? "pipe or terminal at \(place)" : "network at \(place)",
                frames: trace.frames(waits.stack)))
        finding.supports = [
            trace.fact(
                "\(Wording.count(waits.times.count, "wait")), a tenth of them took \(Wording.duration(typical)) or "
                    + "longer, the longest \(Wording.duration(waits.times.max))")
        ]
        if waits.open > 0 {
            finding.supports.append(trace.fact("\(waits.open) of them had not ended when the trace ended"))
        }
        finding.missing = [
            MissingEvidence(
                evidence: cause == .ioBlockedSyscall ? "the pipe behind it" : "the peer's address",
                command: "sonde why PID")
        ]
        finding.remedy = remedy(cause)
        finding.verify = "`\(trace.command("network"))` on a new trace shows shorter waits at \(place)."
        return TraceFinding(finding, rate: rate, key: trace.key(waits.stack))
    }

    private static func words(_ action: NetworkOperation.Action) -> (Cause, Phrase) {
        switch action {
        case .lookup: (.networkDns, "for names to be resolved")
        case .file: (.ioBlockedSyscall, "to write to a pipe or terminal that is not read fast enough")
        case .write: (.networkSlowClient, "for the peer to read what is written")
        case .dial, .handshake: (.networkSlowPeer, "for connections to be made")
        default: (.networkSlowPeer, "for the peer to answer")
        }
    }

    private static func remedy(_ cause: Cause) -> Phrase {
        switch cause {
        case .networkDns:
            "Look at the resolver: search domains, a cache on the machine, fewer lookups by keeping connections."
        case .ioBlockedSyscall: "Look at who reads from the pipe; buffer what is written, or write less."
        case .networkSlowClient:
            "Set write deadlines, and drop or disconnect peers that do not read; then look at why they do not."
        default:
            "Set timeouts, and look at the peer at that time: its own trace says what the answer waited for."
        }
    }
}
