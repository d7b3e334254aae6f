import Diagnosis
import Evidence
import GoProcess
import Report
import Testing
import Wire

@testable import WebUI

/// What the view of goroutines answers is what `sonde goroutines` reports, cut to what the page shows.
@Suite struct GoroutinesViewTests {
    /// 1000 wait for a lock that one holds, 60 for it in another place, one sleeps.
    private func crowd(at time: Int64 = 1_000_000_000, moved: Bool = false) -> GoroutineSnapshot {
        var world = GoroutineWorld()
        let holder = world.go(["main.(*Cache).fill", "main.work"], "IO wait", age: 5_000_000_000)
        let mutex = world.mutex(heldBy: holder)
        for number in 0..<1000 {
            let waiter = world.go(
                GoroutineWorld.lock + ["main.get", "main.work"], "sync.Mutex.Lock", age: Int64(number))
            world.wait(waiter, mutex)
        }
        for _ in 0..<60 { world.wait(world.go(GoroutineWorld.lock + ["main.put"], "sync.Mutex.Lock"), mutex) }
        _ = world.go(["time.Sleep", moved ? "main.rest2" : "main.rest"], "sleep")
        var snapshot = world.built(at: time)
        if moved { snapshot.goroutines[snapshot.goroutines.count - 1].fingerprint = 99 }
        return snapshot
    }

