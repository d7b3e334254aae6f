import GoProfile
import TestSupport
import Wire

/// A Go program that was profiled, with its profiles once as they are and once without names.
struct StrippedProfiles {
    static let kinds = ["cpu", "heap", "allocs", "goroutine", "block", "mutex"]

    let folder: TemporaryFolder
    let program: String

    /// - Parameter flags: of `go build`, such as `-buildmode=pie`.
    init(_ version: String, isPositionIndependent: Bool = false, flags: [String] = []) throws {
        folder = try TemporaryFolder()
        program = try ProfiledProgram.run(
            version, isPositionIndependent: isPositionIndependent, folder: folder.path, flags: flags)
        for kind in Self.kinds {
            try Files.write(try Self.strip(original(kind)).array, to: stripped(kind))
        }
    }

    func original(_ kind: String) -> String { folder.file(kind) }
    func stripped(_ kind: String) -> String { folder.file(kind + ".stripped") }

    /// Takes the names out of a profile.
    /// - Parameter change: what else is done to it.
    static func strip(_ path: String, change: (inout Profile) -> Void = { _ in }) throws -> Bytes {
        Bytes(ProtoWriter.uncompressed(strip(try ProfileReader.read(try MappedFile.open(path), file: path), change)))
    }

    static func strip(_ profile: Profile, _ change: (inout Profile) -> Void = { _ in }) -> Profile {
        var profile = profile
        for location in 0..<profile.locations.count { profile.locations.setLines(location, []) }
        profile.functions = ProfileFunctions()
        for at in profile.mappings.indices {
            profile.mappings[at].hasFunctions = false
            profile.mappings[at].hasFileNames = false
            profile.mappings[at].hasLineNumbers = false
            profile.mappings[at].hasInlineFrames = false
        }
        change(&profile)
        return profile
    }
}
