import GoProfile

/// Profiles that are read one by one, with names for what has none, for reports that do not merge.
struct NamedProfiles {
    private let sources: ProfileSources
    private let mode: SymbolisationMode
    private let programs: ProgramFiles
    private let fetch: ProfileFetch

    private let options: PprofOptions

    /// - Parameter options: with the program that stood in front of the profiles.
    init(_ arguments: PprofArguments, _ options: PprofOptions) {
        self.options = options
        sources = ProfileSources(arguments.reading)
        mode = SymbolisationMode(arguments.sources.symbolize) { PprofRun.remark($0) }
        programs = ProgramFiles(named: options.executable)
        fetch = arguments.reading.fetch
    }

    /// - Throws: as `ProfileSources.read`.
    func read(_ file: String) throws -> Profile {
        let (profile, server) = try sources.readWithServer(file)
        var servers = SymbolServers(fetch: fetch)
        if let server { servers.add(server, profile) }
        return Symbolisation(mode: mode, programs: programs, servers: servers) { PprofRun.remark($0) }
            .apply(profile.located(options))
    }
}
