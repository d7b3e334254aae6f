import ArgumentParser
import GoProfile
import Host
import Wire

/// `sonde profile record`: a profile of a running process, or of a command, taken from outside.
struct RecordVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Makes a profile of any running program, from outside.",
        discussion: """
            Samples what the threads of a process and of all that it starts do on the processors, by the kernel's own \
            clocks (perf_event_open), or with --off-cpu records where they wait and for how long. The program needs no \
            code for it and is not stopped. Ctrl-C ends the recording and writes the profile; it reaches a command \
            that was started as well.

            Own processes can be sampled by everybody where kernel.perf_event_paranoid is 2 or less; what the kernel \
            does for a program, other users' processes and --off-cpu take CAP_PERFMON (and CAP_BPF) or root.

            EXAMPLES
              sonde profile record -p 4711 --duration 30s
              sonde profile record -o build.pb.gz -- go build ./...
              sonde profile record --kernel -p 4711 && sonde profile flame cpu.pb.gz
              sonde profile record --off-cpu -p 4711 --duration 10s
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The process, until it ends.", valueName: "PID"))
    var process: Int32?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "File to write; - for standard output. cpu.pb.gz or off-cpu.pb.gz by default.", valueName: "FILE"))
    var output: String?

    @Option(help: ArgumentHelp("How long; until the program ends by default.", valueName: "TIME"))
    var duration: DurationArgument?

    @Option(help: ArgumentHelp("Samples in a second of each thread's processor time, 1 to 10000.", valueName: "HZ"))
    var rate: Int64 = 99

    @Flag(help: "Begin stacks with the kernel's frames.")
    var kernel = false

    @Flag(help: "Record waiting time by stack instead of processor time.")
    var offCpu = false

    @Option(
        help: ArgumentHelp(
            "What is sampled: clock (time on processors) or cycles (the processors' own counter; needs no virtual "
                + "machine). By default cycles for --kernel where there are some, since they also see code that "
                + "interrupts cannot stop, and clock otherwise.", valueName: "EVENT"))
    var event: SampledEvent?

    @Argument(parsing: .postTerminator, help: "The command to run, after --.")
    var command: [String] = []

    enum SampledEvent: String, ExpressibleByArgument, CaseIterable {
        case clock, cycles
    }

    func validate() throws {
        guard (process == nil) != command.isEmpty else {
            throw ValidationError("Name a process with -p, or a command behind --.")
        }
        if let process, process <= 0 { throw ValidationError("\(process) is no number of a process.") }
        guard (1...10_000).contains(rate) else { throw ValidationError("--rate takes 1 to 10000 samples a second.") }
        if let duration, duration.nanoseconds <= 0 { throw ValidationError("--duration must be more than nothing.") }
        if output == "-", !command.isEmpty {
            throw ValidationError("The command writes to standard output as well: name a file with -o.")
        }
        if offCpu, event != nil { throw ValidationError("--off-cpu records every wait, and samples no --event.") }
    }

    func run() throws {
        if let highest = SamplingLimits.highestRate, rate > highest {
            throw InputError(
                .usage,
                "the kernel takes \(highest) samples a second at most: lower --rate, or "
                    + "`sudo sysctl kernel.perf_event_max_sample_rate=\(rate)`")
        }
        let path = output ?? (offCpu ? "off-cpu.pb.gz" : "cpu.pb.gz")
        if path == "-", StandardStream.output.isTerminal {
            throw InputError(.usage, "this would write binary data to the terminal: name a file with -o FILE")
        }
        // Found out before the work is done.
        let file = path == "-" ? nil : try AtomicFileWriter(path, mode: 0o666)
        let target = try RecordedTarget(process: process, command: command)
        let stop = RecordingStop()
        try Interruption.heeded(by: { stop.request() }) {
            let run = RecordingRun(target, stop: stop, duration: duration?.nanoseconds)
            let recorded =
                try offCpu
                ? WaitRecorder.record(run, withKernel: kernel)
                : ProcessorRecorder(rate: rate, withKernel: kernel, event: event).record(run)
            let bytes = try ProtoWriter.gzip(recorded.profile)
            if let file {
                try file.write(bytes)
                try file.commit()
            } else {
                try StandardStream.output.write(bytes)
            }
            RecordingSummary(recorded, path: path).write()
        }
    }
}
