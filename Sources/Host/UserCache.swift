import Glibc
import Wire

/// Files in the user's cache directory, `$XDG_CACHE_HOME/sonde/NAME` or `~/.cache/sonde/NAME` (XDG Base Directory
/// Specification), as a `CacheStore`.
///
/// A directory or file that is a link, belongs to somebody else or can be written by others is not used. Files are
/// written to a temporary name and renamed, so that a reader sees all of an entry or none.
public struct UserCache: CacheStore {
    /// The folder.
    public let path: String
    private let entryLimit: Int
    private let countLimit: Int

    /// - Parameters:
    ///   - name: the folder below `sonde`, such as `layouts`.
    ///   - base: the cache directory itself, instead of the user's.
    ///   - entryLimit: bytes of the largest entry that is read or written.
    ///   - countLimit: entries that are kept; the oldest go first.
    /// - Returns: nil when the environment names no place.
    public init?(_ name: String, base: String? = nil, entryLimit: Int = 4 << 20, countLimit: Int = 256) {
        guard let base = base ?? UserCache.userDirectory else { return nil }
        path = base + "/sonde/" + name
        self.entryLimit = entryLimit
        self.countLimit = countLimit
    }

    public func load(key: String) -> Bytes? {
        guard UserCache.isName(key), let directory = openDirectory(creating: false) else { return nil }
        defer { close(directory) }
        // O_NONBLOCK: a pipe under that name would otherwise hold the open up.
        let file = unsafe openat(directory, key, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, UserCache.isOurs(status),
            status.st_nlink == 1, status.st_size <= entryLimit
        else { return nil }
        return try? MappedFile.readAll(file, path: path + "/" + key, limit: entryLimit)
    }

    public func store(key: String, _ bytes: [UInt8]) {
        guard UserCache.isName(key), bytes.count <= entryLimit, let directory = openDirectory(creating: true)
        else { return }
        defer { close(directory) }
        let temporary = "\(UserCache.temporaryPrefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe openat(directory, temporary, flags, 0o600)
        guard file >= 0 else { return }
        // The mode that was asked for has passed the umask; it is set again to be exactly that.
        let isWritten = fchmod(file, 0o600) == 0 && UserCache.write(bytes, to: file)
        let isClosed = close(file) == 0
        guard isWritten, isClosed, unsafe renameat(directory, temporary, directory, key) == 0 else {
            _ = unsafe unlinkat(directory, temporary, 0)
            return
        }
        removeOldest(directory)
    }

    private static let temporaryPrefix = ".new-"

    /// The user's cache directory; relative paths do not count, as the specification says.
    private static var userDirectory: String? {
        if let cache = variable("XDG_CACHE_HOME"), cache.hasPrefix("/") { return cache }
        if let home = variable("HOME"), home.hasPrefix("/") { return home + "/.cache" }
        return nil
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// A plain file name that cannot lead elsewhere, and is none of the temporary ones.
    private static func isName(_ key: String) -> Bool {
        guard (1...200).contains(key.utf8.count), key.utf8.first != UInt8(ascii: ".") else { return false }
        return key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    private static func isOurs(_ status: stat) -> Bool { status.st_uid == geteuid() && status.st_mode & 0o022 == 0 }

    /// The cache directory as a descriptor. The two folders that are sonde's must not be links and must be ours; the
    /// ones above them are the user's own affair.
    private func openDirectory(creating: Bool) -> Int32? {
        guard let slash = path.lastIndex(of: "/"), let upper = path[..<slash].lastIndex(of: "/") else { return nil }
        let base = String(path[..<upper])
        if creating { UserCache.makeDirectories(base) }
        var current = unsafe open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for part in [path[path.index(after: upper)..<slash], path[path.index(after: slash)...]] {
            guard current >= 0 else { return nil }
            if creating { _ = unsafe mkdirat(current, String(part), 0o700) }
            let next = unsafe openat(current, String(part), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            close(current)
            current = next
            var status = stat()
            guard current >= 0, unsafe fstat(current, &status) == 0, UserCache.isOurs(status) else {
                if current >= 0 { close(current) }
                return nil
            }
        }
        return current
    }

    private static func makeDirectories(_ path: String) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            _ = unsafe mkdir(String(path[..<end]), 0o700)
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe Glibc.write(file, base + done, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Removes the oldest entries above the limit, and temporary files that a killed process left an hour ago.
    private func removeOldest(_ directory: Int32) {
        let copy = unsafe openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return }
        guard let stream = unsafe fdopendir(copy) else {
            close(copy)
            return
        }
        defer { unsafe closedir(stream) }
        var entries: [(age: Int, name: String)] = []
        let now = time(nil)
        while let entry = unsafe readdir(stream) {
            let name = unsafe UserCache.name(of: entry)
            var status = stat()
            guard name != ".", name != "..", unsafe fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else { continue }
            let age = now - status.st_mtim.tv_sec
            if name.hasPrefix(UserCache.temporaryPrefix) {
                if age > 3600 { _ = unsafe unlinkat(directory, name, 0) }
            } else if UserCache.isName(name) {
                entries.append((age, name))
            }
        }
        guard entries.count > countLimit else { return }
        entries.sort { ($0.age, $0.name) > ($1.age, $1.name) }
        for entry in entries.prefix(entries.count - countLimit) { _ = unsafe unlinkat(directory, entry.name, 0) }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        unsafe withUnsafePointer(to: &entry.pointee.d_name) {
            unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
    }
}
