import Testing

@testable import Evidence

struct FamilywiseErrorTests {
    /// What R's p.adjust(method = "holm") makes of the values.
    @Test func adjustedValuesAreThoseOfHolm() {
        let values = [0.01, 0.04, 0.03, 0.005, 0.5, 0.9]
        let expected = [0.05, 0.12, 0.12, 0.03, 1, 1]
        for (value, wanted) in zip(FamilywiseError.adjusted(values), expected) {
            #expect((value - wanted).magnitude < 1e-12)
        }
        #expect(FamilywiseError.adjusted([]) == [])
        #expect(FamilywiseError.adjusted([0.2]) == [0.2])
    }
}
