import Evidence
import GoBinary
import GoProfile
import Host
import Wire

/// Executables on this machine by the mappings of profiles.
///
/// A profile may come from anywhere and name any file: the file of a mapping is only taken when it is an executable
/// with the mapping's build id, or when it is the one that the user named. Other places are those of
/// `PPROF_BINARY_PATH`, by default `~/pprof/binaries`.
///
/// Source of the places: `locateBinaries` in internal/driver/fetch.go of google/pprof.
struct ProgramFiles {
    /// The program that stood in front of the profiles; empty for none.
    private let named: String
    private let searchPath: [String]

    init(named: String) {
        self.named = named
        let home = Surroundings.variable("HOME")
        let path = Surroundings.variable("PPROF_BINARY_PATH") ?? home.map { $0 + "/pprof/binaries" } ?? ""
        searchPath = path.split(separator: ":").map(String.init)
    }

    /// A mapping of a profile, by its texts.
    struct Wanted {
        var file: String
        var buildID: String

        /// What a user knows the mapping by.
        var name: String {
            (file.isEmpty ? "a mapping without a name" : PathText.base(file))
                + (buildID.isEmpty ? "" : " (build id \(buildID))")
        }
    }

    /// An executable for a mapping.
    struct Found {
        let executable: Executable
        /// What speaks against it being the right one; nil for nothing.
        let doubt: String?
    }

    /// Whether a mapping's file is what the user named.
    func isNamed(_ file: String) -> Bool { !named.isEmpty && file == named }

    /// - Throws: `notFound` with the reason why there is none, in words for the user.
    func find(_ wanted: Wanted) throws -> Found {
        if isNamed(wanted.file) {
            let executable = try open(named, isNamed: true)
            return Found(executable: executable, doubt: try doubt(wanted, executable))
        }
        var refusals: [String] = []
        for path in candidates(wanted) {
            guard let executable = try? open(path, isNamed: false) else { continue }
            let ids = Self.buildIDs(executable)
            if !wanted.buildID.isEmpty, !ids.contains(wanted.buildID) {
                refusals.append("\(path) has \(ids.first.map { "the build id \($0)" } ?? "no build id")")
                continue
            }
            return Found(
                executable: executable,
                doubt: wanted.buildID.isEmpty ? "was taken by its name: the profile has no build id" : nil)
        }
        if !wanted.buildID.isEmpty, wanted.file.hasPrefix("/") {
            if let executable = try? open(wanted.file, isNamed: false) {
                let ids = Self.buildIDs(executable)
                if ids.contains(wanted.buildID) { return Found(executable: executable, doubt: nil) }
                refusals.append("\(wanted.file) has \(ids.first.map { "the build id \($0)" } ?? "no build id")")
            }
        }
        throw InputError(.notFound, Self.reason(wanted, refusals))
    }

    private static func reason(_ wanted: Wanted, _ refusals: [String]) -> String {
        if let refusal = refusals.last {
            return "build id mismatch: \(refusal)"
        }
        let advice = "name the program in front of the profiles, or a folder of programs in PPROF_BINARY_PATH"
        return wanted.buildID.isEmpty
            ? "the profile has no build id to know the right file by; \(advice)"
            : "no such program is on this machine; \(advice)"
    }

    /// - Throws: `notFound` when build ids contradict each other.
    private func doubt(_ wanted: Wanted, _ executable: Executable) throws -> String? {
        let ids = Self.buildIDs(executable)
        if wanted.buildID.isEmpty || ids.contains(wanted.buildID) { return nil }
        guard let other = ids.first else { return "has no build id to compare with that of the profile" }
        throw InputError(.notFound, "build id mismatch: \(named) has the build id \(other)")
    }

    private static func buildIDs(_ executable: Executable) -> [String] {
        [executable.gnuBuildID, executable.goBuildID].compactMap { $0 }.filter { !$0.isEmpty }
    }

    private func open(_ path: String, isNamed: Bool) throws -> Executable {
        let bytes = isNamed ? try MappedFile.open(path) : try MappedFile.openRegular(path)
        return try Executable(contents: bytes, path: path)
    }

    /// Paths below the folders of the user's choice; names out of the profile cannot lead out of them.
    private func candidates(_ wanted: Wanted) -> [String] {
        let id = wanted.buildID.utf8.allSatisfy { $0 != UInt8(ascii: "/") } ? wanted.buildID : ""
        let file = Self.cleaned(wanted.file)
        let base = file.isEmpty ? "" : PathText.base(file)
        let folder = file.isEmpty ? "" : Self.cleaned(PathText.parent(file))
        var result: [String] = []
        for path in searchPath {
            var tails: [String] = []
            if !id.isEmpty, id != ".", id != ".." {
                if !base.isEmpty { tails += ["\(id)/\(base)"] }
                tails += FolderListing.names(in: "\(path)/\(id)").map { "\(id)/\($0)" }
                if !file.isEmpty { tails.append("\(file)/\(id)") }
                if id.utf8.count > 2 { tails.append("\(id.prefix(2))/\(id.dropFirst(2)).debug") }
            }
            if !file.isEmpty {
                tails += [
                    base, file, "\(file).debug", "\(folder)/.debug/\(base).debug",
                    "usr/lib/debug/\(folder)/\(base).debug",
                ]
            }
            var seen: Set<String> = []
            result += tails.filter { seen.insert($0).inserted }.map { "\(path)/\($0)" }
        }
        return result
    }

    /// Without a leading slash and without `..`.
    private static func cleaned(_ path: String) -> String {
        let clean = PathText.clean(Array(("/" + path).utf8)[...])
        return String(decoding: clean.dropFirst(), as: UTF8.self)
    }
}
