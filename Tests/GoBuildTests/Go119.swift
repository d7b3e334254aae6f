import TestSupport
import Wire

@testable import GoBuild

/// Go 1.19.8 with the folder `test` of its GOROOT, as Debian ships them; unpacked, not installed.
struct Go119 {
    private let root: String

    static var isAvailable: Bool { (try? unpacked()) != nil }

    private static let made = Result { try unpack() }

    static func unpacked() throws -> Go119 { try made.get() }

    private static func unpack() throws -> Go119 {
        let cache = TestCache.root + "/debian"
        try Files.makeDirectory(cache)
        let go = Go119(root: "\(cache)/go-1.19")
        if Files.exists(go.compiler), Files.exists(go.tests) { return go }
        for package in ["golang-1.19-go", "golang-1.19-src"] {
            let fetched = try Command.run("apt-get", ["download", package], folder: cache, within: .seconds(120))
            guard fetched.succeeded else { throw TestSupportError("apt-get download \(package): \(fetched.error)") }
            for file in try Files.entries(of: cache) where file.hasPrefix("\(package)_") {
                let made = try Command.run("dpkg-deb", ["-x", "\(cache)/\(file)", go.root], within: .seconds(300))
                guard made.succeeded else { throw TestSupportError("dpkg-deb \(file): \(made.error)") }
                Files.remove("\(cache)/\(file)")
            }
        }
        return go
    }

    private var goroot: String { "\(root)/usr/lib/go-1.19" }
    private var compiler: String { "\(goroot)/pkg/tool/linux_amd64/compile" }
    private var tests: String { "\(root)/usr/share/go-1.19/test" }

    /// Paths of the tests whose names begin so.
    func tests(prefixes: [String]) throws -> [String] {
        try Files.entries(of: tests).filter { name in name.hasSuffix(".go") && prefixes.contains(where: name.hasPrefix)
        }
        .sorted().map { "\(tests)/\($0)" }
    }

    /// What the compiler says of a file; the harness compiles it without the go command.
    func compile(_ file: ErrorcheckFile) throws -> CompilerLog {
        let folder = try TemporaryFolder()
        let words = ["-p=p", "-d=panic", "-C", "-e", "-o", folder.file("a.o")] + file.flags + [file.path]
        let result = try Command.run(
            compiler, words, environment: ["GOROOT": goroot, "PATH": "/usr/bin:/bin"], within: .seconds(60))
        var reader = CompilerLogReader()
        return try reader.read(
            SequentialInput(bytes: Bytes(result.outputBytes + Array(result.error.utf8)), name: file.path))
    }
}
