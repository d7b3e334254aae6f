import ArgumentParser

/// The root of all commands.
struct SondeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sonde",
        abstract: "Finds out why a Go program is slow or stuck.",
        discussion: """
            Looks at a running process without stopping it, or at what was saved of one, and says the cause: which \
            goroutine, lock, peer or file holds everything else up.

            EXAMPLES
              sonde why 4711                     what is wrong with process 4711
              sonde why name:checkout            the same, by name
              sonde why http://127.0.0.1:6060    through net/http/pprof
              sonde why dump.txt                 what was wrong when the dump was taken
              sonde goroutines 4711              who waits for whom
              sonde doctor                       what this machine allows

            EXIT STATUS
              0 done   1 a finding at or above --fail-on   2 wrong arguments or input
              3 not permitted   4 the target is gone   130 interrupted
            """,
        version: Version.text,
        subcommands: [
            WhyCommand.self, CollectCommand.self, PsCommand.self, GoroutinesCommand.self, ProfileCommand.self,
            TraceCommand.self,
            CaptureCommand.self, EventsCommand.self, BuildCommand.self, UICommand.self, CausesCommand.self,
            DoctorCommand.self,
            CompletionsCommand.self,
        ])
}

/// Version of sonde.
enum Version {
    static let number = "0.1.0"
    static let text = "sonde \(number)"
}
