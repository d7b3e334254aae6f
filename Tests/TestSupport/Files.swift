import Glibc

/// A failure of the test machinery itself; the message says what to do.
public struct TestSupportError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }

    static func system(_ what: String) -> TestSupportError {
        TestSupportError("\(what): \(String(cString: strerror(errno)))")
    }
}

/// The few file operations that the tests need, without Foundation.
public enum Files {
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    public static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 && !isDirectory(path) }

    public static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
    }

    /// The whole content of a file.
    public static func bytes(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestSupportError.system("cannot open \(path)") }
        defer { close(descriptor) }
        return try readToEnd(descriptor, of: path)
    }

    /// The whole content of a file as text; malformed UTF-8 is repaired.
    public static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The lines of a text file, without their ends.
    public static func lines(_ path: String) throws -> [String] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    public static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw TestSupportError.system("cannot write \(path)") }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw TestSupportError.system("cannot write \(path)") }
            done += count
        }
    }

    public static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    /// Makes a folder and the folders above it; one that is there already is fine.
    public static func makeDirectory(_ path: String) throws {
        if isDirectory(path) { return }
        let parent = directory(of: path)
        if parent != path && !parent.isEmpty { try makeDirectory(parent) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw TestSupportError.system("cannot make the folder \(path)")
        }
    }

    /// Paths of all files below a folder, relative to it, sorted; hidden files and folders are left out.
    public static func listing(below folder: String) throws -> [String] {
        var found: [String] = []
        var open = [""]
        while let relative = open.popLast() {
            let path = relative.isEmpty ? folder : folder + "/" + relative
            for name in try entries(of: path) where !name.hasPrefix(".") {
                let child = relative.isEmpty ? name : relative + "/" + name
                if isDirectory(folder + "/" + child) { open.append(child) } else { found.append(child) }
            }
        }
        return found.sorted()
    }

    /// Names of a folder's entries, sorted, without `.` and `..`.
    public static func entries(of folder: String) throws -> [String] {
        guard let stream = opendir(folder) else { throw TestSupportError.system("cannot list \(folder)") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file or a folder with all that is in it; links are removed and not followed.
    public static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if (status.st_mode & S_IFMT) == S_IFDIR {
            for name in (try? entries(of: path)) ?? [] { remove(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    /// The folder part of a path: everything before the last slash.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func readToEnd(_ descriptor: Int32, of path: String) throws -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw TestSupportError.system("cannot read \(path)") }
            if count == 0 { return result }
            result += buffer[..<count]
        }
    }
}

/// A folder of its own for one test, removed with everything in it when the value goes away.
public final class TemporaryFolder: Sendable {
    /// Absolute path.
    public let path: String

    public init() throws {
        var template = Array(((environmentVariable("TMPDIR") ?? "/tmp") + "/sonde-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSupportError.system("cannot make a temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Absolute path of a file in the folder; nothing is made.
    public func file(_ name: String) -> String { path + "/" + name }

    deinit { Files.remove(path) }
}
