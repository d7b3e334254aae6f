import Testing

@testable import GoTrace

@Suite struct EventSpecTests {
    @Test func everyEventHasASpec() {
        for type in EventType.allCases { #expect(EventSpec.all[Int(type.rawValue)] != nil, "\(type)") }
        #expect(EventSpec.all.count { $0 != nil } == EventType.allCases.count)
    }
}
