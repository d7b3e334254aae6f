import TestSupport
import Testing

@testable import GoTrace

/// Tasks and regions in traces of real programs.
@Suite struct AnnotationTests {
    private static let orders = TracedServer.rounds * TracedServer.clients + TracedServer.streams

    @Test(arguments: TracedServer.versions)
    func tasks(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: true)
        let pass = try TestPass.run(bytes, [TaskAnalysis(slowest: 1000)])
        let types = pass.result(TaskAnalysis.self).types
        let counts = types.map { (pass.scene.text($0.name), $0.durations.count) }
        #expect(Dictionary(uniqueKeysWithValues: counts) == ["order": Self.orders, "blocked": 1])
        for type in types {
            #expect(type.begunBefore == 0 && type.neverEnded == 0)
            for (duration, task) in type.slowest.elements {
                #expect(task.times.total == duration, "the states of its goroutine fill the time of a task")
            }
            #expect(type.times.total == type.durations.sum)
        }
        let blocked = try #require(
            types.first { pass.scene.text($0.name) == "blocked" }?.slowest.elements.first?.element)
        #expect(blocked.regions == 2)
        #expect(blocked.logs.count == 1 && pass.scene.text(blocked.logs.first[0].message) == "/blocked")
        #expect(blocked.times.waiting(.mutex) > 5_000_000)
        #expect(blocked.elsewhere.systemCall > 5_000_000)
    }

    @Test(arguments: TracedServer.versions)
    func regions(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: true)
        let pass = try TestPass.run(bytes, [RegionAnalysis(slowest: 1000)])
        let types = pass.result(RegionAnalysis.self).types
        let counts = types.map { (pass.scene.text($0.name), $0.durations.count) }
        #expect(
            Dictionary(uniqueKeysWithValues: counts)
                == ["part": Self.orders * 3, "outer": Self.orders, "inner": Self.orders, "wait": 1, "hold": 1])
        for type in types {
            #expect(type.begunBefore == 0 && type.neverEnded == 0)
            #expect(type.times.total == type.durations.sum)
            for (duration, region) in type.slowest.elements {
                #expect(region.times.total == duration)
                let isOuter = pass.scene.text(type.name) == "outer"
                #expect(region.children == (isOuter ? 1 : 0))
                #expect(isOuter ? region.own < duration : region.own == duration)
            }
        }
        let outer = try #require(types.first { pass.scene.text($0.name) == "outer" })
        let inner = try #require(types.first { pass.scene.text($0.name) == "inner" })
        #expect(outer.own == outer.durations.sum - inner.durations.sum)
    }
}
