import ArgumentParser
import GoBuild
import Host
import Report
import Wire

struct BuildBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Compares results of benchmarks: medians, their intervals, and whether chance explains a difference.",
        discussion: """
            Reads what `go test -bench` prints, and prints the tables of benchstat. Run each benchmark at least 10 times, \
            old and new in turn. A difference that chance may explain is `~`; of unchanged benchmarks about 5 in 100 are \
            shown as changed all the same, which `sonde build gate` corrects for.

            EXAMPLES
              go test -bench=. -count=10 ./... > new.txt
              sonde build bench old.txt new.txt
              sonde build bench before=a.txt after=b.txt --format json
            """)

    @Argument(help: "Files with output of `go test -bench`, or label=file; the first is the base. - is standard input.")
    var files: [String]

    @OptionGroup var statistics: BenchmarkArguments
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard files.count(where: { $0 == "-" || $0.hasSuffix("=-") }) <= 1 else {
            throw ValidationError("- stands for standard input, which can be read once.")
        }
    }

    func run() throws {
        let results = try BenchmarkFiles.read(files)
        let report = BenchmarkTablesReport(
            BenchmarkTables(results, statistics.options), files: results, options: statistics.options)
        if output.format == .text {
            for problem in report.problems { PprofRun.remark(problem) }
        }
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}

/// What is asked of samples of benchmarks.
struct BenchmarkArguments: ParsableArguments {
    @Option(help: "A difference is one when chance makes it with at most this probability.")
    var alpha = 0.05

    @Option(help: "Probability with which the interval behind ± covers the median.")
    var confidence = 0.95

    func validate() throws {
        guard alpha > 0, alpha <= 1 else { throw ValidationError("--alpha wants a number above 0, at most 1.") }
        guard confidence > 0, confidence <= 1 else {
            throw ValidationError("--confidence wants a number above 0, at most 1.")
        }
    }

    var options: BenchmarkSample.Options { .init(confidence: confidence, alpha: alpha) }
}
