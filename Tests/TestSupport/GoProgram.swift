import Glibc

/// A Go program built for a test, kept in the cache under a key of everything that went into it.
public struct GoProgram: Sendable {
    /// Absolute path of the executable.
    public let executable: String
    public let toolchain: GoToolchain

    /// Builds one of the programs under `Zoo/`: `demo`, `everywait`, `causes/deadlock.mutex`.
    public static func zoo(
        _ name: String, toolchain: GoToolchain, flags: [String] = [], environment: [String: String] = [:]
    ) throws -> GoProgram {
        try build(folder: Repository.zoo(name), toolchain: toolchain, flags: flags, environment: environment)
    }

    /// Builds a program of one file from its text.
    public static func build(
        source: String, toolchain: GoToolchain, flags: [String] = [], environment: [String: String] = [:]
    ) throws -> GoProgram {
        let module = "module fixture\n\ngo 1.21\n"
        let key = contentKey([source, module, toolchain.version] + flags + parts(environment))
        let folder = TestCache.root + "/fixtures/source-\(key)"
        return try build(
            key: key, toolchain: toolchain, flags: flags, environment: environment,
            prepare: {
                try Files.makeDirectory(folder)
                try Files.write(module, to: folder + "/go.mod")
                try Files.write(source, to: folder + "/main.go")
                return folder
            })
    }

    /// Builds the main package of a folder; what it imports of its own module lies in that module's `internal`.
    ///
    /// `-buildvcs=false` is added unless the flags say something about it: the key covers the sources and not the
    /// state of the repository that they lie in.
    public static func build(
        folder: String, toolchain: GoToolchain, flags: [String] = [], environment: [String: String] = [:]
    ) throws -> GoProgram {
        let key = try folderKey(folder, [toolchain.version] + flags + parts(environment))
        return try build(
            key: key, toolchain: toolchain, flags: flags, environment: environment, prepare: { folder })
    }

    /// Builds a folder's main package in a git repository of its own, so that the go command stamps revision and time.
    ///
    /// With `modified`, a source file is changed after the commit: the build information says `vcs.modified=true`.
    public static func buildStamped(
        folder: String, modified: Bool, toolchain: GoToolchain, flags: [String] = []
    ) throws -> GoProgram {
        let key = try folderKey(folder, [toolchain.version, "stamped", "\(modified)"] + flags)
        let copy = TestCache.root + "/fixtures/stamped-\(key)"
        return try build(
            key: key, toolchain: toolchain, flags: ["-buildvcs=true"] + flags, environment: [:],
            prepare: {
                Files.remove(copy)
                try copyAndCommit(folder, to: copy)
                if modified { try Files.write("package main\n\n// Not committed.\n", to: copy + "/uncommitted.go") }
                return copy
            })
    }

    /// Starts the program; `GOTRACEBACK` and `GODEBUG` of the caller do not reach it.
    public func start(_ arguments: [String] = [], environment added: [String: String] = [:]) throws -> RunningProgram {
        var environment = currentEnvironment()
        for name in environment.keys where name.hasPrefix("GO") { environment[name] = nil }
        return try RunningProgram(executable, arguments, environment: environment.merging(added) { $1 })
    }

    /// Starts the program and waits until it has printed the line that starts with “ready”, which is returned.
    public func startAndWait(
        _ arguments: [String] = [], environment: [String: String] = [:], within limit: Duration = .seconds(60)
    ) throws -> (program: RunningProgram, readyLine: String) {
        let program = try start(arguments, environment: environment)
        return (program, try program.waitForLine(startingWith: "ready", within: limit))
    }

    private static func build(
        key: String, toolchain: GoToolchain, flags: [String], environment: [String: String],
        prepare: () throws -> String
    ) throws -> GoProgram {
        let fixtures = TestCache.root + "/fixtures"
        let target = "\(fixtures)/\(key)"
        let program = GoProgram(executable: target, toolchain: toolchain)
        if Files.isExecutable(target) { return program }
        try Files.makeDirectory(fixtures)
        let lock = try FileLock(target + ".lock")
        defer { lock.release() }
        if Files.isExecutable(target) { return program }

        let folder = try prepare()
        let unfinished = "\(target).\(getpid())"
        defer { Files.remove(unfinished) }
        let stamping = flags.contains { $0.hasPrefix("-buildvcs") } ? [] : ["-buildvcs=false"]
        let result = try toolchain.run(
            ["build"] + stamping + flags + ["-o", unfinished, "."], environment: environment, folder: folder)
        guard result.succeeded else {
            throw TestSupportError("\(toolchain): go build of \(folder) failed (\(result.status)):\n\(result.error)")
        }
        guard rename(unfinished, target) == 0 else { throw TestSupportError.system("cannot rename to \(target)") }
        return program
    }

    private static func copyAndCommit(_ folder: String, to copy: String) throws {
        for file in try Files.listing(below: folder) {
            try Files.makeDirectory(Files.directory(of: copy + "/" + file))
            try Files.write(try Files.bytes(folder + "/" + file), to: copy + "/" + file)
        }
        var environment = currentEnvironment()
        for name in environment.keys where name.hasPrefix("GIT_") { environment[name] = nil }
        let moment = "2026-01-02T03:04:05Z"
        environment.merge([
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "Zoo",
            "GIT_AUTHOR_EMAIL": "zoo@example.org", "GIT_COMMITTER_NAME": "Zoo",
            "GIT_COMMITTER_EMAIL": "zoo@example.org",
            "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment,
        ]) { $1 }
        for arguments in [["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "The zoo"]] {
            let result = try Command.run("git", arguments, environment: environment, folder: copy)
            guard result.succeeded else { throw TestSupportError("git \(arguments[0]) failed: \(result.error)") }
        }
    }

    private static func folderKey(_ folder: String, _ rest: [String]) throws -> String {
        let module = moduleRoot(of: folder)
        var content = [folder, (try? Files.text(module + "/go.mod")) ?? ""] + rest
        for root in module == folder ? [folder] : [folder, module + "/internal"] where Files.isDirectory(root) {
            for file in try Files.listing(below: root) { content += [file, try Files.text(root + "/" + file)] }
        }
        return contentKey(content)
    }

    /// The nearest folder with a go.mod, from `folder` upwards; `folder` itself when there is none.
    private static func moduleRoot(of folder: String) -> String {
        var candidate = folder
        while candidate != "/" && candidate != "." {
            if Files.exists(candidate + "/go.mod") { return candidate }
            candidate = Files.directory(of: candidate)
        }
        return folder
    }

    private static func parts(_ environment: [String: String]) -> [String] {
        environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
}

/// 128 bits in hexadecimal that stand for a list of texts: FNV-1a from two starts. Not for use against malice.
func contentKey(_ parts: [String]) -> String {
    var first: UInt64 = 0xcbf2_9ce4_8422_2325
    var second: UInt64 = 0x9ae1_6a3b_2f90_404f
    for part in parts {
        for byte in part.utf8 {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
            second = (second &+ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15
            second ^= second >> 29
        }
        first = (first ^ 0x1ff) &* 0x100_0000_01b3
        second = (second &+ 0x1ff) &* 0x9e37_79b9_7f4a_7c15
    }
    return [first, second].map { value in
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}

/// A lock between processes and between tasks of one process, held on a file that stays.
private struct FileLock {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw TestSupportError.system("cannot open \(path)") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw TestSupportError.system("cannot lock \(path)") }
        }
    }

    func release() { close(descriptor) }
}
