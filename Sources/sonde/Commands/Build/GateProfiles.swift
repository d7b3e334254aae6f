import GoBuild
import GoProfile
import Wire

/// What of two groups of profiles a gate fails by, told by `sonde profile diff`.
struct GateProfiles {
    private(set) var changes: [GateCause.ProfileChange] = []
    /// Functions that were heavy enough to be tested.
    let tested: Int
    private(set) var remarks: [String] = []

    /// Growth by less than this part of the old profile fails nothing.
    private static let heavyGrowth = 0.01
    private let diff: ProfileDiff
    private let options: GateOptions

    /// What the diff says first, and functions whose own value grew: beyond chance, by the smallest effect, and by a part
    /// of the profile that matters.
    /// - Throws: as `ProfileReader` and `ProfileDiff.comparing`.
    init(old: [String], new: [String], _ options: GateOptions) throws {
        func read(_ path: String) throws -> Profile {
            try ProfileReader.read(try MappedFile.open(path), file: path)
        }
        var said: [String] = []
        diff = try ProfileDiff.comparing(old: try old.map(read), with: try new.map(read), options: PprofOptions()) {
            said.append($0)
        }
        self.options = options
        tested = diff.testedFlat
        addHeadlines()
        addFunctions()
        remarks = said + diff.remarks
        if !diff.isTested {
            remarks.append("profiles of \(diff.sampleType) hold no samples at a known rate: nothing in them can fail")
        } else if let least = diff.smallestVisibleRatio(part: 0.1) {
            let percent = Int(((least - 1) * 100).rounded())
            remarks.append(
                "of a function with a tenth of the \(diff.sampleType) profile, these profiles show growth from "
                    + "+\(percent)% on in 4 of 5 cases")
        }
    }

    private mutating func addHeadlines() {
        for headline in diff.headlines where headline.isGrowth {
            switch headline.subject {
            case .subtree(let row):
                add(.withCallees, diff.rows[row].cumulative, diff.rows[row].package, diff.rows[row].name)
            case .package(let row): add(.package, diff.packages[row].flat, diff.packages[row].name, "")
            case .function(let row):
                add(.function, diff.rows[row].flat, diff.rows[row].package, diff.rows[row].name)
            }
        }
    }

    private mutating func addFunctions() {
        let grown = diff.rows.filter { row in
            // What was renamed or moved is the same work elsewhere.
            row.flat.isSignificant && row.fate == .stayed && !changes.contains { $0.function == row.name }
        }
        for row in grown.sorted(by: { $0.flat.growth > $1.flat.growth }) {
            add(.function, row.flat, row.package, row.name)
        }
    }

    private mutating func add(
        _ scope: GateCause.ProfileChange.Scope, _ change: ProfileDiff.Change, _ package: String, _ function: String
    ) {
        let ratio = change.ratio ?? .infinity
        guard change.growth >= Self.heavyGrowth * diff.old.total, ratio - 1 >= options.effect else { return }
        changes.append(
            GateCause.ProfileChange(
                scope: scope, package: package, function: function, sampleType: diff.sampleType, unit: diff.unit,
                old: change.old, new: change.scaledNew, ratio: ratio.isFinite ? ratio : nil,
                growthOfTotal: diff.old.total > 0 ? change.growth / diff.old.total : 0, adjusted: change.adjusted))
    }
}
