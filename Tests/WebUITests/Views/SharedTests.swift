import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import WebUI

/// Values that several ask for at once.
@Suite struct SharedTests {
    private final class Token: Sendable {}

    @Test func whatMadeAValueIsLetGo() throws {
        weak var held: Token?
        let shared: Shared<Int>
        do {
            let token = Token()
            held = token
            shared = Shared { _ in token === token ? 1 : 0 }
        }
        #expect(held != nil)
        #expect(try shared.get(JobControl()) == 1)
        #expect(held == nil)
        #expect(try shared.get(JobControl()) == 1)
    }

    @Test func whoCancelsLeavesItToTheNext() throws {
        let shared = Shared { control in
            try control.check()
            return 7
        }
        let control = JobControl()
        control.cancel()
        #expect(throws: CancellationError.self) { try shared.get(control) }
        #expect(try shared.get(JobControl()) == 7)
    }

    /// What makes the value, and lets the test decide when it is done.
    private final class Maker: Sendable {
        let begun = DispatchSemaphore(value: 0)
        let go = DispatchSemaphore(value: 0)
        let count = Mutex(0)

        func make(_ control: JobControl) throws -> Int {
            let number = count.withLock { count in
                count += 1
                return count
            }
            begun.signal()
            go.wait()
            try control.check()
            return number
        }
    }

    @Test func itIsMadeOnceForAllWhoAsk() async throws {
        let maker = Maker()
        let shared = Shared { try maker.make($0) }
        let (first, second) = (JobControl(), JobControl())
        async let one = Self.value(shared, first)
        await Self.wait(maker.begun)
        async let two = Self.value(shared, second)
        maker.go.signal()
        #expect(try await one == 1)
        #expect(try await two == 1)
    }

    /// Who asked first goes away: the other one still wants it, and nothing is made twice.
    @Test func itGoesOnAsLongAsAnybodyWantsIt() async throws {
        let maker = Maker()
        let shared = Shared { try maker.make($0) }
        let first = JobControl()
        let second = JobControl()
        async let one = Self.value(shared, first)
        await Self.wait(maker.begun)
        async let two = Self.value(shared, second)
        #expect(eventually { shared.waiting == 2 })
        first.cancel()
        maker.go.signal()
        #expect(try await two == 1)
        _ = try? await one
        #expect(maker.count.withLock { $0 } == 1)
    }

    @Test func itIsMadeAnewAfterEverybodyWent() async throws {
        let maker = Maker()
        let shared = Shared { try maker.make($0) }
        let first = JobControl()
        async let one = Self.value(shared, first)
        await Self.wait(maker.begun)
        first.cancel()
        maker.go.signal()
        await #expect(throws: CancellationError.self) { try await one }
        maker.go.signal()
        #expect(try await Self.value(shared, JobControl()) == 2)
    }

    private static func value(_ shared: Shared<Int>, _ control: JobControl) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "asker").async { continuation.resume(with: Result { try shared.get(control) }) }
        }
    }

    private static func wait(_ semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "waiter").async {
                semaphore.wait()
                continuation.resume()
            }
        }
    }
}
