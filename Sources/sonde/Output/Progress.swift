@preconcurrency import Dispatch
import Glibc
import Host
import Synchronization

/// A line on standard error that says what sonde is doing when that takes more than a second; only on a terminal.
final class Progress: Sendable {
    private let text: Mutex<String>
    /// Draws a bar instead of the text.
    private let bar: (@Sendable () -> ProgressBar)?
    /// Nil without a terminal.
    private let timer: (any DispatchSourceTimer)?
    private let isShown = Mutex(false)

    private init(_ text: String, bar: (@Sendable () -> ProgressBar)? = nil) {
        self.text = Mutex(text)
        self.bar = bar
        timer = StandardStream.error.isTerminal ? DispatchSource.makeTimerSource(queue: .global()) : nil
    }

    /// Runs `body` with a line that appears after a second and is gone when `body` ends.
    static func show<Result>(_ text: String, _ body: (Progress) throws -> Result) rethrows -> Result {
        let progress = Progress(text)
        progress.start()
        defer { progress.stop() }
        return try body(progress)
    }

    /// Runs `body` with a bar of the time that goes by, against the time that it is expected to take.
    static func measure<Result>(expectedSeconds: Double?, _ body: () throws -> Result) rethrows -> Result {
        let start = Clock.now(CLOCK_MONOTONIC)
        let progress = Progress("") {
            let elapsed = Double(Clock.now(CLOCK_MONOTONIC) - start) / 1e9
            return ProgressBar(elapsedSeconds: elapsed, expectedSeconds: expectedSeconds)
        }
        progress.start()
        defer { progress.stop() }
        return try body()
    }

    /// Says what is being done now.
    func update(_ text: String) { self.text.withLock { $0 = text } }

    private func start() {
        guard let timer else { return }
        timer.schedule(deadline: .now() + .milliseconds(bar == nil ? 1000 : 300), repeating: .milliseconds(250))
        timer.setEventHandler { [weak self] in self?.draw() }
        timer.resume()
    }

    private func draw() {
        let text = Printable.text(text.withLock { $0 })
        isShown.withLock { shown in
            shown = true
            let width = StandardStream.error.terminalColumns ?? 80
            let line = bar?().line(columns: width - 1) ?? String(text.prefix(width - 1))
            Self.write("\r\u{1b}[K\(line)")
        }
    }

    private func stop() {
        timer?.cancel()
        isShown.withLock { shown in if shown { Self.write("\r\u{1b}[K") } }
    }

    private static func write(_ text: String) { try? StandardStream.error.write(Array(text.utf8)) }
}
