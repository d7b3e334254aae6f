import Evidence
import GoProcess

/// `evidence.insufficient`: what was collected cannot decide, whatever the program does.
enum EvidenceRule {
    static let rule = Rule(
        id: "evidence.insufficient", .trust, question: "Is there enough evidence to decide anything?", requires: [],
        causes: [.evidenceInsufficient]
    ) { evidence in
        evidence.scene.map { Verdict(candidates($0)) } ?? Verdict()
    }

    private static func candidates(_ scene: Scene) -> [Candidate] {
        let total = scene.snapshot.goroutines.count
        if total == 0 { return [candidate("The snapshot holds no goroutines.", 0, scene)] }
        if scene.snapshot.source.kind == .groupedText {
            let text: Phrase =
                "A grouped dump (debug=1) has neither states nor ages: \(Wording.goroutines(total)) cannot be told "
                + "apart by what they wait for."
            return [candidate(text, total, scene)]
        }
        let blind = scene.snapshot.goroutines.count { $0.stack == .empty && !$0.flags.contains(.system) }
        if blind * 2 > total {
            return [candidate("\(blind) of \(Wording.goroutines(total)) have no stack.", blind, scene)]
        }
        return []
    }

    private static func candidate(_ text: Phrase, _ number: Int, _ scene: Scene) -> Candidate {
        let command =
            scene.snapshot.source.kind == .groupedText
            ? "curl -o dump.txt 'http://HOST:PORT/debug/pprof/goroutine?debug=2' && sonde why dump.txt"
            : scene.command()
        let finding = Finding(
            .evidenceInsufficient, .info, confidence: 1, impact: Impact(value: Double(number), unit: "goroutines"),
            summary: text, subject: Subject(kind: "process", title: Phrase(scene.snapshot.source.name)),
            supports: scene.snapshot.quality.counters.filter { $0.severity != .info }.map {
                Fact("\($0.name): \($0.value) (\($0.explanation))", evidence: "quality", reference: $0.name)
            }, missing: [MissingEvidence(evidence: "goroutines with states and stacks", command: command)],
            remedy: "Collect what is missing.", verify: "The report then names a cause, or `healthy`.")
        return Candidate(finding, goroutines: [])
    }
}
