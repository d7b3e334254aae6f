import ArgumentParser

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Tells how a program was built.", subcommands: [BuildInfoCommand.self])
}
