import GoBinary
import GoProcess
import GoProfile
import Host
import Wire

/// What a file of any known format, or standard input, tells of a program.
struct FileCollection {
    /// The executable that a core file is of.
    let executablePath: String?

    func observe(path: String) throws -> Observation {
        let head = try MappedFile.open(path)
        switch FileKind(head) {
        case .elfCore, .elfExecutable, .otherExecutable: return try observe(head, name: path)
        // Another program may still be writing the dump, and a mapping of a file that shrinks would trap.
        default: return try observe(try MappedFile.open(path, copying: true), name: path)
        }
    }

    func observeStandardInput() throws -> Observation {
        if StandardStream.input.isTerminal {
            throw InputError(.usage, "standard input is a terminal: pipe a goroutine dump into it")
        }
        let name = "standard input"
        let bytes = try MappedFile.readAll(0, path: name) { start in
            // The same refusals as for a whole file, before gigabytes of it are read.
            switch FileKind(start) {
            case .text, .gzip, .snapshot, .elfCore, .pprof: break
            default: _ = try observe(start, name: name)
            }
        }
        return try observe(bytes, name: name)
    }

    func observe(_ bytes: Bytes, name: String, isUnpacked: Bool = false) throws -> Observation {
        switch FileKind(bytes) {
        case .empty: throw InputError(.notRecognised, "is empty", file: name)
        case .gzip:
            guard !isUnpacked else { throw InputError(.unsupported, "is compressed twice: unpack it once", file: name) }
            do {
                return try observe(try Inflate.gzip(bytes), name: name, isUnpacked: true)
            } catch let error as InputError { throw error.inFile(name) }
        case .snapshot: return Observation(snapshots: [try SnapshotFile.decode(bytes, name: name)])
        case .text:
            return Observation(
                snapshots: [try TextDump.read(bytes, name: name)], fatalError: FatalError.text(in: bytes))
        case .elfCore:
            return Observation(
                snapshots: try CoreCollection(executablePath: executablePath).snapshots(path: name, bytes: bytes))
        case .elfExecutable, .otherExecutable: throw executableGiven(bytes, name)
        case .pprof: return try profile(bytes, name)
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

    /// What a profile tells of goroutines.
    private func profile(_ bytes: Bytes, _ name: String) throws -> Observation {
        let profile = try ProfileReader.read(bytes, file: name)
        guard let type = CountedStacksText.goroutineType(profile) else {
            throw InputError(
                .unsupported,
                "is a profile of \(profile.sampleTypes.map { profile.text($0.type) }.joined(separator: ", ")), "
                    + "which tells no cause by itself: `sonde profile top \(name)` reads it", file: name)
        }
        let text = Bytes(CountedStacksText.write(profile, type: type))
        return Observation(snapshots: [try TextDump.read(text, name: name)])
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
