import GoBinary
import GoProcess
import Host
import Wire

/// Snapshots out of a file of any known format, or out of standard input.
struct FileCollection {
    /// The executable that a core file is of.
    let executablePath: String?

    func snapshots(path: String) throws -> [GoroutineSnapshot] {
        // Another program may be writing the dump: a mapping of it could trap.
        let head = try MappedFile.open(path, copying: false)
        switch FileKind(head) {
        case .elfCore, .elfExecutable, .otherExecutable: return try snapshots(head, name: path, isFile: true)
        default: return try snapshots(try MappedFile.open(path, copying: true), name: path, isFile: true)
        }
    }

    func snapshotsOfStandardInput() throws -> [GoroutineSnapshot] {
        if StandardStream.isInputTerminal {
            throw InputError(.usage, "standard input is a terminal: pipe a goroutine dump into it")
        }
        return try snapshots(
            try MappedFile.readAll(0, path: "standard input"), name: "standard input", isFile: false)
    }

    func snapshots(_ bytes: Bytes, name: String, isFile: Bool, isUnpacked: Bool = false) throws -> [GoroutineSnapshot] {
        switch FileKind(bytes) {
        case .empty: throw InputError(.notRecognised, "is empty", file: name)
        case .gzip:
            guard !isUnpacked else { throw InputError(.unsupported, "is compressed twice: unpack it once", file: name) }
            do {
                return try snapshots(try Inflate.gzip(bytes), name: name, isFile: isFile, isUnpacked: true)
            } catch let error as InputError { throw error.inFile(name) }
        case .snapshot: return [try SnapshotFormat.read(bytes, name: name)]
        case .text: return try SnapshotFormat.readText(bytes, name: name)
        case .elfCore: return try CoreCollection(executablePath: executablePath).snapshots(path: name, bytes: bytes)
        case .elfExecutable, .otherExecutable: throw executableGiven(bytes, name)
        case .pprof:
            throw InputError(
                .unsupported,
                "looks like a pprof profile, which has no goroutine states; fetch /debug/pprof/goroutine?debug=2 instead",
                file: name)
        case .goTrace:
            throw InputError(.unsupported, "is an execution trace, which this version does not read", file: name)
        case .processMonitor:
            throw InputError(.unsupported, "is a Process Monitor log, which this version does not read", file: name)
        case .unknown:
            let start = bytes.array.prefix(8).map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count < 2 ? "0" + digits : digits
            }
            throw InputError(
                .notRecognised,
                "is of no format that sonde reads (it begins with \(start.joined(separator: " "))): "
                    + "give a goroutine dump, a snapshot or a core file", file: name)
        }
    }

    /// What to do with a program instead of its process.
    private func executableGiven(_ bytes: Bytes, _ name: String) -> InputError {
        let build = try? Executable(contents: bytes, path: name).buildInformation()
        let kind = build.map { "a \($0.goVersion) executable" } ?? "an executable"
        return InputError(
            .usage,
            "is \(kind), not a running program: run it with `-- \(name) …`, or give the id of its process; "
                + "`sonde build info \(name)` tells how it was built", file: name)
    }
}
