import GoBuild
import GoProfile
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
        if targets.count == 1, let target = targets.first,
            target == "-" || MappedFile.exists(target) && !FolderListing.isFolder(target) && !target.hasSuffix(".go")
        {
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

    struct Profiles {
        var changes: [GateCause.ProfileChange]
        var tested: Int
        var remarks: [String]
    }

    /// A function fails by growth of its own of at least this part of the old profile.
    private static let heavyGrowth = 0.01

    /// Functions whose own value grew beyond chance, by the smallest effect, and by a part of the profile that matters.
    static func profiles(old: [String], new: [String], _ options: GateOptions) throws -> Profiles {
        func read(_ path: String) throws -> Profile {
            try ProfileReader.read(try MappedFile.open(path), file: path)
        }
        var remarks: [String] = []
        let diff = try ProfileDiff.comparing(
            old: try old.map(read), with: try new.map(read), options: PprofOptions()
        ) { remarks.append($0) }
        if !diff.isTested {
            remarks.append("profiles of \(diff.sampleType) are no samples at a known rate: chance cannot be told")
        }
        let rows = diff.rows.filter { row in
            guard row.flat.isSignificant, row.flat.growth >= heavyGrowth * diff.old.total else { return false }
            if case .renamed = row.fate { return false }
            if case .moved = row.fate { return false }
            return (row.flat.ratio ?? .infinity) - 1 >= options.effect
        }
        let changes = rows.sorted { $0.flat.growth > $1.flat.growth }.map { row in
            GateCause.ProfileChange(
                package: row.package, function: row.name, sampleType: diff.sampleType, unit: diff.unit,
                old: row.flat.old, new: row.flat.scaledNew,
                ratio: row.flat.ratio.flatMap { $0.isFinite ? $0 : nil },
                growthOfTotal: diff.old.total > 0 ? row.flat.growth / diff.old.total : 0, adjusted: row.flat.adjusted)
        }
        return Profiles(changes: changes, tested: diff.testedFlat, remarks: remarks + diff.remarks)
    }
}
