import ArgumentParser
import Glibc
import Host
import SystemActivity
import Wire

struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Records what a command, or a running process, asks of the system.",
        discussion: """
            Every system call of the whole tree of processes, with its duration, result, paths and stack; what threads \
            waited for and who woke them; which programs ran.

            EXAMPLES
              sonde capture -o build.capture -- go build ./...
              sonde capture -p 4711 -o server.capture
              sonde capture -o files.capture --where 'class == file and not path ~ "^/proc/"' -- go run .
              sonde capture -o server.capture -p 4711 --drop futex,nanosleep,epoll_pwait
              sonde events summary build.capture
            """)

    @Option(name: .shortAndLong, help: "The file to write.")
    var output = "sonde.capture"

    @Option(name: .shortAndLong, help: ArgumentHelp("Follow this process until it ends.", valueName: "PID"))
    var process: Int32?

    @Flag(help: "Record no stacks.")
    var noStacks = false

    @Flag(help: "Record the environment of programs; it may hold secrets.")
    var environment = false

    @Flag(help: "Where the kernel permits no better, record a running process by stopping its threads at each call.")
    var stop = false

    @OptionGroup var selection: CaptureSelection

    @Argument(parsing: .postTerminator, help: "The command to run, after --.")
    var command: [String] = []

    func validate() throws {
        guard (process == nil) != command.isEmpty else {
            throw ValidationError("Name a process with -p, or a command behind --.")
        }
        try selection.check()
    }

    func run() throws {
        var options = ActivityRecorder.Options()
        options.withStacks = !noStacks
        options.withEnvironment = environment
        // Says by itself when there is no such process.
        if let process { try LiveProcess(processID: process).refuseKernelThread() }
        options.droppedCalls = selection.dropsInKernel
        options.withBegunWaits = process != nil
        let (recorder, shortcoming) = try ActivityBackEnd.recorder(options)
        if let shortcoming {
            // Looking at a process must not stop it unless the user asks.
            if process != nil, !stop {
                throw InputError(
                    shortcoming.code,
                    shortcoming.message + "; --stop records without that, and stops each thread twice at each call")
            }
            try RecordingRemarks.lesser(shortcoming)
        }
        let facts =
            CaptureFacts.make(command: command, recorder.backEnd)
            + (selection.isEmpty ? [] : [("filter", selection.text)])
        let filter = try selection.filter(facts)
        let file = try AppendedFile(output)
        let capture = try CaptureRun(recorder, to: file, facts: facts, filter: filter)
        // Ctrl-C reaches the command as well; what was recorded until then is kept.
        let stop = RecordingStop()
        try Interruption.heeded(by: { stop.request() }) {
            try process == nil ? record(capture, recorder, stop) : follow(capture, recorder, stop)
        }
    }

    private func record(_ capture: CaptureRun, _ recorder: any ActivityRecording, _ stop: RecordingStop) throws {
        let program = try WaitingProgram(command)
        try recorder.followExecution(of: program.processID)
        try capture.note(program.processID)
        try capture.sample()
        try program.start(named: command[0])
        // Its last words are read before it is gone for good.
        try capture.run { stop.isRequested || recorder.hasEnded(program) }
        try report(capture.finish(), recorder.backEnd, capture)
    }

    private func follow(_ capture: CaptureRun, _ recorder: any ActivityRecording, _ stop: RecordingStop) throws {
        guard let process else { return }
        // One whose parent takes no notice of its end stays in the list of processes.
        let life = try ProcessLife(process)
        for id in ProcessList.tree(process) { try capture.note(id) }
        try capture.sample()
        try recorder.adopt(process)
        try capture.run { stop.isRequested || life.isOver }
        try report(capture.finish(), recorder.backEnd, capture)
    }

    private func report(
        _ counters: ActivityRecorder.Counters, _ backEnd: ActivityBackEnd, _ capture: CaptureRun
    ) throws {
        let lost = counters.lost == 0 ? "nothing was lost" : "\(counters.lost) records were LOST"
        let dropped = selection.isEmpty ? "" : ", \(capture.dropped(counters)) of them left out as you asked"
        let waits = backEnd == .bpf ? "\(counters.blocks) waits" : "waits are not seen by ptrace"
        var text =
            "\(output): \(counters.calls &+ counters.dropped) system calls\(dropped), \(waits); \(lost); "
            + "\(capture.written / 1024) KiB\n"
        if counters.released > 0 {
            text += "\(counters.released) programs with other privileges were not followed\n"
        }
        try StandardStream.error.write(Array(text.utf8))
    }
}
