import Glibc

/// The sonde program that this build made.
public enum SondeProgram {
    /// Absolute path: `$SONDE`, or the program beside the test bundle.
    public static let path: String? = {
        if let named = environmentVariable("SONDE") { return named }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return nil }
        let bundle = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // `swift test` runs either the bundle itself or a helper of the toolchain, which is given the bundle's path.
        for candidate in [bundle] + CommandLine.arguments where candidate.contains(".xctest") || candidate == bundle {
            let sonde = Files.directory(of: candidate) + "/sonde"
            if Files.isExecutable(sonde) { return sonde }
        }
        let debug = Repository.path(".build/debug/sonde")
        return Files.isExecutable(debug) ? debug : nil
    }()

    /// Runs sonde to its end with a plain environment: no colours asked for, 100 columns, UTC.
    /// - Parameter wrapper: a command that executes it, such as `setpriv` with options.
    public static func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], folder: String? = nil,
        wrapper: [String] = [], within limit: Duration = .seconds(120)
    ) throws -> CommandResult {
        let words = wrapper + [try found()] + arguments
        return try Command.run(
            words[0], Array(words.dropFirst()), input: input, environment: plainEnvironment(adding: environment),
            folder: folder, within: limit)
    }

    /// Starts sonde and leaves it running: for commands that serve or follow.
    public static func start(
        _ arguments: [String], environment: [String: String] = [:], wrapper: [String] = []
    ) throws -> RunningProgram {
        let words = wrapper + [try found()] + arguments
        return try RunningProgram(
            words[0], Array(words.dropFirst()), environment: plainEnvironment(adding: environment))
    }

    private static func found() throws -> String {
        guard let path else {
            throw TestSupportError("no sonde program beside the tests: run `swift build`, or set SONDE to its path")
        }
        return path
    }

    private static func plainEnvironment(adding added: [String: String]) -> [String: String] {
        var environment = currentEnvironment()
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLORTERM"] { environment[name] = nil }
        environment["COLUMNS"] = "100"
        environment["TZ"] = "UTC"
        environment["LC_ALL"] = "C.UTF-8"
        environment.merge(added) { $1 }
        return environment
    }
}
