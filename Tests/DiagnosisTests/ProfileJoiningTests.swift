import Evidence
import GoProcess
import GoProfile
import Testing

@testable import Diagnosis

/// What the runtime's own profiles add to findings.
@Suite struct ProfileJoiningTests {
    /// `bytes: main.a > main.b > bytes.Clone`, the outermost function first.
    private func profile(_ type: String, _ lines: [(Int64, String)]) -> Profile {
        var builder = ProfileBuilder(
            sampleTypes: [("objects", "count"), (type, "bytes")], periodType: ("space", "bytes"))
        for (value, functions) in lines {
            let stack = functions.split(separator: " ").reversed().map { name in
                let function = builder.function(name: builder.intern(String(name)), file: builder.intern("/src/a.go"))
                return builder.location(lines: [ProfileLine(function: function, line: 7)])
            }
            builder.append(stack: stack, values: [1, value], labels: [])
        }
        return builder.profile
    }

    private func sites(_ type: String, _ profiles: [[(Int64, String)]]) -> ProfileSites {
        var result = ProfileSites(type: type)
        for lines in profiles { result.add(profile(type, lines)) }
        return result
    }

    @Test func onlyWhatHappenedInBetweenCounts() {
        let found = sites(
            "alloc_space",
            [
                [(9_000_000, "main.main main.setUp"), (1000, "main.main main.load bytes.Clone")],
                [(9_000_000, "main.main main.setUp"), (500_000, "main.main main.load bytes.Clone")],
                [
                    (9_000_000, "main.main main.setUp"), (801_000, "main.main main.load bytes.Clone"),
                    (200_000, "main.main main.load bytes.Join"), (100_000, "main.main main.store"),
                    (700_000, "net/http.(*conn).serve runtime/pprof.writeHeap compress/gzip.NewWriter"),
                ],
            ]
        ).between
        #expect(found.map(\.place) == ["main.load (a.go:7)", "main.store (a.go:7)"])
        #expect(found.map(\.value) == [1_000_000, 100_000])
        #expect(found.first?.frames.map(\.function) == ["main.load", "main.main"])
    }

    @Test func oneProfileSaysNothingOfWhen() {
        #expect(sites("alloc_space", [[(5, "main.a")]]).between.isEmpty)
        #expect(sites("delay", []).between.isEmpty)
        var other = ProfileSites(type: "delay")
        for _ in 0..<2 { other.add(profile("alloc_space", [(5, "main.a")])) }
        #expect(other.between.isEmpty)
    }

    @Test func theCollectorsFindingNamesWhoAllocates() throws {
        var context = DiagnosisContext()
        context.machineProcessors = 2
        context.processor = try SampledProgram.evidence([
            "200: runtime.gcBgMarkWorker > runtime.gcDrain", "50: main.grow > runtime.mallocgc > runtime.gcAssistAlloc",
            "150: main.grow > runtime.mallocgc", "60: main.grow",
        ])
        context.allocations = sites(
            "alloc_space", [[], [(900_000_000, "main.main main.grow"), (30_000_000, "main.main main.rest")]])
        let first = try #require(diagnosed(context: context).findings.first)
        #expect(first.cause == .gcAllocationRate)
        #expect(first.supports.contains { $0.fact.contains("main.grow (a.go:7) allocated 900.0 MB, ") })
        // Less than a twentieth is not worth a line.
        #expect(!first.supports.contains { $0.fact.contains("main.rest") })
    }

    @Test func whoReleasesALockIsNamed() throws {
        let looks = World.sequence { world, _ in
            let holder = world.go(Frames.sleep + ["main.(*store).load"] + Frames.handler, "sleep")
            let lock = world.mutex(symbol: "main.mu", heldBy: holder)
            for _ in 0..<20 {
                world.wait(
                    world.go(Frames.lock + ["main.(*store).get"] + Frames.handler, "sync.Mutex.Lock"), lock, .lock)
            }
        }
        var context = DiagnosisContext()
        context.contention = sites(
            "delay", [[], [(8_000_000_000, "main.(*store).get sync.(*Mutex).Unlock"), (2_000_000_000, "main.other")]])
        let first = try #require(diagnosed(looks, context: context).findings.first)
        #expect(first.cause.rawValue.hasPrefix("contention."))
        #expect(first.supports.contains { $0.fact.contains("(*store).get (a.go:7) released locks") })
        #expect(first.supports.contains { $0.fact.contains("elsewhere, main.other (a.go:7)") })
    }
}
