import Evidence

/// `exposure.pprof`: profiling endpoints that other machines reach.
enum ExposureRule {
    static let rule = Rule(
        id: "exposure.pprof", .trust, question: "Do other machines reach the profiling endpoints?",
        requires: [.servers], causes: [.exposurePprof]
    ) { evidence in
        let open = evidence.context.servers.filter { !isLoopback($0) }
        guard let first = open.first else {
            return Verdict(refuted: "it is served on \(Wording.list(evidence.context.servers)) only")
        }
        var finding = Finding(
            .exposurePprof, .warning, confidence: 0.9, impact: Impact(value: 0, unit: "processors"),
            summary: "net/http/pprof answers on \(Wording.list(open)): whoever reaches this address reads memory "
                + "contents and arguments, and can have the program profile itself.",
            subject: Subject(kind: "listening address", title: Phrase(first)))
        finding.supports = open.map {
            Fact("/debug/pprof/ answered on \($0)", evidence: "listening sockets", reference: $0)
        }
        finding.refutes = [
            Fact("whether a firewall stands before it cannot be seen from here", evidence: "listening sockets")
        ]
        finding.remedy = "Serve the profiles on 127.0.0.1, on a mux of their own, or behind authentication."
        finding.verify = "`ss -ltnp` shows the address of the profiles as 127.0.0.1 or [::1]."
        return Verdict(finding)
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address.hasPrefix("[::1]") || address.hasPrefix("[::ffff:127.")
    }
}
