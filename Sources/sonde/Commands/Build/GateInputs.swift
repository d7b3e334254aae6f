import GoBuild
import Host
import Report
import Wire

/// What a gate holds against each other.
enum GateInputs {
    struct Facts {
        var comparison: FactComparison
        var remarks: [String]
    }

    /// - Parameter targets: packages, or a file with saved facts or output of the compiler.
    static func facts(baseline: String, targets: [String], go: String) throws -> Facts {
        let old = try FactsSource.read(baseline, packages: targets, go: go)
        let new = try read(targets, go: go)
        let comparison = FactComparison(old: old, new: new)
        guard comparison.common > 0 else {
            throw InputError(
                .notRecognised, "has no function of \(targets.joined(separator: " ")): it is a baseline of others",
                file: baseline)
        }
        var remarks = comparison.notCompared.map { "not compared: \($0)" }
        for (name, before, after) in [
            ("toolchain", old.toolchain, new.toolchain), ("platform", old.platform, new.platform),
        ] where before != after && !before.isEmpty && !after.isEmpty {
            remarks.append("the baseline is of another \(name), \(before) and not \(after): that alone changes facts")
        }
        return Facts(comparison: comparison, remarks: remarks)
    }

    private static func read(_ targets: [String], go: String) throws -> BuildFacts {
        if targets.count == 1, let target = targets.first, CompilerRun.isSaved(target) {
            return try FactsSource.read(target, packages: [], go: go)
        }
        return try Progress.show("building \(targets.joined(separator: " "))") { _ in
            try GoTool(program: go).facts(targets)
        }
    }

    /// - Throws: `notRecognised` when no benchmark is on both sides under the same settings.
    static func benchmarks(old: String, new: String, _ options: GateOptions) throws -> BenchmarkGate {
        let results = try BenchmarkFiles.read(["old=\(old)", "new=\(new)"])
        let tables = BenchmarkTables(results, .init(alpha: options.alpha))
        let report = BenchmarkTablesReport(tables, files: results, options: .init())
        for problem in report.problems { PprofRun.remark(problem) }
        let gate = BenchmarkGate(tables, options)
        guard gate.compared > 0 else {
            let settings = tables.settingKeys.filter { key in
                Set(results.map { file in file.configurations.map { $0.first { $0.key == key }?.value ?? "" } }).count
                    > 1
            }
            let why = settings.isEmpty ? "" : ": they differ in \(settings.joined(separator: ", "))"
            throw InputError(
                .notRecognised, "has no benchmark that \(old) has under the same settings\(why)", file: new)
        }
        return gate
    }
}
