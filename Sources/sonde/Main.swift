import ArgumentParser
import Host

/// Entry of the program: parses the command line, runs one command, and turns its end into an exit status.
@main enum Main {
    static func main() {
        StandardStream.ignoreBrokenPipes()
        Interruption.install()
        let arguments = ArgumentRewriting.rewritten(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try SondeCommand.parseAsRoot(arguments)
            try command.run()
        } catch {
            ProgramEnd.exit(after: error)
        }
    }
}
