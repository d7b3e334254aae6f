import TestSupport
import Testing

@testable import GoTrace

/// Requests and what held them up, in traces of real servers.
@Suite struct RequestTests {
    @Test(arguments: TracedServer.versions)
    func handlersAreKnownByTheirFunctions(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: false)
        let pass = try TestPass.run(bytes, [PathCatalogue(.request(handler: nil))])
        let catalogue = pass.result(PathCatalogue.self)
        var counts: [String: Int] = [:]
        for instance in catalogue.instances { counts[pass.scene.text(instance.name), default: 0] += 1 }
        #expect(
            counts == [
                "main.(*store).orders": TracedServer.rounds * TracedServer.clients + TracedServer.streams,
                "main.(*store).blocked": 1,
            ])
        #expect(!catalogue.instances.contains { !$0.isComplete })
    }

    /// Each request holds its task, and lies in nothing else's time on its goroutine.
    @Test(arguments: TracedServer.versions)
    func requestsHoldTheirTasks(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: false)
        let requests = try TestPass.run(bytes, [PathCatalogue(.request(handler: nil))]).result(PathCatalogue.self)
        let tasks = try TestPass.run(bytes, [PathCatalogue(.task(id: nil, type: nil))]).result(PathCatalogue.self)
        #expect(requests.instances.count == tasks.instances.count)
        for task in tasks.instances {
            let around = requests.instances.filter {
                $0.goroutine == task.goroutine && $0.start < task.start && task.end < $0.end
            }
            #expect(around.count == 1)
        }
    }

    @Test(arguments: TracedServer.versions)
    func aMutexLeadsToWhatItsHolderDid(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: false)
        for target in [
            PathTarget.task(id: nil, type: "blocked"), .request(handler: "main.(*store).blocked"), .region("wait"),
        ] {
            let (_, paths, pass) = try TestPass.paths(bytes, target)
            let result = try #require(paths.results.first)
            #expect(paths.results.count == 1)
            let longest = try #require(result.segments.max { $0.duration < $1.duration })
            #expect(longest.activity.state == .syscall && longest.duration > 5_000_000)
            let names = paths.stacks[longest.stack].map { pass.scene.tables.functionName(frame: $0) }
            #expect(names.contains("syscall.Nanosleep") && names.last == "main.(*store).hold")
            // There may be others, short ones, for locks of the HTTP server.
            let mutexes = result.waits.indices.filter { result.waits[$0].kind == .mutex }
            func duration(_ index: Int) -> Int64 { result.waits[index].end - result.waits[index].start }
            let index = try #require(mutexes.max { duration($0) < duration($1) })
            let wait = result.waits[index]
            #expect(wait.goroutine == result.instance.goroutine && wait.waker == longest.goroutine)
            #expect(longest.wait == Int32(index))
        }
    }
}