    @Test func groupsAreThoseOfTheReport() throws {
        let snapshot = crowd()
        var json = JSONWriter(.compact)
        let members = snapshot.groups(by: .stack, includingSystem: true).map { $0.members.map { Int($0) } }
        GoroutinesJSON(snapshot).write(groups: members, roots: WaitForGraph(snapshot).roots(), to: &json)
        let report = try AnswerTree(json.bytes)
        let answer = try GoroutinesSource([snapshot]).ask("groups", ["from": "0", "to": "100"])
        #expect(answer["count"].integer == report["groups"].elements.count)
        #expect(answer["goroutines"].integer == report["total"].integer)
        #expect(
            answer["rows"].elements.map { $0["count"].integer } == report["groups"].elements.map { $0["count"].integer }
        )
        #expect(answer["rows"].elements[0]["wait"].text == "lock Mutex 0xc0000000")
        #expect(answer["rows"].elements[0]["place"]["function"].text == "main.get")
        let blockers = try GoroutinesSource([snapshot]).ask("blockers")
        #expect(blockers["blockers"].elements.map { $0["waiting"].integer } == [1060])
        #expect(blockers["blockers"].elements[0]["goroutines"].elements[0]["id"].integer == 1)
    }

    @Test func rowsAreSortedCutAndFoundAgain() throws {
        let source = GoroutinesSource([crowd()])
        let query = ["q": "main.get", "sort": "age", "descending": "1"]
        let answer = try source.ask("list", query.merging(["from": "0", "to": "3"]) { $1 })
        #expect(answer["count"].integer == 1000)
        #expect(answer["rows"].elements.map { $0["age"].integer } == [999, 998, 997])
        let far = try source.ask("list", query.merging(["from": "990", "to": "5000", "goroutine": "3"]) { $1 })
        #expect(far["rows"].elements.count == 10)
        // Goroutine 3 is the second of them, with an age of 1.
        #expect(far["selected"].integer == 998)
        let unknown = try source.ask("list", ["sort": "age", "from": "1061", "to": "1062"])
        #expect(unknown["rows"].elements[0]["age"] == .null)
    }

    @Test(arguments: [
        ("main.put", 60), ("sync.Mutex.Lock", 1060), ("main.(*Cache).fill", 1), ("0xc0000000", 1060), ("17", 1),
        ("state == \"sleep\"", 1), ("age > 900ns && stack ~ \"get$\"", 99), ("stack contains main.rest", 1), ("", 1062),
    ])
    func plainWordsAndConditionsFilter(text: String, count: Int) throws {
        #expect(try GoroutinesSource([crowd()]).ask("list", ["q": text])["count"].integer == count)
    }

    @Test(arguments: [
        ("list", ["q": "age >"]), ("groups", ["q": "state == \"x\" &&"]), ("groups", ["by": "colour"]),
        ("group", ["group": "xyz"]), ("goroutine", ["goroutine": "abc"]), ("object", ["object": "0xzz"]),
        ("list", ["from": "x"]),
    ])
    func whatIsWrongIsRefused(action: String, query: [String: String]) throws {
        #expect(try GoroutinesSource([crowd()]).refusal(action, query) == 400)
    }

    @Test(arguments: [
        ("goroutine", ["goroutine": "99999"]), ("object", ["object": "0x1"]), ("object", ["object": "77"]),
        ("group", ["group": "1"]), ("looks", ["source": "3"]), ("groups", ["look": "5"]), ("nothing", [:]),
        ("export/other", [:]),
    ])
    func whatIsNotThereIsSaid(action: String, query: [String: String]) throws {
        #expect(try GoroutinesSource([crowd()]).refusal(action, query) == 404)
    }

    @Test func aGoroutineTellsOnWhomItWaits() throws {
        let source = GoroutinesSource([crowd()])
        let waiter = try source.ask("goroutine", ["goroutine": "500"])
        #expect(waiter["waits"].elements.count == 1)
        let blocker = waiter["waits"].elements[0]["blockers"].elements[0]
        #expect(blocker["id"].integer == 1)
        #expect(blocker["relation"].text == "holds it")
        #expect(blocker["stack"]["count"].integer == 2)
        let parts = waiter["stack"]["parts"].elements
        #expect(parts.map { $0["folded"].isTrue } == [true, false])
        #expect(parts.map { $0["frames"].elements.count } == [4, 2])
        let holder = try source.ask("goroutine", ["goroutine": "1"])
        #expect(holder["behind"].integer == 1060)
        #expect(holder["held"].elements[0]["object"].text == "0xc0000000")
        let object = try source.ask("object", ["object": "0xc0000000"])
        #expect(object["waiting"].integer == 1060)
        #expect(object["holders"].elements[0]["reasons"].elements == [.string("it locked it")])
        #expect(try source.ask("list", ["object": "0xc0000000"])["count"].integer == 1060)
        #expect(try source.ask("list", ["behind": "1"])["count"].integer == 1060)
    }

    @Test func aGroupKeepsItsNameInOtherLooks() throws {
        let source = GoroutinesSource([crowd(), crowd(at: 3_000_000_000)])
        let first = try source.ask("groups", ["look": "0", "to": "9"])["rows"].elements.compactMap { $0["group"].text }
        let second = try source.ask("groups", ["look": "1", "to": "9"])["rows"].elements.compactMap { $0["group"].text }
        #expect(first == second)
        #expect(Set(first).count == 4)
        let group = try source.ask("group", ["look": "1", "group": first[0]])
        #expect(group["count"].integer == 1000)
        // Nobody moved in two seconds.
        #expect(group["oldest"].integer == 2_000_000_000)
        #expect(try source.ask("list", ["group": first[0], "to": "1"])["count"].integer == 1000)
        // What a goroutine says of its group is the same name.
        #expect(try source.ask("goroutine", ["goroutine": "2"])["group"].text == first[0])
    }

    @Test func aComparisonCountsWhatTheDiffLists() throws {
        let (before, after) = (crowd(), crowd(at: 3_000_000_000, moved: true))
        let diff = SnapshotDiff(from: before, to: after)
        let source = GoroutinesSource([before, after])
        let answer = try source.ask("compare", ["look": "1", "with": "0", "kind": "stuck", "to": "9"])
        #expect(answer["totals"]["stuck"].integer == diff.stuck.count)
        #expect(answer["totals"]["moved"].integer == diff.moved.count)
        #expect(answer["totals"]["new"].integer == 0)
        #expect(answer["elapsed"].integer == 2_000_000_000)
        #expect(answer["rows"].elements.map { $0["count"].integer } == [1000, 60, 1])
        let moved = try source.ask("compare", ["look": "1", "with": "0", "kind": "moved", "to": "9"])
        #expect(moved["rows"].elements.map { $0["from"]["function"].text } == ["main.rest"])
        #expect(moved["rows"].elements.map { $0["place"]["function"].text } == ["main.rest2"])
        let growth = try source.ask("compare", ["look": "1", "with": "0", "kind": "growth", "to": "9"])
        #expect(growth["rows"].elements.map { $0["change"].integer } == [1, -1])
    }

    @Test func libraryFramesFoldWhereThereAreOthers() {
        func frames(_ names: [String]) -> [ResolvedFrame] {
            names.map { ResolvedFrame(function: $0, file: "", line: 1) }
        }
        func folds(_ names: [String]) -> [String] {
            StackWriting.parts(frames(names)).map {
                "\($0.range.lowerBound)-\($0.range.upperBound)\($0.isFolded ? "f" : "")"
            }
        }
        #expect(folds(["runtime.gopark", "runtime.chanrecv", "main.a", "runtime.goexit"]) == ["0-2f", "2-3", "3-4f"])
        #expect(folds(["runtime.gopark", "main.a", "sort.Sort", "main.b"]) == ["0-4"])
        #expect(folds(["runtime.gopark", "runtime.goexit"]) == ["0-2"])
        #expect(folds([]).isEmpty)
    }
}
