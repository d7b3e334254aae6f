import Evidence
import Glibc
import GoProfile
import Host
import Wire

/// A profile that was recorded.
struct RecordedProfile {
    var profile: Profile
    var facts: SamplingFacts
    /// What the user should know.
    var remarks: [String] = []
}

extension SampleRecording {
    /// What was recorded, with when that was and how.
    /// - Parameter kernel: name of the kernel's function at an address; nil when unknown.
    mutating func profile(of span: RecordingRun.Span, kernel: (UInt64) -> String?) -> Profile {
        var profile = finish(vdso: ProcessMemoryFiles.vdso, kernel: kernel)
        profile.timeNanoseconds = span.day
        profile.durationNanoseconds = span.duration
        profile.comments = facts.comments.map { profile.strings.intern($0) }
        return profile
    }
}

/// Records processor time by stack.
struct ProcessorRecorder {
    let rate: Int64
    let withKernel: Bool
    let event: RecordVerb.SampledEvent?

    func record(_ run: RecordingRun) throws -> RecordedProfile {
        let sampler = try sampler(run.target)
        let isCycles = sampler.source == .cycles
        var options = SampleRecording.Options()
        options.interval = isCycles ? 0 : interval
        options.pace = interval
        options.withStack = true
        options.deepestStack = SamplingLimits.deepestStack
        options.isFiltered = sampler.isOfAllProcesses
        var builder = ProfileBuilder(
            sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"))
        builder.profile.period = interval
        var recording = SampleRecording(builder, options) { process, path, inode in
            ProcessMemoryFiles.open(process: Int32(bitPattern: process), path: path, inode: inode)
        } look: {
            RecordedTarget.look($0)
        }
        for (event, root) in sampler.roots { recording.join(event, root: root) }
        for process in run.target.running() { recording.began(process) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        func drain() {
            while true {
                let length = sampler.read(into: &buffer)
                guard length > 0 else { return }
                recording.take(buffer[..<length])
            }
        }
        var account = ProcessorAccount(run.target)
        var (before, lost): (Int64, Int64) = (0, 0)
        let span = try run.run(starts: { begin in
            before = sampler.processorTime ?? 0
            recording.begins(at: begin)
        }) { time in
            drain()
            recording.advance(to: time)
            account.look()
            guard recording.facts.lost > lost else { return }
            // New processes may have been among it.
            lost = recording.facts.lost
            for process in run.target.running() { recording.began(process) }
        }
        let time = sampler.processorTime.map { $0 - before } ?? account.finish()
        recording.ends(at: span.end)
        sampler.stop()
        drain()
        recording.advance(to: .max)
        if isCycles, let time, let cycles = recording.sums.last, cycles > 0 {
            recording.scale(column: 1, by: Double(time) / Double(cycles))
        }
        recording.note { facts in
            facts.lost = max(facts.lost, sampler.lost ?? 0)
            facts.event = Self.description(sampler)
            facts.hasKernelTime = sampler.hasKernelTime
            facts.processorTime = time
        }
        return finish(&recording, span, sampler, run.target)
    }

    private var interval: Int64 { 1_000_000_000 / rate }

    private func finish(
        _ recording: inout SampleRecording, _ span: RecordingRun.Span, _ sampler: ThreadSampler,
        _ target: RecordedTarget
    ) -> RecordedProfile {
        let kernel = withKernel ? KernelSymbols() : nil
        let profile = recording.profile(of: span) { kernel?.name(containing: $0) }
        var remarks: [String] = []
        if let ending = target.ending { remarks.append(ending) }
        if withKernel, !sampler.hasKernelTime {
            remarks.append("the kernel's frames take CAP_PERFMON, or kernel.perf_event_paranoid of 1 or less")
        } else if let kernel, kernel.isEmpty {
            remarks.append("the kernel does not show its functions' addresses: kernel.kptr_restrict hides them")
        }
        return RecordedProfile(profile: profile, facts: recording.facts, remarks: remarks)
    }

    private func sampler(_ target: RecordedTarget) throws -> ThreadSampler {
        var options = ThreadSampler.Options()
        options.interval = interval
        options.withKernelFrames = withKernel
        let subject: ThreadSampler.Subject =
            target.isCommand ? .execution(of: target.processID) : .processes { target.processes }
        guard event == .cycles || (event == nil && withKernel) else { return try ThreadSampler(subject, options) }
        options.source = .cycles
        do {
            let sampler = try ThreadSampler(subject, options)
            // Cycles become time by the time that threads ran, which is that of the program and the kernel.
            if sampler.hasKernelTime { return sampler }
            if event == .cycles {
                throw InputError(
                    .notPermitted,
                    "cycles are only counted where the kernel's part may be: it takes CAP_PERFMON, or "
                        + "kernel.perf_event_paranoid of 1 or less; `--event clock` does without")
            }
        } catch let error as InputError where error.code == .unsupported && event == nil {}
        options.source = .clock
        return try ThreadSampler(subject, options)
    }

    private static func description(_ sampler: ThreadSampler) -> String {
        let parts = sampler.hasKernelTime ? "the program's and the kernel's time" : "the program's time only"
        if sampler.source == .cycles {
            return "cycles of each \(sampler.isOfAllProcesses ? "processor" : "thread"), \(parts)"
        }
        return sampler.isOfAllProcesses
            ? "cpu-clock of each processor, \(parts)" : "task-clock of each thread, \(parts)"
    }
}
