import Testing

@testable import WebUI

/// Values that are made once.
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
}
