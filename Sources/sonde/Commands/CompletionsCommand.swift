import ArgumentParser
import Host

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Prints a completion script for a shell.",
        discussion: """
            EXAMPLES
              sonde completions bash > /etc/bash_completion.d/sonde
              sonde completions zsh > "${fpath[1]}/_sonde"
              sonde completions fish > ~/.config/fish/completions/sonde.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try StandardStream.output.write(Array(SondeCommand.completionScript(for: kind).utf8))
    }
}
