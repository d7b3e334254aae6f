import TestSupport
import Testing

/// What `sonde why` says of builds whose time goes to one kind of step, each beside the same build in which that step is
/// short. The logs are strace's, made up: how long a step takes is for the test to say.
struct BuildCauseTests {
    /// A log of `go build`, which runs steps one behind the other.
    private struct Log {
        private var lines: [(time: Double, text: String)] = []
        private var now = 0.1
        private var next = 11
        private let origin = 1_795_297_848.0

        private static func call(_ words: [String]) -> String {
            let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
            return "execve(\"\(words[0])\", [\(list)], 0x1 /* 3 vars */) = 0 <0.0001>"
        }

        init() { add(0, 10, Self.call(["/go/bin/go", "build", "."])) }

        private mutating func add(_ time: Double, _ process: Int, _ text: String) {
            lines.append((time, "\(process) @ \(text)"))
        }

        /// A process of the go command for some seconds.
        mutating func step(_ seconds: Double, _ words: [String]) {
            add(now, 10, "vfork() = \(next) <0.0001>")
            add(now + 0.001, next, Self.call(words))
            add(now + 0.002, next, "openat(AT_FDCWD</src>, \"x.go\", O_RDONLY) = 3</src/x.go> <0.0001>")
            now += seconds
            add(now - 0.001, next, "close(3</src/x.go>) = 0 <0.0001>")
            add(now, next, "+++ exited with 0 +++")
            now += 0.01
            next += 1
        }

        mutating func compile(_ package: String, _ seconds: Double, action: String, isStandard: Bool = false) {
            let folder = "/tmp/go-build1/\(action)"
            step(
                seconds,
                [
                    "/go/pkg/tool/linux_amd64/compile", "-o", "\(folder)/_pkg_.a", "-trimpath", "\(folder)=>", "-p",
                    package,
                ]
                    + (isStandard ? ["-std"] : []) + ["-pack", "./x.go"])
        }

        mutating func link(_ seconds: Double) {
            step(
                seconds,
                [
                    "/go/pkg/tool/linux_amd64/link", "-o", "/tmp/go-build1/b001/exe/a.out", "-importcfg",
                    "/tmp/go-build1/b001/importcfg.link", "/tmp/go-build1/b001/_pkg_.a",
                ])
        }

        mutating func gcc(_ seconds: Double, action: String) {
            step(
                seconds,
                [
                    "/usr/bin/gcc", "-I", "/tmp/go-build1/\(action)/", "-o", "/tmp/go-build1/\(action)/_x001.o", "-c",
                    "a.c",
                ])
        }

        /// A call of the go command itself.
        mutating func wait(_ seconds: Double, in function: String) {
            add(now, 10, "read(5<TCP:[1]>, \"x\", 100) = 1 <\(seconds)>")
            lines[lines.count - 1].text +=
                "\n > /go/bin/go(\(function)+0x12) [0x100]\n > /go/bin/go(runtime.goexit+0x1) [0x200]"
            now += seconds + 0.01
        }

        /// `cause severity` of what is found first, and all causes.
        func causes() throws -> (first: String, all: Set<String>, text: String) {
            let folder = try TemporaryFolder()
            let all = lines + [(now + 0.05, "10 @ +++ exited with 0 +++")]
            let text = all.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map {
                line in
                let microseconds = Int((line.element.time * 1e6).rounded())
                let time =
                    "\(Int(origin) + microseconds / 1_000_000)."
                    + String(1_000_000 + microseconds % 1_000_000).dropFirst()
                return line.element.text.replacing("@", with: time, maxReplacements: 1)
            }.joined(separator: "\n")
            try Files.write(text + "\n", to: folder.file("log"))
            let result = try SondeProgram.run(["why", folder.file("log"), "--format", "json"])
            try #require(result.succeeded, "\(result.error)")
            func values(_ key: String) -> [String] {
                let mark = "\"\(key)\": \""
                return result.output.split(separator: "\n").compactMap { line in
                    let line = line.drop { $0 == " " }
                    return line.hasPrefix(mark) ? String(line.dropFirst(mark.count).prefix { $0 != "\"" }) : nil
                }
            }
            let (causes, severities) = (values("cause"), values("severity"))
            return ("\(causes.first ?? "") \(severities.first ?? "")", Set(causes), result.output)
        }
    }

