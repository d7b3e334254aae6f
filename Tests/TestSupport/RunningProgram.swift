import Glibc

/// A child that stays while the test looks at it, and that is ended by its process id when this value goes away.
///
/// Standard output is read line by line on request; standard error goes to a file, so that a goroutine dump of any
/// size fits. Not for use from several tasks at once.
///
/// It must not end by itself while a test awaits something, however long that takes on a busy machine: the thread of
/// swift-testing that waits for exit tests sees no other child's end before somebody has taken notice of it.
public final class RunningProgram {
    /// The child's process id.
    public let processID: pid_t

    private let name: String
    private var input: Int32
    private var output: Int32
    private let errorFile: String
    private let folder: TemporaryFolder
    private var pending: [UInt8] = []
    private var ending: (status: ExitStatus, usage: rusage)?

    /// Starts a program; `environment` is the whole environment, nil stands for this process's own.
    ///
    /// TMPDIR is a folder that is removed with this value: a program that is killed does not tidy up by itself.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        folder workingFolder: String? = nil
    ) throws {
        folder = try TemporaryFolder()
        errorFile = folder.file("stderr")
        name = executable
        let (inputReading, inputWriting) = try makePipe()
        let (outputReading, outputWriting) = try makePipe()
        let errors = open(errorFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { for descriptor in [inputReading, outputWriting, errors] { Glibc.close(descriptor) } }
        var environment = environment ?? currentEnvironment()
        environment["TMPDIR"] = folder.path
        do {
            processID = try spawn(
                executable, arguments, environment: environment, folder: workingFolder,
                streams: ChildStreams(input: inputReading, output: outputWriting, error: errors))
        } catch {
            Glibc.close(inputWriting)
            Glibc.close(outputReading)
            throw error
        }
        input = inputWriting
        output = outputReading
    }

    deinit { close() }

    /// The next line of standard output without its end, or nil at the end of the output.
    ///
    /// Throws when the deadline passes first.
    public func readLine(within limit: Duration = .seconds(60)) throws -> String? {
        let deadline = Deadline(within: limit)
        while true {
            if let end = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                return line
            }
            guard output >= 0 else { return nil }
            var polled = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let count = poll(&polled, 1, deadline.remainingMilliseconds)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("printed no line within \(limit)") }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let length = read(output, &buffer, buffer.count)
            if length < 0 && errno == EINTR { continue }
            if length <= 0 {
                Glibc.close(output)
                output = -1
                guard !pending.isEmpty else { return nil }
                pending.append(10)
            } else {
                pending += buffer[..<length]
            }
        }
    }

    /// Waits for the line that starts with `word` and returns the whole of it.
    ///
    /// Throws, with the end of standard error, when the program ends or the deadline passes first.
    @discardableResult
    public func waitForLine(startingWith word: String = "ready", within limit: Duration = .seconds(60)) throws -> String
    {
        let deadline = Deadline(within: limit)
        while let line = try readLine(within: .milliseconds(deadline.remainingMilliseconds)) {
            if line.hasPrefix(word) { return line }
        }
        throw failure("ended before it printed “\(word)”")
    }

    /// Writes a line to standard input.
    public func writeLine(_ text: String) throws {
        let bytes = Array((text + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("reads no input (\(String(cString: strerror(errno))))") }
            done += count
        }
    }

    /// Everything on standard error so far.
    public var errorText: String { (try? Files.text(errorFile)) ?? "" }

    /// Whether the process is there and has not ended.
    public var isRunning: Bool {
        if ending == nil { ending = wait(for: processID, until: Deadline(within: .zero)) }
        return ending == nil
    }

    /// Sends a signal to this one process.
    public func signal(_ number: Int32) { if isRunning { send(number, to: processID) } }

    /// Waits for the end of the process.
    public func waitForExit(within limit: Duration = .seconds(30)) throws -> ExitStatus {
        if ending == nil { ending = wait(for: processID, until: Deadline(within: limit)) }
        guard let ending else { throw failure("did not end within \(limit)") }
        return ending.status
    }

    /// The Go runtime's own dump of all goroutines: SIGQUIT, which ends the program, then its standard error.
    public func goroutineDumpByQuitting(within limit: Duration = .seconds(60)) throws -> String {
        signal(SIGQUIT)
        _ = try waitForExit(within: limit)
        return errorText
    }

    /// Ends the process if it still runs and gives back what it held. May be called twice.
    public func close() {
        if ending == nil {
            send(SIGKILL, to: processID)
            ending = wait(for: processID, until: Deadline(within: .seconds(30)))
        }
        for descriptor in [input, output] where descriptor >= 0 { Glibc.close(descriptor) }
        input = -1
        output = -1
    }

    private func failure(_ what: String) -> TestSupportError {
        TestSupportError("\(name) (process \(processID)) \(what); stderr ends: \(errorText.suffix(2000))")
    }
}
