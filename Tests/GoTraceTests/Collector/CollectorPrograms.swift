import TestSupport

/// Programs whose traces are looked at.
enum CollectorPrograms {
    /// Programs that keep the collector busy, of all versions of the format, and one that is a server.
    static let all: [TracedProgram] =
        TracedProgram.versions.flatMap { version in
            [
                TracedProgram(.toolchain, "gc-stress", version: version),
                TracedProgram(.toolchain, "stress", version: version, debug: TracedProgram.manyGenerations),
                TracedProgram(.toolchain, "stacks", version: version, debug: TracedProgram.manyGenerations),
            ]
        } + [TracedProgram(.zoo, "service", version: GoToolchain.newestVersion)]
}
