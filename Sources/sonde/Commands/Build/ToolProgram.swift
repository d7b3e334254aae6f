import Glibc
import Host
import Synchronization
import Wire

/// A program that sonde runs for its output, and that does not outlive sonde when the user interrupts it.
final class ToolProgram: Sendable {
    private enum Stage {
        case waiting
        case running(PipedProgram)
        case over
    }

    /// Nanoseconds.
    private static let patience: Int64 = 500_000_000

    private let stage = Mutex(Stage.waiting)

    private init() {}

    /// Runs a program while `body` reads what it says to its end, and waits for it.
    /// - Parameter errors: where its standard error goes; nil for the same pipe as its standard output.
    /// - Throws: as `PipedProgram`; what `body` throws, and then the program is ended.
    static func run<Result>(
        _ words: [String], errors: CopiedErrors? = nil, _ body: (PipedProgram) throws -> Result
    ) throws -> Result {
        let tool = ToolProgram()
        return try Interruption.during({ tool.end() }) {
            let program = try tool.start(words, errors)
            defer { tool.end() }
            let result = try body(program)
            if program.wait() == .signalled(SIGINT) { Self.waitForInterruption() }
            return result
        }
    }

    /// A terminal sends Ctrl-C to both, and the program may be gone before sonde has heard of it.
    private static func waitForInterruption() {
        Clock.sleep(until: Clock.now(CLOCK_MONOTONIC) + patience) { Interruption.isUnderway }
    }

    private func start(_ words: [String], _ errors: CopiedErrors?) throws -> PipedProgram {
        try stage.withLock { stage in
            // An interruption that found nothing to end must not be followed by something to end.
            guard case .waiting = stage else { throw InputError(.gone, "is not run any more", file: words.first) }
            let program = try PipedProgram(words, errors: errors)
            stage = .running(program)
            return program
        }
    }

    private func end() {
        let former = stage.withLock { stage in
            let former = stage
            stage = .over
            return former
        }
        if case .running(let program) = former { program.end() }
    }
}
