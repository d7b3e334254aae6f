import GoProfile
import Report
import Wire

/// Warnings about profiles beside a report, on standard error.
struct ProfileWarnings {
    /// Lines that are written at most.
    private static let limit = 6

    private var found: [(text: String, files: [String])] = []
    private var identities: [ProfileIdentity] = []
    private let without: Set<String>

    /// - Parameter without: codes that the report itself tells better.
    init(without: Set<String> = []) { self.without = without }

    mutating func look(at profile: Profile, _ file: String) {
        identities.append(ProfileIdentity(profile))
        for warning in ProfileQualityCheck(profile).warnings {
            add(warning, file)
        }
    }

    private mutating func add(_ warning: ProfileWarning, _ file: String) {
        guard warning.isImportant, !without.contains(warning.code) else { return }
        if let at = found.firstIndex(where: { $0.text == warning.text }) {
            found[at].files.append(file)
        } else {
            found.append((warning.text, [file]))
        }
    }

    mutating func write() {
        for warning in ProfileSetQuality.warnings(identities) { add(warning, "") }
        for (text, files) in found.prefix(Self.limit) {
            let isAboutAll = identities.count < 2 || files == [""]
            let more = files.count > 1 ? " and \(files.count - 1) more" : ""
            PprofRun.remark("warning: \(isAboutAll ? "" : files[0] + more + ": ")\(text)")
        }
        if found.count > Self.limit {
            PprofRun.remark("warning: \(found.count - Self.limit) more; `sonde profile quality` lists all")
        }
    }
}
