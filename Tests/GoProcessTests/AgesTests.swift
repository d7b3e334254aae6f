import Evidence
import Testing

@testable import GoProcess

@Suite struct AgesTests {
    @Test func whoStaysGetsTheTimeObserved() throws {
        let first = Sketch.snapshot(
            [
                Sketch(id: 1, fingerprint: 1), Sketch(id: 2, fingerprint: 2), Sketch(id: 3, fingerprint: 3),
                Sketch(id: 9, fingerprint: 9),
            ],
            seconds: 100)
        let second = Sketch.snapshot(
            [
                Sketch(id: 1, fingerprint: 1), Sketch(id: 2, fingerprint: 22), Sketch(id: 3, fingerprint: 33),
                Sketch(id: 4, fingerprint: 4),
            ],
            seconds: 103, shift: 2)
        let third = Sketch.snapshot(
            [
                Sketch(id: 1, fingerprint: 1), Sketch(id: 2, fingerprint: 22), Sketch(id: 3, fingerprint: 3),
                Sketch(id: 4, fingerprint: 4, state: .runnable), Sketch(id: 5, fingerprint: 5),
            ], seconds: 110, shift: 4)
        let folded = try #require(Ages.fold([first, second, third]))
        let unit: Int64 = 1_000_000_000
        // 3 looks as in the first snapshot, but was elsewhere in between.
        #expect(folded.goroutines.map(\.waitingNanoseconds) == [10 * unit, 7 * unit, -1, -1, -1])
        #expect(folded.goroutines.map(\.ageSource) == [.snapshots, .snapshots, .unknown, .unknown, .unknown])
        #expect(folded.observedNanoseconds == 10 * unit)
    }

    @Test func greaterAgesStay() throws {
        let first = Sketch.snapshot([Sketch(id: 1, fingerprint: 1)], seconds: 1)
        var last = Sketch.snapshot([Sketch(id: 1, fingerprint: 1, waiting: 60_000_000_000)], seconds: 5)
        last.goroutines[0].ageSource = .runtime
        let folded = try #require(Ages.fold([first, last]))
        #expect(folded.goroutines[0].waitingNanoseconds == 60_000_000_000)
        #expect(folded.goroutines[0].ageSource == .runtime)
    }

    @Test func withoutClocksNothingIsClaimed() throws {
        let one = Sketch.snapshot([Sketch(id: 1, fingerprint: 1)], seconds: nil)
        let folded = try #require(Ages.fold([one, one]))
        #expect(folded.goroutines[0].waitingNanoseconds == -1)
        #expect(folded.observedNanoseconds == 0)
        #expect(Ages.fold([])?.goroutines.count == nil)
        #expect(Ages.fold([one])?.goroutines.count == 1)
    }
}
