import TestSupport
import Testing

/// Every verb of `sonde trace` on a service under load: what it says against counting by the toolchain's own reader,
/// and its text against its JSON.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct TraceVerbTests {
    private static let verbs = [
        "summary", "path", "blocked", "goroutines", "latency", "tasks", "regions", "gc", "procs", "network", "syscalls",
        "creation", "samples",
    ]

    private static func service() throws -> String {
        try TracedProgram(.zoo, "service", version: GoToolchain.newestVersion, arguments: ["-requests", "240"]).trace()
    }

    /// The documents of all verbs by their names; `sums` and `reference` of trace-oracle.
    private static func documents(_ trace: String) throws -> String {
        var members: [String] = []
        for verb in verbs {
            let result = try CommandLine.run("trace", verb, trace, "--format", "json")
            try #require(result.succeeded, "\(verb): \(result.error)")
            members.append("\"\(verb)\": \(result.output)")
        }
        let path = try CommandLine.run("trace", "path", trace, "--task", "request", "--format", "json")
        let reference = try TraceOracle.run(["summary", trace])
        let sums = try TraceOracle.run(["sums", trace])
        try #require(path.succeeded && reference.succeeded && sums.succeeded, "\(reference.error)\(sums.error)")
        let rows = sums.output.split(separator: "\n").compactMap { line -> String? in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            return fields.count == 4 ? "\"\(fields[0])\": [\(fields[1...].joined(separator: ", "))]" : nil
        }
        members += [
            "\"taskPath\": \(path.output)", "\"reference\": \(reference.output)",
            "\"sums\": {\(rows.joined(separator: ", "))}",
        ]
        return "{\(members.joined(separator: ", "))}"
    }

    @Test func figuresAreThoseOfGo() throws {
        let document = try Self.documents(Self.service())
        #expect(
            try Python.evaluate(
                "[v for v in d if d[v].get('schema') not in (None, f'sonde.trace.{v}/1')]", on: document)
                == "['taskPath']")
        for expression in [
            // Stops, assists and workers of the collector.
            "{k['kind']: [k['durations'][m] for m in ('count', 'sumNanoseconds', 'maxNanoseconds')] "
                + "for k in d['gc']['stops']['kinds']} "
                + "== {n[16:-1]: v for n, v in d['sums'].items() if n.startswith('stop-the-world (')}",
            "[d['gc']['assists']['durations'][m] for m in ('count', 'sumNanoseconds', 'maxNanoseconds')] "
                + "== d['sums']['assists']",
            "sum(w['nanoseconds'] for w in d['gc']['collector']['workers'].values()) "
                + "== sum(v[1] for n, v in d['sums'].items() if n.startswith('worker '))",
            // Processor time is all spent on something.
            "sum(d['procs'][s + 'Nanoseconds'] for s in ('running', 'scheduling', 'systemCall', 'idle')) "
                + "== d['procs']['availableProcessorNanoseconds'] == d['sums']['capacity'][1]",
            "[d['procs'][s]['stretches']['sumNanoseconds'] for s in ('saturation', 'starvation')] "
                + "== [d['sums'][s][1] for s in ('saturated', 'starved')]",
            "d['summary']['processors']['starvedNanoseconds'] == d['sums']['starved'][1]",
            // Waits for the network, without those that Go does not count: they have not ended.
            "[sum(s['durations']['count'] - s['open'] for s in d['network']['stacks']), "
                + "sum(s['durations']['sumNanoseconds'] - s['openNanoseconds'] for s in d['network']['stacks'])] "
                + "== d['sums']['waiting: network'][:2]",
            "sum(o['durations']['sumNanoseconds'] for o in d['network']['operations']) "
                + "== sum(d['network'][w]['sumNanoseconds'] for w in ('waits', 'backgroundWaits'))",
            // System calls likewise.
            "[sum(s['durations']['count'] - s['open'] for s in d['syscalls']['stacks']), "
                + "sum(s['durations']['sumNanoseconds'] - s['openNanoseconds'] for s in d['syscalls']['stacks'])] "
                + "== d['sums']['system calls'][:2]",
            // Goroutines come from somewhere, and are still there or have ended.
            "[d['creation']['created'], d['creation']['ended']] == [d['sums'][n][0] for n in ('created', 'ended')]",
            "sum(r['created'] for r in d['creation']['rows'] if r['origin'] != 'before the trace') "
                + "== d['creation']['created']",
            "sum(r['aliveAtEnd'] for r in d['creation']['rows']) == d['creation']['aliveAtEnd'] "
                + "== d['creation']['before'] + d['creation']['created'] - d['creation']['ended'] "
                + "== sum(g['alive'] for g in d['goroutines']['groups'])",
            // Each sample has one innermost function, one stack and one state.
            "d['samples']['samples'] == d['sums']['samples'][0] == sum(f['flat'] for f in d['samples']['functions']) "
                + "== sum(s['samples'] for s in d['samples']['stacks']) == sum(d['samples']['states'].values())",
            // Tasks and regions; the reference has regions without a name, which stand for the goroutines of tasks.
            "{t['type']: (t['count'], t['sumNanoseconds']) for t in d['tasks']['types']} "
                + "== {n: (len(a), sum(a)) for n in {t['name'] for t in d['reference']['tasks']} "
                + "for a in [[t['end'] - t['start'] for t in d['reference']['tasks'] if t['name'] == n]]}",
            "{r['name']: (r['count'], r['sumNanoseconds']) for r in d['regions']['types']} "
                + "== {n: (len(a), sum(a)) for all in [[r for g in d['reference']['goroutines'] for r in g['regions']]] "
                + "for n in {r['name'] for r in all if r['name']} for a in [[r['end'] - r['start'] for r in all if r['name'] == n]]}",
            // The path is as long as what it is the path of, which is the longest task.
            "sum(s['durationNanoseconds'] for s in d['taskPath']['segments']) "
                + "== d['taskPath']['instance']['durationNanoseconds'] "
                + "== max(t['end'] - t['start'] for t in d['reference']['tasks'] if t['name'] == 'request')",
            "sum(s['durationNanoseconds'] for s in d['path']['segments']) "
                + "== d['path']['instance']['durationNanoseconds']",
        ] { #expect(try Python.evaluate(expression, on: document) == "True", "\(expression)") }
    }

    /// The sentence that a text begins with has the figure of the document.
    @Test(arguments: [
        ("tasks", "f\"{d['types'][0]['count']} tasks “{d['types'][0]['type']}” took\""),
        ("regions", "f\"{d['types'][0]['count']} regions “{d['types'][0]['name']}” took\""),
        ("gc", "f\"in {len(d['cycles'])} cycle\""),
        ("procs", "f\"{d['gomaxprocs'][0]['value']} processor\""),
        ("network", "f\"waited for the network {d['waits']['count']} times\""),
        ("syscalls", "f\"{d['durations']['count']} system calls\""),
        ("creation", "f\"{d['created']} goroutines created and {d['ended']} ended\""),
        ("samples", "f\"{d['samples']} CPU sample\""),
        ("path", "f\"The slowest of {d['population']['complete']} requests\""),
    ])
    func textSaysWhatTheDocumentSays(verb: String, sentence: String) throws {
        let trace = try Self.service()
        let document = try CommandLine.run("trace", verb, trace, "--format", "json")
        let text = try CommandLine.run("trace", verb, trace, width: 500)
        let expected = try Python.evaluate(sentence, on: document.output)
        let first = text.output.prefix { $0 != "\n" }
        #expect(first.contains(expected), "\(first)\nhas not: \(expected)")
    }

    @Test(arguments: verbs) func textFitsTheTerminal(verb: String) throws {
        let trace = try Self.service()
        for width in [60, 80, 200] {
            let result = try CommandLine.run("trace", verb, trace, width: width)
            try #require(result.succeeded, "\(result.error)")
            let lines = result.output.split(separator: "\n")
            #expect(lines.count > 2)
            #expect(lines.allSatisfy { $0.count <= width }, "\(lines.filter { $0.count > width })")
        }
    }

    /// What a verb takes changes what it says.
    @Test(arguments: verbs) func noOptionIsIgnored(verb: String) throws {
        let trace = try Self.service()
        let whole = try CommandLine.run("trace", verb, trace, "--all")
        let plain = whole.succeeded ? whole.output : try CommandLine.run("trace", verb, trace).output
        for option in [
            ["--from", "20ms"], ["--to", "20ms"], ["--goroutine", "1"], ["--task", "journal"],
            ["--where", "duration > 1ms"], ["-n", "1"],
        ] {
            let result = try SondeProgram.run(["trace", verb, trace] + option)
            if result.succeeded {
                #expect(result.output != plain, "\(verb) \(option)")
            } else {
                #expect(result.status.code == 2)
                #expect(result.error.contains("Unknown option '\(option[0])'"), "\(verb) \(option): \(result.error)")
                #expect(!["--from", "--to"].contains(option[0]))
            }
        }
    }

    /// Moments are those that --from takes, with a window as well.
    @Test func momentsCountFromTheBeginOfTheTrace() throws {
        let trace = try Self.service()
        let path = try CommandLine.run("trace", "path", trace, "--task", "request", "--format", "json")
        let instance = "d['instance'][%s]"
        let id = try Python.evaluate(instance.replacing("%s", with: "'id'"), on: path.output)
        let begin = try Python.evaluate(instance.replacing("%s", with: "'atNanoseconds'"), on: path.output)
        for (verb, expression, expected) in [
            (
                "tasks", "[s['atNanoseconds'] for t in d['types'] for s in t['slowest'] if s['id'] == \(id)]",
                "[\(begin)]"
            ),
            ("latency", "d['startNanoseconds'], all(w['atNanoseconds'] >= 0 for w in d['worst'])", "\(begin) True"),
            ("blocked", "d['startNanoseconds']", begin), ("goroutines", "d['startNanoseconds']", begin),
            ("procs", "d['saturation']['longestAtNanoseconds'] >= \(begin)", "True"),
            ("syscalls", "min(s['longestAtNanoseconds'] for s in d['stacks']) >= \(begin)", "True"),
        ] {
            let part = try CommandLine.run("trace", verb, trace, "--from", "\(begin)ns", "--format", "json")
            try #require(part.succeeded, "\(verb): \(part.error)")
            #expect(try Python.evaluate(expression, on: part.output) == expected, "\(verb)")
        }
    }
}
