import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

@Suite(.serialized, .enabled(if: Permissions.maySample, "sampling by perf events is not permitted here"))
struct ThreadSamplerTests {
    /// Samples of a process, and records that the kernel says are lost, in whole records of a buffer.
    private struct Count {
        var samples = 0
        var lost = 0
        var threads: Set<UInt32> = []

        mutating func take(_ bytes: ArraySlice<UInt8>, process: Int32) {
            func number(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32($1 * 8) } }
            var at = bytes.startIndex
            while at + 8 <= bytes.endIndex {
                let size = Int(number(at + 4) >> 16)
                guard size >= 8, at + size <= bytes.endIndex else { return }
                if number(at) == 9, number(at + 24) == UInt32(process) {
                    samples += 1
                    threads.insert(number(at + 28))
                }
                if number(at) == 2 { lost += Int(number(at + 16)) }
                at += size
            }
        }

        mutating func drain(_ sampler: ThreadSampler, _ buffer: inout [UInt8], process: Int32) {
            while true {
                let length = sampler.read(into: &buffer)
                if length == 0 { return }
                take(buffer[..<length], process: process)
            }
        }
    }

    /// A program that uses a processor until it is ended.
    private static func busy() throws -> RunningProgram {
        try RunningProgram("/bin/sh", ["-c", "echo ready; while :; do :; done"])
    }

    private static func ticks(_ process: Int32) throws -> Int64 {
        try #require(try LiveProcess(processID: process).statistics).processorNanoseconds
    }

    /// As many samples as the process used processor time, by events of threads and by events of processors.
    @Test(arguments: [true, false]) func samplesComeByTime(ofProcessors: Bool) throws {
        let program = try Self.busy()
        try program.waitForLine()
        var options = ThreadSampler.Options()
        options.interval = 1_000_000
        options.mayWatchProcessors = ofProcessors
        let sampler = try ThreadSampler(.processes { [program.processID] }, options)
        let before = try Self.ticks(program.processID)
        var count = Count()
        var buffer = [UInt8](repeating: 0, count: ThreadSampler.smallestBuffer)
        _ = eventually(within: .seconds(20)) {
            count.drain(sampler, &buffer, process: program.processID)
            return (try? Self.ticks(program.processID) - before >= 1_000_000_000) ?? true
        }
        let time = try Self.ticks(program.processID) - before
        sampler.stop()
        count.drain(sampler, &buffer, process: program.processID)
        #expect(count.lost == 0)
        #expect((Double(count.samples) / Double(time / 1_000_000) - 1).magnitude < 0.1, "\(count.samples) in \(time)")
        if let running = sampler.processorTime {
            #expect((Double(running) / Double(time) - 1).magnitude < 0.1, "\(running) and \(time)")
        } else {
            #expect(sampler.isOfAllProcesses)
        }
    }

    /// Nobody reads while more comes than the ring holds.
    @Test func whatDoesNotFitIsCounted() throws {
        let program = try Self.busy()
        try program.waitForLine()
        var options = ThreadSampler.Options()
        options.interval = 100_000
        options.ringSize = 1 << 16
        options.mayWatchProcessors = false
        let sampler = try ThreadSampler(.processes { [program.processID] }, options)
        #expect(eventually(within: .seconds(20)) { (sampler.processorTime ?? 0) > 1_000_000_000 })
        sampler.stop()
        var count = Count()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        count.drain(sampler, &buffer, process: program.processID)
        let expected = Double(sampler.processorTime ?? 0) / 100_000
        // A ring into which nothing came any more does not say itself what it lost last.
        let lost = Int(try #require(sampler.lost, "Linux before 6.0 does not count losses by event"))
        #expect(lost >= count.lost)
        #expect(lost > 5_000)
        #expect((Double(count.samples + lost) / expected - 1).magnitude < 0.1, "\(count), \(lost) of \(expected)")
    }

    @Test func whatIsNotThereIsGone() {
        let failure = #expect(throws: InputError.self) {
            var options = ThreadSampler.Options()
            options.mayWatchProcessors = false
            _ = try ThreadSampler(.processes { [Int32.max - 1] }, options)
        }
        #expect(failure?.code == .gone)
    }

    @Test func listsOfProcessorsAreUnderstood() {
        #expect(Processors.parse("0-3,8,10-11\n") == [0, 1, 2, 3, 8, 10, 11])
        #expect(Processors.parse("0\n") == [0])
        #expect(Processors.parse("x,5-2,1-99999999\n").isEmpty)
        #expect(!Processors.online.isEmpty)
    }

    @Test func theCodeThatTheKernelGivesIsAnELFFile() throws {
        #expect(try #require(ProcessMemoryFiles.vdso).starts(with: [0x7f, 0x45, 0x4c, 0x46]))
    }
}
