import Diagnosis
import GoBinary
import GoProcess
import GoProfile
import Host
import SystemActivity
import Wire

/// What a file of any known format, or standard input, tells of a program.
struct FileCollection {
    /// The executable that a core file is of.
    let executablePath: String?
    /// As of `TargetCollector`.
    var isStopped: () -> Bool = { false }

    /// Adds what a file tells.
    func observe(path: String, _ result: inout Observation) throws {
        let head = try MappedFile.open(path)
        switch FileKind(head) {
        case .elfCore, .elfExecutable, .otherExecutable: try observe(head, name: path, &result)
        case .capture: try activity(head, path, &result)
        // Traces are larger than memory wants to hold.
        case .goTrace: try trace(try SequentialInput(path: path), &result)
        // Logs may be long: what the runtime wrote to one is read from front to back.
        case .text where try runtimeLog(try SequentialInput(path: path), &result): break
        // Another program may still be writing the dump, and a mapping of a file that shrinks would trap.
        default: try observe(try MappedFile.open(path, copying: true), name: path, &result)
        }
    }

    func observeStandardInput(_ result: inout Observation) throws {
        if StandardStream.input.isTerminal {
            throw InputError(.usage, "standard input is a terminal: pipe a goroutine dump into it")
        }
        let name = "standard input"
        let bytes = try MappedFile.readAll(0, path: name) { start in
            // The same refusals as for a whole file, before gigabytes of it are read.
            switch FileKind(start) {
            case .text, .gzip, .snapshot, .elfCore, .pprof, .goTrace, .capture, .processMonitor: break
            default:
                var nothing = Observation()
                try observe(start, name: name, &nothing)
            }
        }
        try observe(bytes, name: name, &result)
    }

    private func activity(_ bytes: Bytes, _ name: String, _ result: inout Observation) throws {
        guard result.activity == nil else {
            throw InputError(
                .usage, "is a second log of system activity: give one, or compare two with `sonde events diff`",
                file: name)
        }
        do throws(InputError) {
            guard let source = try EventsFile.recognise(bytes, stacks: true) else { return }
            result.activity = try evidence(source, name)
        } catch {
            throw error.inFile(name)
        }
    }

    private func evidence(_ source: some ActivitySource, _ name: String) throws(InputError) -> ActivityEvidence {
        var source = source
        return try ActivityEvidence(&source, name: name)
    }

    func observe(_ bytes: Bytes, name: String, isUnpacked: Bool = false, _ result: inout Observation) throws {
        switch FileKind(bytes) {
        case .empty: throw InputError(.notRecognised, "is empty", file: name)
        case .gzip:
            guard !isUnpacked else { throw InputError(.unsupported, "is compressed twice: unpack it once", file: name) }
            do {
                try observe(try Inflate.gzip(bytes), name: name, isUnpacked: true, &result)
            } catch let error as InputError { throw error.inFile(name) }
        case .snapshot: result.snapshots.append(try SnapshotFile.decode(bytes, name: name))
        case .text where bytes.array.starts(with: Array("heap profile:".utf8)): try profile(bytes, name, &result)
        case .text where (try? EventsFile.recognise(bytes)) != nil: try activity(bytes, name, &result)
        case .text where try runtimeLog(SequentialInput(bytes: bytes, name: name), &result): break
        case .text:
            result.snapshots.append(try TextDump.read(bytes, name: name))
            let fatalError = FatalError.text(in: bytes)
            if !fatalError.isEmpty { result.fatalError = fatalError }
        case .elfCore:
            result.snapshots += try CoreCollection(executablePath: executablePath).snapshots(path: name, bytes: bytes)
        case .elfExecutable, .otherExecutable: throw executableGiven(bytes, name)
        case .pprof: try profile(bytes, name, &result)
        case .goTrace: try trace(SequentialInput(bytes: bytes, name: name), &result)
        case .capture, .processMonitor: try activity(bytes, name, &result)
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

    /// What the runtime wrote to a log of the program.
    /// - Returns: whether that is all that the log tells; false also when there is nothing of it.
    private func runtimeLog(_ input: SequentialInput, _ result: inout Observation) throws -> Bool {
        guard let log = try RuntimeLogReader.read(input) else { return false }
        guard result.runtimeLog.map({ $0.name == input.name }) ?? true else {
            throw InputError(.usage, "is a second log of the runtime: give one", file: input.name)
        }
        result.runtimeLog = RuntimeLogEvidence(log)
        return !log.hasGoroutines
    }

    private func trace(_ input: SequentialInput, _ result: inout Observation) throws {
        guard result.trace == nil else {
            throw InputError(
                .usage, "is a second trace: give one, or compare two with `sonde trace diff`", file: input.name)
        }
        result.trace = try TraceRun.evidence(input, isStopped: isStopped)
    }

    /// What a profile tells of goroutines, or of the heap.
    private func profile(_ bytes: Bytes, _ name: String, _ result: inout Observation) throws {
        let profile = try ProfileReader.read(bytes, file: name)
        if HeapEvidence.isHeap(profile) {
            var heap = result.heap ?? HeapEvidence()
            // One owner, so that nothing is copied.
            result.heap = nil
            try heap.add(profile, name: name)
            result.heap = heap
            var allocations = result.allocations ?? ProfileSites(type: "alloc_space")
            result.allocations = nil
            allocations.add(profile)
            result.allocations = allocations
            return
        }
        if let samples = ProcessorEvidence(profile, name: name) {
            guard result.processor == nil else {
                throw InputError(
                    .usage, "is a second profile of processor time: give one, or compare two with `sonde profile diff`",
                    file: name)
            }
            result.processor = samples
            return
        }
        guard let type = CountedStacksText.goroutineType(profile) else {
            throw InputError(
                .unsupported,
                "is a profile of \(profile.sampleTypes.map { profile.text($0.type) }.joined(separator: ", ")), "
                    + "which tells no cause by itself: `sonde profile top \(name)` reads it", file: name)
        }
        let text = Bytes(CountedStacksText.write(profile, type: type))
        result.snapshots.append(try TextDump.read(text, name: name))
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
