import ArgumentParser

/// How a target is looked at.
struct LookOptions: ParsableArguments {
    @Flag(help: "Stop the process while it is read: exact instead of nearly so, for as long as the reading takes.")
    var stop = false

    @Option(
        help: ArgumentHelp(
            "The executable that a core file is of, or that a process runs when it cannot be read otherwise.",
            valueName: "path"),
        completion: .file())
    var executable: String?
}
