import GoProfile
import Host
import Wire

/// Profiles by what the user wrote: files, servers, standard input. Goroutine dumps and snapshots count as profiles.
struct ProfileSources {
    /// Bytes that compressed data may expand to.
    private let limit: Int
    private let fetch: ProfileFetch

    init(_ arguments: ProfileReadingArguments) {
        limit = arguments.inflateLimit.bytes
        fetch = arguments.fetch
    }

    /// - Throws: as `ProfileInput.read`, `MappedFile.open` and `ProfileFetch.fetch`.
    func read(_ source: String) throws -> Profile { try readWithServer(source).profile }

    /// The profile, and the address of the server that it came from, if it did.
    func readWithServer(_ source: String) throws -> (profile: Profile, server: String?) {
        if source == "-" {
            let name = "standard input"
            return (try parse(try MappedFile.readAll(StandardStream.input.descriptor, path: name), name), nil)
        }
        // A file goes before a server of the same name, as with pprof.
        if !MappedFile.exists(source), try ProfileSource(source) != nil {
            let (bytes, url) = try fetch.fetch(source)
            return (try parse(bytes, url), url)
        }
        // Another program may still be writing it, and a mapping of a file that shrinks would trap.
        return (try parse(try MappedFile.open(source, copying: true), source), nil)
    }

    /// Whether a source is a program.
    static func isExecutable(_ source: String) -> Bool {
        guard source != "-", let bytes = try? MappedFile.open(source) else { return false }
        let kind = FileKind(bytes)
        return kind == .elfExecutable || kind == .otherExecutable
    }

    private func parse(_ bytes: consuming Bytes, _ name: String) throws -> Profile {
        do { return try ProfileInput(limit: limit).read(bytes, name: name) } catch var error as InputError {
            if error.code == .tooLarge { error.message += "; --inflate-limit allows more" }
            throw error
        }
    }
}
