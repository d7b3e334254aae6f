import Diagnosis
import Glibc
import Host
import SystemActivity
import Wire

/// What the process asks of the system and where its threads wait, as far as that costs it little; and what machine and
/// limits give, over the whole time.
struct ActivityCollector: CaseCollector {
    let evidence = "system activity"
    private static let fileName = "activity.capture"

    /// Nanoseconds that recording a call or a wait takes of the process at most (`make bench`: 120,000 calls).
    private static let cost: Int64 = 2_500
    /// Part of one processor's time that recording may take.
    private static let budget = 0.015

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        var options = ActivityRecorder.Options()
        options.withBegunWaits = true
        let recorder = recorder(options, run)
        let file = try run.files.appendable(Self.fileName)
        let capture = try capture(recorder, run, file)
        try recorder.adopt(run.processID)
        return try finish(capture, recorder, run, file)
    }

    /// The same of a program that waits, from its first moment on.
    /// - Parameter started: is called when the program runs.
    func collect(
        _ run: CaseRun, starting program: WaitingProgram, name: String, started: () -> Void
    ) throws -> [CaseManifest.File] {
        let recorder = recorder(ActivityRecorder.Options(), run)
        try recorder.followExecution(of: program.processID)
        let file = try run.files.appendable(Self.fileName)
        let capture = try capture(recorder, run, file)
        try program.start(named: name)
        started()
        return try finish(capture, recorder, run, file)
    }

    private func capture(
        _ recorder: any ActivityRecording, _ run: CaseRun, _ file: AppendedFile
    ) throws -> CaptureRun {
        let capture = try CaptureRun(
            recorder, to: file, facts: CaptureFacts.make(command: [], recorder.backEnd))
        try capture.note(run.processID)
        try capture.sample()
        return capture
    }

    /// Records until the run or the process is over.
    private func finish(
        _ capture: CaptureRun, _ recorder: any ActivityRecording, _ run: CaseRun, _ file: AppendedFile
    ) throws -> [CaseManifest.File] {
        let most = UInt64(Double(run.duration) * Self.budget) / UInt64(Self.cost)
        let life = try ProcessLife(run.processID)
        try capture.run {
            if try capture.recorded() > most { try capture.stopRecording() }
            return run.isOver || life.isOver
        }
        _ = try capture.finish()
        try run.files.keep(file, Self.fileName)
        let source = recorder.backEnd == .looks ? "/proc and /sys" : "the kernel's tracepoints"
        return [CaseManifest.File(Self.fileName, .activity, source: source)]
    }

    private func recorder(_ options: ActivityRecorder.Options, _ run: CaseRun) -> any ActivityRecording {
        do {
            let recorder = try ActivityRecorder(options)
            run.callsAreRecorded()
            return recorder
        } catch {
            run.lacks("system calls and waits", error.message, command: "sudo sonde why \(run.processID)")
            return LookingRecorder()
        }
    }
}
