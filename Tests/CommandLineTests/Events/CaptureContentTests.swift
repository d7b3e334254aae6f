import Evidence
import Glibc
import SystemActivity
import TestSupport
import Testing
import Wire

/// What a capture holds when it could not take everything, what it must not hold, and who it says woke whom.
@Suite(.serialized)
struct CaptureContentTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Sonde stands still while a program goes on with its calls: more are made than the ring holds.
    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func whatIsLostIsCounted() throws {
        let (file, count) = (folder.file("lossy.capture"), 600_000)
        let script = "dd if=/dev/zero of=/dev/null bs=1 count=\(count) status=none & echo $!; wait"
        let sonde = try SondeProgram.start(["capture", "-o", file, "--", "sh", "-c", script])
        let program = try #require(Int32(try sonde.readLine() ?? ""))
        sonde.signal(SIGSTOP)
        defer { sonde.signal(SIGCONT) }
        // The program ends, and nobody has read what it did.
        #expect(
            eventually(within: .seconds(60)) {
                (try? Files.text("/proc/\(program)/stat"))?.contains(") ") != true
            })
        sonde.signal(SIGCONT)
        #expect(try sonde.waitForExit(within: .seconds(120)).code == 0)
        #expect(sonde.errorText.contains("LOST"), "\(sonde.errorText)")

        var reader = try CaptureReader(try MappedFile.open(file))
        let events = try reader.readAll()
        let tables = reader.tables
        let copied = events.count { ["read", "write"].contains(tables.strings[$0.operation]) }
        let summary = try SondeProgram.run(["events", "summary", file])
        try #require(summary.succeeded, "\(summary.error)")
        let lost = reader.quality["capture.lost.records"]
        #expect(lost > 100_000)
        // What dd did is known: as many reads and writes as it was told, and little else.
        #expect((0..<2000).contains(copied + lost - 2 * count), "\(copied), \(lost)")
        let why = try SondeProgram.run(["why", file])
        try #require(why.succeeded, "\(why.error)")
        // 991,121 records
        let digits = Array(String(lost))
        let grouped = digits.indices.map { index in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
        }.joined()
        let said = why.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("1. INFO evidence.insufficient"), "\(why.output)")
        #expect(said.contains("records that did not fit between kernel and sonde"), "\(why.output)")
        #expect(said.contains("(capture.lost.records \(grouped))"), "\(why.output)")
        #expect(summary.output.contains("\(grouped) records that did not fit"), "\(summary.output)")
    }

    /// Nobody can say of the rest of a log that nothing is in it.
    @Test(arguments: RecordingRights.usable) func aCutCaptureIsNotHealthy(rights: RecordingRights) throws {
        let file = folder.file("cut.capture")
        let result = try SondeProgram.run(["capture", "-o", file, "--", "ls", "/"], wrapper: rights.wrapper)
        try #require(result.succeeded, "\(result.error)")
        let bytes = try Files.bytes(file)
        for length in stride(from: bytes.count / 16, to: bytes.count, by: bytes.count / 16) {
            try Files.write(Array(bytes[..<length]), to: file)
            let events = try SondeProgram.run(["events", "list", file, "--format", "json"])
            let why = try SondeProgram.run(["why", file, "--format", "json"])
            #expect(!why.output.contains("\"healthy\""))
            #expect(events.succeeded && events.error.contains("the capture has no end"), "\(length): \(events.error)")
            if events.output.contains("\"operation\"") {
                #expect(why.output.contains("\"evidence.insufficient\""), "\(length): \(why.output)\(why.error)")
            } else {
                let isSaid = why.error.contains("shows no events: ") || why.output.contains("\"evidence.insufficient\"")
                #expect(isSaid, "\(length): \(why.output)\(why.error)")
            }
        }
    }

    @Test(.enabled(if: (try? Files.text("/proc/2/comm")) == "kthreadd\n", "no thread of the kernel is visible"))
    func threadsOfTheKernelAreNoPrograms() throws {
        let result = try SondeProgram.run(["capture", "-o", folder.file("a"), "-p", "2"])
        #expect(result.status.code == 2 && result.error.contains("thread of the kernel"), "\(result.error)")
    }

    /// Environments hold secrets; they are recorded only for those who ask for them.
    @Test(arguments: RecordingRights.usable, [false, true])
    func environmentsAreLeftOut(rights: RecordingRights, isAskedFor: Bool) throws {
        let (file, secret) = (folder.file("test.capture"), "hunter2-\(UInt32.random(in: 0...UInt32.max))")
        let result = try SondeProgram.run(
            ["capture", "-o", file] + (isAskedFor ? ["--environment"] : []) + ["--", "sh", "-c", "true; /bin/true"],
            environment: ["SONDE_TEST_SECRET": secret], folder: folder.path, wrapper: rights.wrapper)
        try #require(result.succeeded, "\(result.error)")
        let wanted = Array(secret.utf8)
        let bytes = try Files.bytes(file)
        let isInFile = bytes.indices.contains { start in
            bytes[start] == wanted[0] && bytes[start...].starts(with: wanted)
        }
        let listed = try SondeProgram.run(["events", "list", file, "--format", "json"]).output
        let summary = try SondeProgram.run(["events", "summary", file, "--all"]).output
        if isAskedFor {
            var reader = try CaptureReader(try MappedFile.open(file))
            _ = try reader.readAll()
            let tables = reader.tables
            let environments = tables.processes.flatMap { $0.environment.map { tables.strings[$0] } }
            #expect(environments.contains("SONDE_TEST_SECRET=\(secret)"), "\(environments)")
        } else {
            #expect(!isInFile && !listed.contains(secret) && !summary.contains(secret))
        }
    }

    /// How far the clock that BPF programs may read can lie beside the same clock as programs read it, in nanoseconds: it
    /// takes no lock, so that while the kernel corrects the clock's pace it may still go at the old one
    /// (ktime_get_mono_fast_ns). The waits are a hundred times as long.
    private static let clockError: Int64 = 200_000

    /// A process waits for what another one writes. The writer looks, in `/proc`, whether the reader has come to rest in
    /// its call, and only then lets time pass and writes: so what holds of the times that both measure holds at any load.
    @Test(
        .enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"),
        .enabled(if: Permissions.compiler != nil, "no C compiler"))
    func wakersAreNamed() throws {
        try Files.write(WokenReader.source, to: folder.file("pipes.c"))
        let program = folder.file("pipes")
        let compiled = try Command.run(
            try #require(Permissions.compiler), ["-pthread", "-w", "-o", program, folder.file("pipes.c")])
        try #require(compiled.succeeded, "\(compiled.error)")
        let file = folder.file("pipes.capture")
        let result = try SondeProgram.run(["capture", "-o", file, "--", program], folder: folder.path)
        try #require(result.succeeded, "\(result.error)")
        let said = try #require(WokenReader(result.output), "\(result.output)\(result.error)")
        try #require(said.writerThread != said.writerProcess)

        var reader = try CaptureReader(try MappedFile.open(file))
        _ = try reader.readAll()
        let tables = reader.tables
        let waits = tables.waits.filter {
            tables.strings[$0.operation] == "read" && $0.thread == said.reader && !$0.isPreempted
        }
        for (call, writing) in zip(said.calls, said.writings) {
            let found = waits.filter { $0.time <= writing.rested && writing.rested < $0.end }
            try #require(found.count == 1, "\(found) of \(waits): \(call), \(writing)")
            let wait = found[0]
            #expect(wait.wakerThread == said.writerThread && wait.wakerProcessID == said.writerProcess, "\(wait)")
            #expect(wait.wakerProcess >= 0 && tables.processes[Int(wait.wakerProcess)].id == said.writerProcess)
            #expect(tables.strings[wait.wakerName] == "pipes")
            // It lies within the call as the program saw it, and the reader could run on from the moment of writing.
            let slack = Self.clockError
            #expect(wait.time >= call.begin - slack && wait.end <= call.end + slack, "\(wait): \(call)")
            let woken = wait.end - wait.ready
            #expect(woken >= writing.begin - slack && woken <= writing.end + slack, "\(wait): \(writing)")
        }
    }
}
