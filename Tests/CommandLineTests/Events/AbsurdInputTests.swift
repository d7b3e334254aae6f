import TestSupport
import Testing

/// Files of all formats that make no sense or have no end: they are refused or read with what can be used of them, in
/// bounded memory and time.
struct AbsurdInputTests {
    struct Input: Sendable, CustomStringConvertible {
        let description: String
        let make: @Sendable () -> [UInt8]

        init(_ description: String, _ make: @escaping @Sendable () -> [UInt8]) {
            (self.description, self.make) = (description, make)
        }

        init(_ description: String, text: @escaping @Sendable () -> String) {
            self.init(description) { Array(text().utf8) }
        }
    }

    private static func repeated(_ text: String, _ count: Int) -> [UInt8] {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * count)
        for _ in 0..<count { result += bytes }
        return result
    }

    private static let titles =
        "\u{feff}\"Time of Day\",\"Process Name\",\"PID\",\"Operation\",\"Path\",\"Result\",\"Detail\"\r\n"

    static let inputs: [Input] = [
        Input("strace: a line without an end") {
            Array((call + "10 1795297848.0 write(1, \"").utf8) + repeated("x", 4_000_000)
        },
        Input("strace: brackets in brackets") { Array((call + "10 1795297848.0 f(").utf8) + repeated("[{(", 500_000) },
        Input("strace: each line another process, none of which ends") {
            Array(
                (1...30_000).map { "\($0 * 71) 1795297848.1 read(3</x\($0)>, <unfinished ...>\n" }.joined().utf8)
        },
        Input("strace: times of a thousand years") {
            repeated("10 99999999999.9 read(3, \"\", 1) = 99999999999999999999 <99999999999.9>\n", 20_000)
        },
        Input("perf script: a stack without an end") {
            Array("dd 10/10 1.5: 1 raw_syscalls:sys_enter: NR 0\n".utf8) + repeated("\tffffffff f+0x1 (/x)\n", 100_000)
        },
        Input("Process Monitor's CSV: a cell without an end") {
            Array((titles + row + "\"1").utf8) + repeated("x", 4_000_000)
        },
        Input("Process Monitor's CSV: a row of a million cells") {
            Array((titles + row).utf8) + repeated("\"\",", 1_000_000) + [10]
        },
        Input("Process Monitor's XML: elements in elements") {
            Array("<?xml version=\"1.0\"?><procmon><processlist>".utf8) + repeated("<process>", 300_000)
        },
        Input("the action graph: lists in lists") {
            Array("[{\"ID\":0,\"Mode\":\"build\",\"Package\":\"p\",\"Deps\":".utf8) + repeated("[", 3_000_000)
        },
        Input("the action graph: objects that depend on all others") {
            let all = (0..<1000).map(String.init).joined(separator: ",")
            return Array(
                ("["
                    + (0..<400).map {
                        "{\"ID\":\($0),\"Mode\":\"build\",\"Package\":\"p\",\"Deps\":[\(all)],\"Cmd\":[\"x\"]}"
                    }.joined(separator: ",") + "]").utf8)
        },
        Input("the go command's trace: spans that never end") {
            Array("[".utf8) + repeated("{\"name\":\"x\",\"ph\":\"B\",\"ts\":1e308,\"pid\":1,\"tid\":-1},", 60_000)
                + Array("{\"name\":\"x\",\"ph\":\"E\",\"ts\":1,\"pid\":1,\"tid\":1}]".utf8)
        },
        Input("build steps: words without an end") {
            Array("WORK=/tmp/go-build1\ncd /\n'".utf8) + repeated("\\ ", 2_000_000)
        },
        Input("a log of Process Monitor: sizes that are not there") {
            Array("PML_".utf8) + [9, 0, 0, 0, 1, 0, 0, 0] + Array(repeating: 0xff, count: 4_000_000)
        },
        Input("a capture: sizes that are not there") {
            capture + Array(repeating: 0xff, count: 4_000_000)
        },
        Input("a capture: a hundred times the same one behind the other") {
            (0..<100).reduce(into: capture) { bytes, _ in bytes += capture.dropFirst(32) }
        },
    ]

    private static let call = "10 1795297848.0 read(3</x>, \"a\", 1) = 1 <0.1>\n"
    private static let row = "\"1:00:00.0000000 PM\",\"a.exe\",\"1\",\"ReadFile\",\"C:\\a\",\"SUCCESS\",\"\"\r\n"

    private static let capture: [UInt8] = {
        guard let folder = try? TemporaryFolder(),
            let result = try? SondeProgram.run(["capture", "-o", folder.file("a"), "--", "true"]), result.succeeded
        else { return [] }
        return (try? Files.bytes(folder.file("a"))) ?? []
    }()

    /// Runs a command as a child of a small process, and says behind all else how much memory it had at most: what the
    /// kernel tells of a child begins with that of its parent, and this one's is large.
    private static let measuring = """
        import resource, subprocess, sys
        status = subprocess.run(sys.argv[1:]).returncode
        print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, file=sys.stderr)
        sys.exit(status)
        """

    @Test(.enabled(if: Permissions.isInstalled("python3"), "python3 is not installed"), arguments: inputs)
    func isBounded(_ input: Input) throws {
        let folder = try TemporaryFolder()
        let bytes = input.make()
        try #require(bytes.count > 100_000)
        try Files.write(bytes, to: folder.file("input"))
        for verb in [["events", "summary"], ["why"]] {
            let result = try SondeProgram.run(
                verb + [folder.file("input")], wrapper: ["python3", "-c", Self.measuring], within: .seconds(120))
            let peak = try #require(Int(String(result.error.split(separator: " ").last ?? "").filter { $0.isNumber }))
            #expect(
                result.succeeded || result.status.code == 2, "\(verb): \(result.status) \(result.error.suffix(500))")
            // The format is known by its first bytes, whatever comes then.
            #expect(!result.error.contains("is no system activity"), "\(result.error)")
            if !result.succeeded { #expect(result.error.contains("input"), "\(result.error)") }
            // A build for debugging needs some 60 MB for nothing, and keeps forty times the file at most.
            #expect(peak > 1 << 20 && peak < 100 << 20 + 40 * bytes.count, "\(verb): \(peak / 1_000_000) MB")
            #expect(result.processorTime < .seconds(20), "\(verb): \(result.processorTime)")
        }
    }
}
