import Glibc
import Synchronization

/// Where the three standard streams of a child go; each is a descriptor of this process.
struct ChildStreams {
    var input: Int32
    var output: Int32
    var error: Int32
}

/// Starts a program: posix_spawn with the environment spelled out and SIGPIPE as a shell would leave it.
///
/// - Returns: the child's process id.
func spawn(
    _ executable: String, _ arguments: [String], environment: [String: String], folder: String?, streams: ChildStreams
) throws -> pid_t {
    ignoreBrokenPipes()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
    posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
    posix_spawn_file_actions_adddup2(&actions, streams.error, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    // glibc's own way to change the folder is not visible from Swift; env(1) replaces itself, so the id stays.
    let command = folder.map { ["env", "--chdir=" + $0, executable] + arguments } ?? [executable] + arguments
    let names = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var child: pid_t = 0
    let status = withCStrings(command) { argumentVector in
        withCStrings(names) { environmentVector in
            descriptorLock.withLock { _ in
                closeDescriptorsOnExec()
                return posix_spawnp(&child, command[0], &actions, &attributes, argumentVector, environmentVector)
            }
        }
    }
    guard status == 0 else {
        throw TestSupportError("cannot start \(executable): \(String(cString: strerror(status)))")
    }
    return child
}

/// Libraries that tests use, such as NIO, open descriptors which would stay open in every child.
private func closeDescriptorsOnExec() {
    guard let folder = opendir("/proc/self/fd") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }
}

/// The environment of this process.
public func currentEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        let line = String(cString: text)
        if let equals = line.firstIndex(of: "=") {
            result[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        entry += 1
    }
    return result
}

/// A pipe whose ends are not inherited by children that other tests start meanwhile.
func makePipe() throws -> (reading: Int32, writing: Int32) {
    try descriptorLock.withLock { _ in
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestSupportError.system("cannot make a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

/// How a child ended, as wait4 tells it.
public struct ExitStatus: Sendable, Equatable, CustomStringConvertible {
    let raw: Int32

    /// The code given to exit, or nil when a signal ended the process.
    public var code: Int32? { raw & 0x7f == 0 ? (raw >> 8) & 0xff : nil }

    /// The signal that ended the process, if one did.
    public var signal: Int32? { raw & 0x7f == 0 ? nil : raw & 0x7f }

    public var description: String {
        if let code { return "exit status \(code)" }
        return "signal \(raw & 0x7f)"
    }
}

/// Sends a signal to one process; never to a group.
@discardableResult
func send(_ signal: Int32, to process: pid_t) -> Bool { process > 1 && kill(process, signal) == 0 }

/// Held while a descriptor exists that a child started at this moment would inherit; pipe2 is not visible from Swift.
private let descriptorLock = Mutex<Void>(())

private let brokenPipesAreIgnored: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return true
}()

private func ignoreBrokenPipes() { _ = brokenPipesAreIgnored }

private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
}
