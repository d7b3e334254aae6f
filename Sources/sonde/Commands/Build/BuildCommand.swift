import ArgumentParser

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Tells how a program was built, and what the compiler decided.",
        subcommands: [
            BuildInfoCommand.self, BuildExplainCommand.self, BuildFactsCommand.self, BuildDiffCommand.self,
            BuildBenchCommand.self, BuildGateCommand.self, BuildFunctionsCommand.self, BuildSizeCommand.self,
            BuildAsmCommand.self,
        ])
}
