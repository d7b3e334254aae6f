import Glibc
import Host
import TestSupport
import Testing
import Wire

/// The user's cache on disk, and what it must not trust.
@Suite("User cache")
struct UserCacheTests {
    private let folder: TemporaryFolder
    private let cache: UserCache
    private var directory: String { folder.path + "/sonde/layouts" }

    init() throws {
        folder = try TemporaryFolder()
        cache = try #require(UserCache("layouts", base: folder.path, entryLimit: 1000, countLimit: 4))
    }

    @Test("What is stored comes back, in a file that only the user can read")
    func roundTrip() throws {
        #expect(cache.load(key: "a") == nil)
        cache.store(key: "a", [1, 2, 3])
        #expect(cache.load(key: "a")?.array == [1, 2, 3])
        cache.store(key: "a", [4])
        #expect(cache.load(key: "a")?.array == [4])
        #expect(try Files.entries(of: directory) == ["a"])
        var status = stat()
        #expect(stat(directory + "/a", &status) == 0 && status.st_mode & 0o7777 == 0o600)
        #expect(stat(directory, &status) == 0 && status.st_mode & 0o7777 == 0o700)
    }

    @Test(
        "Keys that lead elsewhere are refused",
        arguments: ["", ".", "..", "../x", "a/b", "/etc/x", ".new-1", "ä", "a\0b"])
    func keys(key: String) throws {
        cache.store(key: "present", [1])
        cache.store(key: key, [1])
        #expect(cache.load(key: key) == nil)
        #expect(try Files.entries(of: directory) == ["present"])
        #expect(try Files.entries(of: folder.path) == ["sonde"])
    }

    @Test("A link is neither read nor followed when it is replaced")
    func links() throws {
        cache.store(key: "a", [1])
        let outside = folder.file("outside")
        try Files.write([9], to: outside)
        Files.remove(directory + "/a")
        #expect(symlink(outside, directory + "/a") == 0)
        #expect(cache.load(key: "a") == nil)
        cache.store(key: "a", [2])
        #expect(cache.load(key: "a")?.array == [2])
        #expect(try Files.bytes(outside) == [9])
        // A second name for a file of somebody else's choice.
        #expect(link(outside, directory + "/b") == 0)
        #expect(cache.load(key: "b") == nil)
    }

    @Test("A directory that is a link, or that others can write, is not used")
    func directories() throws {
        let elsewhere = folder.file("elsewhere")
        try Files.makeDirectory(elsewhere)
        try Files.makeDirectory(folder.path + "/sonde")
        #expect(symlink(elsewhere, directory) == 0)
        cache.store(key: "a", [1])
        #expect(try Files.entries(of: elsewhere).isEmpty)
        Files.remove(directory)
        try Files.makeDirectory(directory)
        #expect(chmod(directory, 0o777) == 0)
        cache.store(key: "a", [1])
        #expect(try Files.entries(of: directory).isEmpty)
        try Files.write([1], to: directory + "/a")
        #expect(cache.load(key: "a") == nil)
    }

    @Test("Files that others can write, pipes and large files are not read")
    func files() throws {
        cache.store(key: "a", [1])
        #expect(chmod(directory + "/a", 0o666) == 0)
        #expect(cache.load(key: "a") == nil)
        #expect(mkfifo(directory + "/pipe", 0o600) == 0)
        #expect(cache.load(key: "pipe") == nil)
        try Files.write([UInt8](repeating: 1, count: 1001), to: directory + "/large")
        #expect(chmod(directory + "/large", 0o600) == 0)
        #expect(cache.load(key: "large") == nil)
        cache.store(key: "larger", [UInt8](repeating: 1, count: 1001))
        #expect(!Files.exists(directory + "/larger"))
        try Files.makeDirectory(directory + "/folder")
        #expect(cache.load(key: "folder") == nil)
    }

    @Test("Another user's file is not read", .enabled(if: geteuid() == 0, "only root can give files away"))
    func owner() throws {
        cache.store(key: "a", [1])
        #expect(chown(directory + "/a", 12345, 12345) == 0)
        #expect(cache.load(key: "a") == nil)
        cache.store(key: "a", [2])
        #expect(cache.load(key: "a")?.array == [2])
    }

    @Test("The oldest entries go first")
    func limit() throws {
        for index in 0..<4 {
            cache.store(key: "old\(index)", [1])
            var times = [timeval(tv_sec: 1000 + index, tv_usec: 0), timeval(tv_sec: 1000 + index, tv_usec: 0)]
            #expect(utimes(directory + "/old\(index)", &times) == 0)
        }
        cache.store(key: "new", [1])
        #expect(try Files.entries(of: directory) == ["new", "old1", "old2", "old3"])
    }

    @Test("Two writers at once leave a whole entry")
    func concurrent() async throws {
        let cache = cache
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    for _ in 0..<20 { cache.store(key: "a", [UInt8](repeating: UInt8(index), count: 900)) }
                }
            }
        }
        let bytes = try #require(cache.load(key: "a")).array
        #expect(bytes.count == 900 && Set(bytes).count == 1)
        #expect(try Files.entries(of: directory) == ["a"])
    }
}
