import Host
import TestSupport
import Testing
import Wire

@testable import sonde

/// What a user writes becomes the address that Go's own pprof makes of it.
@Suite struct ProfileSourceTests {
    /// Nothing listens at port 1, and names under `invalid` have no address, so pprof ends at once.
    static let sources = [
        "127.0.0.1:1", "localhost:1/", "http://127.0.0.1:1", "HTTP://127.0.0.1:1/debug/pprof/heap",
        "127.0.0.1:1/debug/pprof/heap?seconds=5&gc=1", "127.0.0.1:1/x?b=2&a=1&b=1&&c&d=%41+%2B&e=%zz&f;g",
        "http://127.0.0.1:1/a%2Fb/c d|e?q=ü", "http://us%65r:p%40w@127.0.0.1:1/x#part", "[::1]:1/x", ":1", ":1/x?y",
        "name.invalid:1/x", "my_host.invalid:1", "http://Name.Invalid:1/?", "http://127.0.0.1:1?seconds=7",
        "https+insecure://127.0.0.1:1/debug/pprof/heap", "127.0.0.1:1/x?seconds=-3", "127.0.0.1:1/x?seconds=abc",
        "no-file", "no/file:x", "no-file%zz", "file:///no-file", "dir/no file.pprof", "*",
    ]

    /// The tool as it came with Go 1.24, the last version that ships it built; the rules are those of 1.27.
    static let pprof: String? = {
        guard let toolchain = try? GoToolchain(version: "1.24.11") else { return nil }
        let path = toolchain.root + "/pkg/tool/linux_amd64/pprof"
        return Files.isExecutable(path) ? path : nil
    }()

    @Test(.enabled(if: pprof != nil, "the Go toolchain has no built pprof"), arguments: sources, [0, 12])
    func addressesAreThoseOfPprof(source: String, seconds: Int) throws {
        let pprof = try #require(Self.pprof)
        let folder = try TemporaryFolder()
        let result = try Command.run(
            pprof, ["-proto", "-output=/dev/null", "-symbolize=none", "-timeout=5", "-seconds=\(seconds)", source],
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"], folder: folder.path)
        let words = "Fetching profile over HTTP from "
        let fetched = result.error.split(separator: "\n").first { $0.hasPrefix(words) }?.dropFirst(words.count)
        let ours = try ProfileSource(source, seconds: seconds)
        #expect(ours?.url == fetched.map(String.init), "\(result.error)")
    }

    @Test func theIndexStandsForTheCPUProfile() throws {
        for source in ["h:1/debug/pprof", "h:1/debug/pprof/", "http://h:1/debug/pprof//"] {
            #expect(try ProfileSource(source)?.url == "http://h:1/debug/pprof/profile")
        }
        #expect(try ProfileSource("h:1/a/debug/pprof/?x=1")?.url == "http://h:1/a/debug/pprof/profile?x=1")
    }

    @Test func whatCannotBeFetchedIsSaid() {
        for source in ["ftp://h/x", "//h/x", "http://", "https://a b/", "http://h:99999/"] {
            #expect(throws: InputError.self, "\(source)") { try ProfileSource(source) }
        }
    }

    @Test func theTimeIsThatOfPprof() throws {
        func seconds(_ source: String, seconds: Int? = nil, timeout: Int? = nil) throws -> Double {
            Double(try #require(try ProfileSource(source, seconds: seconds)).timeoutMilliseconds(timeout)) / 1000
        }
        #expect(try seconds("h:1") == 65)
        #expect(try seconds("h:1?seconds=5") == 12.5)
        #expect(try seconds("h:1?seconds=5", seconds: 30) == 50)
        #expect(try seconds("h:1?seconds=5", seconds: 30, timeout: 2) == 7)
        #expect(try seconds("h:1?seconds=-5", timeout: -1) == 65)
        #expect(try seconds("h:1", seconds: Int.max) > 1e9)
        #expect(try seconds("h:1", timeout: Int.max) == 1_000_000_005)
    }

    @Test func titlesSayWhatAndHowLong() throws {
        func title(_ source: String, _ seconds: Int? = nil) throws -> String? {
            try ProfileSource(source, seconds: seconds)?.title
        }
        #expect(try title("localhost:6060", 5) == "the cpu profile of http://localhost:6060 for 5 s")
        #expect(
            try title("localhost:6060") == "the cpu profile of http://localhost:6060 for 30 s (the server's default)")
        #expect(try title("h:1/admin/debug/pprof/heap") == "the heap profile of http://h:1/admin")
        #expect(try title("h:1/debug/pprof/trace?seconds=0.5") == "the execution trace of http://h:1 for 0.5 s")
        #expect(try title("h:1/debug/pprof/own") == "the profile `own` of http://h:1")
        #expect(try title("https://me:secret@h/x?y=1") == "https://me:xxxxx@h/x?y=1")
    }

    @Test func barsFitTheTerminal() {
        let half = ProgressBar(elapsedSeconds: 15, expectedSeconds: 30)
        #expect(half.line(columns: 79) == "[####################....................] 15 of 30 s")
        #expect(half.line(columns: 21) == "[####....] 15 of 30 s")
        #expect(half.line(columns: 12) == "15 of 30 s")
        #expect(
            ProgressBar(elapsedSeconds: 31.5, expectedSeconds: 30).line(columns: 79).contains("# 31 s, waiting")
                == false)
        #expect(
            ProgressBar(elapsedSeconds: 31.5, expectedSeconds: 30).line(columns: 79).hasSuffix(
                "] 31 s, waiting for the rest of the answer"))
        #expect(ProgressBar(elapsedSeconds: 3, expectedSeconds: nil).line(columns: 79) == "3 s")
        for columns in -1...60 { #expect(half.line(columns: columns).count <= max(columns, 0)) }
    }
}
