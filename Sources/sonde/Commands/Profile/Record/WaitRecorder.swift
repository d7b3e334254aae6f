import Evidence
import Glibc
import GoProfile
import Host
import SystemActivity
import Wire

/// Records waiting time by stack: the waits and their stacks come from the recorder of system activity (BPF), what the
/// addresses are of comes from news of processes, as for samples.
final class WaitRecorder {
    private let run: RecordingRun
    /// When the kernel's frames are wanted.
    private let symbols: KernelSymbols?
    /// Addresses of the kernel, by whether they are in what records.
    private var isOfRecording: [UInt64: Bool] = [:]
    private let recorder: ActivityRecorder
    private let news: ThreadSampler
    private var recording: SampleRecording
    private var waits = CaptureWaits()
    /// Waits that end later than the news that have come.
    private var pending: [CaptureWaits.Wait] = []
    /// Stacks of threads that waited when the recording began, by thread.
    private var begun: [UInt32: [UInt64]] = [:]
    private var buffer = [UInt8](repeating: 0, count: 4 << 20)
    private var count: Int64 = 0
    private var begin: Int64 = 0

    /// Without BPF, by the kernel's context switches.
    static func record(_ run: RecordingRun, withKernel: Bool) throws -> RecordedProfile {
        let recorder: WaitRecorder
        do { recorder = try WaitRecorder(run, withKernel: withKernel) } catch {
            guard let switches = try SwitchRecorder(run, withKernel: withKernel) else { throw error }
            return try switches.record()
        }
        return try recorder.record()
    }

    private init(_ run: RecordingRun, withKernel: Bool) throws {
        self.run = run
        symbols = withKernel ? KernelSymbols() : nil
        var options = ActivityRecorder.Options()
        options.withCalls = false
        options.withBegunWaits = true
        recorder = try ActivityRecorder(options)
        var newsOptions = ThreadSampler.Options()
        newsOptions.source = .none
        newsOptions.stackSize = 0
        let target = run.target
        news = try ThreadSampler(
            target.isCommand ? .execution(of: target.processID) : .processes { target.processes }, newsOptions)
        var builder = ProfileBuilder(
            sampleTypes: [("waits", "count"), ("off-cpu", "nanoseconds"), ("ready", "nanoseconds")],
            periodType: ("off-cpu", "nanoseconds"))
        builder.profile.period = 1
        builder.profile.defaultSampleType = builder.intern("off-cpu")
        var recordingOptions = SampleRecording.Options()
        recordingOptions.samples = .none
        recordingOptions.isFiltered = news.isOfAllProcesses
        recording = SampleRecording(builder, recordingOptions) { process, path, inode in
            ProcessMemoryFiles.open(process: Int32(bitPattern: process), path: path, inode: inode)
        }
    }

    private func record() throws -> RecordedProfile {
        for process in run.target.running() { recording.began(process) }
        if run.target.isCommand {
            try recorder.followExecution(of: run.target.processID)
        } else {
            for process in run.target.processes {
                for (thread, stack) in BegunWaits.stacks(process, &recording) { begun[thread] = stack }
            }
            try recorder.adopt(run.target.processID)
        }
        let span = try run.run(starts: { begin in
            self.begin = begin
        }) { time in
            try drain()
            take(until: time)
        }
        try recorder.closeOpen()
        try drain()
        news.stop()
        take(until: .max)
        return try finish(span)
    }

    private func drain() throws {
        while true {
            let length = try recorder.read(into: &buffer)
            guard length > 0 else { break }
            waits.take(buffer, count: length) { pending.append($0) }
        }
        while true {
            let length = news.read(into: &buffer)
            guard length > 0 else { return }
            recording.take(buffer[..<length])
        }
    }

    private func take(until time: Int64) {
        pending.sort { ($0.end, $0.thread) < ($1.end, $1.thread) }
        let count = pending.firstIndex { $0.end > time } ?? pending.count
        for wait in pending[..<count] {
            // A process that ends has no memory left of which its last waits could tell.
            recording.advance(to: wait.end)
            add(wait)
        }
        pending.removeFirst(count)
        recording.advance(to: time)
    }

    private func add(_ wait: CaptureWaits.Wait) {
        // What happened while the recording was made ready is no part of it.
        let duration = wait.end - max(wait.begin, begin)
        guard duration > 0 else { return }
        count += 1
        let values = [1, duration, min(wait.ready, duration)]
        if wait.isPreempted {
            recording.add(process: wait.process, thread: wait.thread, name: SampleRecording.preempted, values)
            return
        }
        var user = recording.restored(process: wait.process, wait.userStack, words: wait.top == 0 ? [] : [wait.top])
        // The first wait of a thread may have begun before the recording.
        let first = begun.removeValue(forKey: wait.thread)
        if user.isEmpty, let first { user = first }
        let kernel = kernelFrames(wait)
        if user.isEmpty, kernel.isEmpty {
            recording.add(process: wait.process, thread: wait.thread, name: SampleRecording.unknownWait, values)
        } else {
            recording.add(process: wait.process, thread: wait.thread, kernel: kernel, user: user, values)
        }
    }

    /// The kernel's frames without those of the recording itself.
    private func kernelFrames(_ wait: CaptureWaits.Wait) -> [UInt64] {
        guard let symbols else { return [] }
        let first = wait.kernelStack.firstIndex { address in
            if let known = isOfRecording[address] { return !known }
            let name = symbols.name(containing: address) ?? ""
            let isOwn = ["bpf_", "__bpf_", "__traceiter_"].contains { name.hasPrefix($0) }
            isOfRecording[address] = isOwn
            return !isOwn
        }
        return Array(wait.kernelStack[(first ?? 0)...])
    }

    private func finish(_ span: RecordingRun.Span) throws -> RecordedProfile {
        let counters = try recorder.counters()
        recording.note { facts in
            facts.event = "all waits of each thread, by the kernel's scheduler"
            facts.samples = count
            facts.lost = Int64(clamping: counters.lost)
        }
        let profile = recording.profile(of: span) { [symbols] in symbols?.name(containing: $0) }
        return RecordedProfile(profile: profile, facts: recording.facts, remarks: run.target.ending.map { [$0] } ?? [])
    }
}
