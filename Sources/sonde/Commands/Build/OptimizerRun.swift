import Evidence
import Glibc
import GoBuild
import Host
import Wire

/// Has the compiler write its optimizer log, which the build cache does not replay: what it said of a package is kept in
/// sonde's own cache, under the go command's identifier of everything that went into the package.
struct OptimizerRun {
    private struct Package {
        var path: String
        /// Hash of the sources, flags, toolchain and packages below it (cmd/go, buildid: the part in front of the slash).
        var action: String
    }

    private static let cache = UserCache("optimizer", entryLimit: 16 << 20, countLimit: 4096)

    /// - Parameter targets: packages, of which `log` has the messages.
    /// - Returns: the log with what else there is to say.
    /// - Throws: what is wrong with the go command, or with what the compiler wrote.
    static func add(to log: CompilerLog, _ targets: [String]) throws -> CompilerLog {
        let packages = try list(targets)
        var reader = OptimizerLogReader(log, folder: Surroundings.namedWorkingDirectory)
        var missing: [Package] = []
        for package in packages {
            guard let known = cache?.load(key: package.action) else {
                missing.append(package)
                continue
            }
            try reader.read(known, package: package.path, name: "the kept log of \(package.path)")
        }
        guard !missing.isEmpty else { return reader.log }
        let made = try Progress.show("building again for the optimizer log …") { _ in
            // Files of Go are no packages that could be named.
            try build(missing, targets: packages.count == 1 ? targets : missing.map(\.path))
        }
        // Sources that were changed meanwhile went into the one and not into the other.
        let current = Set(try list(targets).map(\.action))
        for (package, bytes) in zip(missing, made) {
            if current.contains(package.action) { cache?.store(key: package.action, bytes) }
            try reader.read(Bytes(bytes), package: package.path, name: "the optimizer log of \(package.path)")
        }
        return reader.log
    }

    private static func list(_ targets: [String]) throws -> [Package] {
        let words = ["go", "list", "-export", "-gcflags=-m=2", "-f", "{{.ImportPath}}\t{{.BuildID}}"]
        return try GoTool.output(words + targets).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t")
            guard parts.count == 2, let action = parts[1].split(separator: "/").first else { return nil }
            return Package(path: String(parts[0]), action: String(action))
        }
    }

    /// What the compiler says of each package. The folder is part of the flags and so of what the build cache knows: with
    /// a new one everything is compiled.
    private static func build(_ packages: [Package], targets: [String]) throws -> [[UInt8]] {
        let folder = try ScratchFolder("optimizer")
        defer { folder.remove() }
        return try Interruption.during({ folder.remove() }) {
            let flags = packages.indices.map { number in
                let pattern = packages.count == 1 ? "" : packages[number].path + "="
                return "-gcflags=\(pattern)-json=0,\(folder.path)/\(number)"
            }
            _ = try GoTool.output(["go", "build", "-o", "/dev/null"] + flags + targets)
            return try packages.indices.map { try gather("\(folder.path)/\($0)") }
        }
    }

    /// The logs of a package, one behind the other. The compiler makes a folder in the folder, and a file for each of the
    /// package's that it has something to say about.
    private static func gather(_ folder: String) throws -> [UInt8] {
        var result: [UInt8] = []
        for inner in FolderListing.names(in: folder) {
            for name in FolderListing.names(in: "\(folder)/\(inner)", limit: 1 << 20) where name.hasSuffix(".json") {
                result += OptimizerLogReader.condensed(
                    try MappedFile.openRegular("\(folder)/\(inner)/\(name)", limit: 1 << 30))
            }
        }
        return result
    }
}
