import Evidence
import Testing
import Wire

@testable import Diagnosis

/// What threads, descriptors and memory tell over time.
@Suite struct ProcessSeriesTests {
    private func series(_ count: Int = 8, _ change: (inout ProcessSample, Int) -> Void) -> ProcessSeries {
        ProcessSeries.scripted(count, change)
    }

    private func findings(_ series: ProcessSeries) -> [Finding] {
        var context = DiagnosisContext()
        context.process = series
        return diagnosed(context: context).findings
    }

    @Test func descriptorsThatOnlyGrow() throws {
        let leaking = series { sample, number in
            sample.descriptors = 12 + number * 9
            sample.descriptorKinds = ["file": 4 + number * 9]
            sample.paths = ["/var/spool/*": number * 9]
        }
        let first = try #require(findings(leaking).first)
        #expect(first.cause == .leakFd)
        #expect(first.summary.contains("from 12 to 75"))
        #expect(first.subject.title == "/var/spool/*")
    }

    @Test func descriptorsThatComeAndGo() {
        let busy = series { sample, number in sample.descriptors = 12 + (number % 3) * 40 }
        #expect(!findings(busy).contains { $0.cause == .leakFd })
    }

    @Test func threadsThatOnlyGrow() {
        let growing = series { sample, number in sample.threads = 8 + number * 12 }
        #expect(findings(growing).first?.cause == .threadsExplosion)
        let level = series { sample, _ in sample.threads = 300 }
        #expect(!findings(level).contains { $0.cause == .threadsExplosion })
        let many = series { sample, _ in sample.threads = 1500 }
        #expect(findings(many).first?.cause == .threadsExplosion)
    }

    @Test func memoryOutsideOfTheHeap() throws {
        let outside = series { sample, number in
            sample.resident += Int64(number) * (3 << 20)
            sample.anonymous += Int64(number) * (3 << 20)
            sample.mappings = ["Go heap": 10 << 20, "[heap]": Int64(1 + number * 3) << 20]
        }
        let first = try #require(findings(outside).first)
        #expect(first.cause == .memoryOffHeap)
        #expect(first.summary.contains("the heap of C"))
        let inside = series { sample, number in
            sample.resident += Int64(number) * (3 << 20)
            sample.mappings = ["Go heap": Int64(10 + number * 3) << 20, "[heap]": 1 << 20]
        }
        #expect(!findings(inside).contains { $0.cause == .memoryOffHeap })
    }

    /// What is more at the end than at the begin has not grown when it fell as often as it rose, or from far above.
    @Test(arguments: [
        ([1.0, 2, 3, 4, 5, 6], false), ([1.0, 2, 3, 2, 4, 5], false), ([1.0, 9, 2, 9, 3, 9], true),
        ([1.0, 2, 3, 9, 4, 5], true),
    ])
    func whatSwings(values: [Double], isSwing: Bool) throws {
        let trend = try #require(Trend(values.enumerated().map { (Double($0.offset), $0.element) }))
        #expect(trend.isSwing == isSwing)
    }

    @Test func linesGoThereAndBack() throws {
        let before = series { sample, number in
            sample.descriptorKinds = ["socket": number, "file": 3]
            sample.paths = ["/tmp/\"odd\" *": 2]
            sample.mappings = ["anonymous": 4096, "[heap]": Int64.max]
            if number == 3 { sample.descriptors = nil }
            if number == 7 {
                sample.endedConnections = ["[fe80::1]:443": 12]
                sample.connections = ["[fe80::1]:443": ConnectionCount(different: 3, most: 2)]
            }
        }
        let lines = before.lines
        #expect(try ProcessSeries(lines: Bytes(lines)) == before)
        // What breaks off is an error and no trap, wherever it does.
        for count in stride(from: 0, to: lines.count, by: 7) {
            _ = try? ProcessSeries(lines: Bytes(Array(lines[..<count])))
        }
    }
}
