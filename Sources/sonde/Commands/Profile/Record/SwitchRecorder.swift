import Evidence
import Glibc
import GoProfile
import Host
import Wire

/// Records waiting time by stack where BPF is not permitted, or libbpf is missing: by a sample at each context switch
/// (perf events). It costs more, and does not say how long threads were ready to run.
struct SwitchRecorder {
    private let run: RecordingRun
    private let withKernel: Bool
    private let sampler: ThreadSampler

    /// Nil where the kernel does not permit that either.
    init?(_ run: RecordingRun, withKernel: Bool) throws {
        self.run = run
        self.withKernel = withKernel
        var options = ThreadSampler.Options()
        options.source = .switches
        options.withKernelFrames = withKernel
        let target = run.target
        // Of a thread that leaves the processor there is only the kernel's side to be sampled.
        guard
            let sampler = try? ThreadSampler(
                target.isCommand ? .execution(of: target.processID) : .processes { target.processes }, options),
            sampler.hasKernelTime
        else { return nil }
        self.sampler = sampler
    }

    func record() throws -> RecordedProfile {
        var builder = ProfileBuilder(
            sampleTypes: [("waits", "count"), ("off-cpu", "nanoseconds")], periodType: ("off-cpu", "nanoseconds"))
        builder.profile.period = 1
        var options = SampleRecording.Options()
        options.samples = .ofSwitches
        options.withStack = true
        options.deepestStack = SamplingLimits.deepestStack
        options.isFiltered = sampler.isOfAllProcesses
        var recording = SampleRecording(builder, options) { process, path, inode in
            ProcessMemoryFiles.open(process: Int32(bitPattern: process), path: path, inode: inode)
        } look: {
            RecordedTarget.look($0)
        }
        for process in run.target.running() { recording.began(process) }
        if !run.target.isCommand {
            for process in run.target.processes {
                for (thread, stack) in BegunWaits.stacks(process, &recording) {
                    recording.hadBegun(process: UInt32(bitPattern: process), thread: thread, stack: stack)
                }
            }
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        func drain() {
            while true {
                let length = sampler.read(into: &buffer)
                guard length > 0 else { return }
                recording.take(buffer[..<length])
            }
        }
        let span = try run.run(starts: { recording.begins(at: $0) }) { time in
            drain()
            recording.advance(to: time)
        }
        sampler.stop()
        drain()
        recording.ends(at: span.end)
        recording.closeWaits(at: span.end)
        recording.note { facts in
            facts.lost = max(facts.lost, sampler.lost ?? 0)
            facts.event = "all waits of each thread, by context switches"
        }
        let symbols = withKernel ? KernelSymbols() : nil
        let profile = recording.profile(of: span) { symbols?.name(containing: $0) }
        return RecordedProfile(profile: profile, facts: recording.facts, remarks: run.target.ending.map { [$0] } ?? [])
    }
}
