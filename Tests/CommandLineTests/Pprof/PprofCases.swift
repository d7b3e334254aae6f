import TestSupport

/// Random reports over generated profiles and over those of the shared corpus. A seed gives the same case each time.
struct PprofCases {
    /// How often each report is asked for, out of the sum.
    static let verbs: [(name: String, share: Int)] = [
        ("top", 16), ("text", 4), ("tree", 14), ("peek", 10), ("traces", 10), ("tags", 10), ("raw", 9), ("comments", 3),
        ("dot", 14), ("callgrind", 8), ("list", 7),
    ]

    /// Where the generated profiles are: `SEED-a`, `SEED-b`, `SEED-c`.
    let folder: String
    /// The folder of the corpus, if it is there.
    let corpus: String?

    /// Inputs of the corpus; those of one line have something to do with each other.
    static let related = [
        ["orders-a.cpu.pb.gz", "orders-b.cpu.pb.gz"], ["orders-a.heap.pb.gz", "orders-b.heap.pb.gz"],
        ["orders-a.allocs.pb.gz"], ["orders-a.block.pb.gz"], ["orders-a.mutex.pb.gz"],
        ["heap.pb.gz", "heap_tags.pb.gz", "heap_request.pb.gz"], ["heap_alloc.pb.gz", "heap_sizetags.pb.gz"],
        ["cpu.pb.gz"], ["cpusmall.pb.gz"], ["contention.pb.gz"], ["long_name_funcs.pb.gz"], ["large.cpu"],
        ["cppbench.cpu"], ["cppbench.heap"], ["cppbench.contention"], ["cppbench.thread", "cppbench.thread.none"],
        ["go.crc32.cpu"], ["gobench.cpu"], ["java.heap"], ["java.contention"],
    ]

    func make(seed: UInt64) throws -> PprofCase {
        var choices = Choices(seed: seed)
        let verb = PprofCases.verb(&choices)
        let ofCorpus = choices.percent(20)
        var place = folder
        var inputs = ["\(seed)-a", "\(seed)-b", "\(seed)-c"]
        if let corpus, ofCorpus {
            place = corpus
            inputs = choices.one(of: PprofCases.related).map { "inputs/" + $0 }
            inputs.shuffle(using: &choices.generator)
            if choices.percent(5) {
                inputs.append("inputs/" + choices.one(of: PprofCases.related.flatMap(\.self)))
            }
        }

        let words = try ProfileWords(of: inputs[0], in: place)
        var files = [inputs[0]]
        if choices.percent(15) {
            files += inputs.dropFirst().prefix(choices.number(1...2))
            if files.count == 1 { files.append(inputs[0]) }
        }
        var expression: String?
        if verb == "peek" || verb == "list" {
            let sources = verb == "list" && !words.sourceFunctions.isEmpty && choices.percent(85)
            expression = PprofOptions.expression(of: sources ? words.sourceFunctions : words.functions, &choices)
            if let text = expression, text.hasPrefix("-") { expression = "[-]" + text.dropFirst() }
        }
        var bases = inputs
        bases.shuffle(using: &choices.generator)
        let options = PprofOptions(verb: verb, words: words, bases: bases, choices: choices)
        return PprofCase(
            name: "seed \(seed)", folder: place, verb: verb, expression: expression, options: options.arguments,
            files: files, otherFiles: options.files)
    }

    private static func verb(_ choices: inout Choices) -> String {
        let wanted = environmentVariable("SONDE_DIFFERENTIAL_VERBS")?.split(separator: ",").map(String.init)
        let candidates = verbs.filter { wanted?.contains($0.name) ?? true }
        guard !candidates.isEmpty else { return wanted?.first ?? "top" }
        var place = choices.number(0...(candidates.map(\.share).reduce(0, +) - 1))
        for (name, share) in candidates {
            if place < share { return name }
            place -= share
        }
        return candidates[0].name
    }
}
