import Glibc

/// What a program that ran to its end left behind.
public struct CommandResult: Sendable {
    public let status: ExitStatus
    public let outputBytes: [UInt8]
    public let errorBytes: [UInt8]
    /// Processor time, user and system together.
    public let processorTime: Duration
    /// Time from start to end on the monotonic clock.
    public let elapsed: Duration

    public var output: String { String(decoding: outputBytes, as: UTF8.self) }
    public var error: String { String(decoding: errorBytes, as: UTF8.self) }
    /// Whether it exited with 0.
    public var succeeded: Bool { status.code == 0 }
}

/// Runs programs to their end.
public enum Command {
    /// Runs a program, feeds it `input`, and reads both of its outputs at once, so that none of them can fill up.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name to be looked up in PATH.
    ///   - environment: the whole environment; nil stands for this process's own.
    ///   - limit: after this time the program is killed and an error is thrown.
    public static func run(
        _ executable: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String]? = nil,
        folder: String? = nil, within limit: Duration = .seconds(300)
    ) throws -> CommandResult {
        let start = ContinuousClock.now
        let (inputReading, inputWriting) = try makePipe()
        let (outputReading, outputWriting) = try makePipe()
        let (errorReading, errorWriting) = try makePipe()
        var exchange = StreamExchange(
            input: input, inputWriting: inputWriting, outputReading: outputReading, errorReading: errorReading)
        defer { exchange.closeAll() }
        let child: pid_t
        do {
            defer { for descriptor in [inputReading, outputWriting, errorWriting] { close(descriptor) } }
            child = try spawn(
                executable, arguments, environment: environment ?? currentEnvironment(), folder: folder,
                streams: ChildStreams(input: inputReading, output: outputWriting, error: errorWriting))
        }

        let deadline = Deadline(within: limit)
        let finished = exchange.run(until: deadline)
        let ending = finished ? wait(for: child, until: deadline) : nil
        guard let (status, usage) = ending else {
            send(SIGKILL, to: child)
            _ = wait(for: child, until: Deadline(within: .seconds(10)))
            let tail = String(decoding: exchange.error.suffix(2000), as: UTF8.self)
            throw TestSupportError(
                "\(executable) \(arguments.joined(separator: " ")) did not end within \(limit); stderr ends: \(tail)")
        }
        return CommandResult(
            status: status, outputBytes: exchange.output, errorBytes: exchange.error,
            processorTime: usage.ru_utime.duration + usage.ru_stime.duration,
            elapsed: start.duration(to: ContinuousClock.now))
    }
}

/// Waits for a child's end; nil when the deadline passes first.
func wait(for child: pid_t, until deadline: Deadline) -> (ExitStatus, rusage)? {
    var status: Int32 = 0
    var usage = rusage()
    while true {
        let result = wait4(child, &status, WNOHANG, &usage)
        if result == child { return (ExitStatus(raw: status), usage) }
        if result < 0 && errno != EINTR { return nil }
        if deadline.hasPassed { return nil }
        usleep(1000)
    }
}

extension timeval {
    var duration: Duration { .seconds(Int64(tv_sec)) + .microseconds(Int64(tv_usec)) }
}

/// The three streams of a running child, moved by one poll loop.
private struct StreamExchange {
    let input: [UInt8]
    var output: [UInt8] = []
    var error: [UInt8] = []
    private var written = 0
    private var descriptors: [Int32]

    init(input: [UInt8], inputWriting: Int32, outputReading: Int32, errorReading: Int32) {
        self.input = input
        descriptors = [inputWriting, outputReading, errorReading]
        _ = fcntl(inputWriting, F_SETFL, O_NONBLOCK)
    }

    /// True when both outputs are at their end.
    mutating func run(until deadline: Deadline) -> Bool {
        if input.isEmpty { closeOne(0) }
        while descriptors[1] >= 0 || descriptors[2] >= 0 {
            var polled = [
                pollfd(fd: descriptors[0], events: Int16(POLLOUT), revents: 0),
                pollfd(fd: descriptors[1], events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptors[2], events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&polled, 3, deadline.remainingMilliseconds)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return false }
            if polled[0].revents != 0 { writeSome() }
            if polled[1].revents != 0, !readSome(1, into: \.output) { closeOne(1) }
            if polled[2].revents != 0, !readSome(2, into: \.error) { closeOne(2) }
        }
        return true
    }

    mutating func closeAll() { for index in descriptors.indices { closeOne(index) } }

    private mutating func closeOne(_ index: Int) {
        if descriptors[index] >= 0 { close(descriptors[index]) }
        descriptors[index] = -1
    }

    private mutating func writeSome() {
        let count = input.withUnsafeBytes {
            Glibc.write(descriptors[0], $0.baseAddress! + written, input.count - written)
        }
        if count > 0 { written += count }
        if written == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) { closeOne(0) }
    }

    private func readSome(_ index: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptors[index], &buffer, buffer.count)
        if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private mutating func readSome(_ index: Int, into stream: WritableKeyPath<StreamExchange, [UInt8]>) -> Bool {
        guard let bytes = readSome(index) else { return false }
        self[keyPath: stream] += bytes
        return true
    }
}