    /// A build of three seconds in which nothing takes a quarter of the time.
    private static func even(_ change: (inout Log) -> Void = { _ in }) -> Log {
        var log = Log()
        for index in 2..<8 { log.compile("example.com/app/part\(index)", 0.4, action: "b00\(index)") }
        change(&log)
        log.compile("main", 0.3, action: "b001")
        log.link(0.3)
        return log
    }

    @Test func whatIsEvenHasNoCause() throws {
        let found = try Self.even().causes()
        #expect(found.first == "healthy ok", "\(found.text)")
    }

    @Test func linking() throws {
        var long = Log()
        long.compile("main", 0.5, action: "b001")
        long.link(2.5)
        let found = try long.causes()
        #expect(found.first == "build.link warning" && found.text.contains("Linking took 2.5"), "\(found.text)")
        // A part that is worth a word, and one that is not.
        var part = Self.even()
        part.link(0.9)
        #expect(try part.causes().first == "build.link info")
        #expect(try !Self.even().causes().all.contains("build.link"))
    }

    @Test func oneLargePackage() throws {
        let found = try Self.even { $0.compile("example.com/app/huge", 4, action: "b009") }.causes()
        #expect(found.first == "build.compile warning", "\(found.text)")
        #expect(found.text.contains("Compiling example.com/app/huge alone took"), "\(found.text)")
        #expect(found.all == ["build.compile"])
        // As much work in many packages; and a package of Go's own, which the cache could have had.
        let spread = Self.even { log in
            for index in 10..<20 { log.compile("example.com/app/more\(index)", 0.4, action: "b0\(index)") }
        }
        #expect(try spread.causes().first == "healthy ok")
        let standard = try Self.even { $0.compile("net/http", 4, action: "b009", isStandard: true) }.causes()
        #expect(
            standard.first == "build.cache-miss warning" && !standard.all.contains("build.compile"), "\(standard.text)")
    }

    @Test func compilingC() throws {
        let found = try Self.even { log in
            for _ in 0..<6 { log.gcc(0.8, action: "b009") }
            log.compile("example.com/app/native", 0.2, action: "b009")
        }.causes()
        #expect(found.first == "build.cgo warning", "\(found.text)")
        #expect(found.text.contains("example.com/app/native"), "\(found.text)")
        let brief = try Self.even { log in
            for _ in 0..<6 { log.gcc(0.02, action: "b009") }
            log.compile("example.com/app/native", 0.2, action: "b009")
        }.causes()
        #expect(!brief.all.contains("build.cgo"), "\(brief.text)")
    }

    @Test func downloading() throws {
        func log(_ function: String, _ seconds: Double) throws -> (first: String, all: Set<String>, text: String) {
            try Self.even { log in
                for _ in 0..<8 { log.wait(seconds / 8, in: function) }
            }.causes()
        }
        for function in ["cmd/go/internal/modfetch.Download", "golang.org/x/mod/sumdb.(*Client).Lookup"] {
            let found = try log(function, 6)
            #expect(found.first == "build.module-download warning", "\(function): \(found.text)")
            #expect(try !log(function, 0.2).all.contains("build.module-download"))
        }
        // The go command waited for something else.
        #expect(try !log("cmd/go/internal/load.PackagesAndErrors", 6).all.contains("build.module-download"))
        let git = try Self.even { $0.step(5, ["/usr/bin/git", "clone", "https://example.com/kit"]) }.causes()
        #expect(git.first == "build.module-download warning", "\(git.text)")
        let brief = try Self.even { $0.step(0.05, ["/usr/bin/git", "status", "--porcelain"]) }.causes()
        #expect(!brief.all.contains("build.module-download"), "\(brief.text)")
    }
}
