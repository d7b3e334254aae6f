import ArgumentParser

struct GoroutinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "goroutines", abstract: "Shows goroutines by group: what each waits for, and who holds it up.",
        subcommands: [GoroutinesShowCommand.self, GoroutinesDiffCommand.self],
        defaultSubcommand: GoroutinesShowCommand.self)
}
