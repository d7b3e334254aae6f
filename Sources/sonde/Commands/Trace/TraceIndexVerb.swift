import ArgumentParser
import GoTrace
import Host
import Wire

/// `sonde trace index`: what makes windows of a large trace immediate.
struct TraceIndexVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Notes beside a trace where its generations begin.",
        discussion: """
            Writes FILE\(TraceIndex.suffix), of a few per cent of the trace's size at most. Every other verb uses it when \
            it looks at a part of the trace (--from), and then reads only that part. An index that does not belong to \
            its trace is not used.

            EXAMPLES
              sonde trace index trace.out
              sonde trace blocked --from 12s --to 13s trace.out
            """)

    @Argument(help: "The trace.") var file: String

    func run() throws {
        let (input, head) = try TraceFile.open(file)
        guard let size = input.size else {
            throw InputError(.usage, "is a pipe, beside which nothing can be written", file: input.name)
        }
        guard TraceReader.version(head)?.isLegacy != true else {
            throw InputError(.unsupported, "is a trace of before Go 1.22, which has no parts", file: input.name)
        }
        var reader = try TraceFileReader(input, head: head)
        var pass = TracePass([TraceIndexBuilder(size: size)])
        if let damage = Progress.show("reading \(input.name)", { _ in pass.run(&reader) }) {
            TraceRun.warn(damage.description)
        }
        guard let index = pass.result(TraceIndexBuilder.self).index(of: input, places: reader.places) else {
            throw InputError(.inputOutput, "cannot be read again", file: input.name)
        }
        try AtomicFile.write(TraceIndexFile.encode(index), to: file + TraceIndex.suffix, mode: 0o666)
    }
}
