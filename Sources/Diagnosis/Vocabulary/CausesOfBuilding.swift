extension CauseDescription {
    static let buildingStarting: [CauseDescription] = [
        CauseDescription(
            .buildCacheMiss, section: "Building and starting",
            text: "packages are compiled again that could have come from the build cache",
            subject: "packages, reason",
            wrongAnswer: ""),
        CauseDescription(
            .buildLink, section: "Building and starting",
            text: "linking dominates",
            subject: "link step",
            wrongAnswer: ""),
        CauseDescription(
            .buildCompile, section: "Building and starting",
            text: "one package's compilation is the critical path",
            subject: "package",
            wrongAnswer: ""),
        CauseDescription(
            .buildCgo, section: "Building and starting",
            text: "the C compiler dominates",
            subject: "package",
            wrongAnswer: ""),
        CauseDescription(
            .buildModuleDownload, section: "Building and starting",
            text: "module or checksum downloads, or version-control stamping, dominate",
            subject: "host, module",
            wrongAnswer: ""),
        CauseDescription(
            .buildScanner, section: "Building and starting",
            text: "another process (antivirus, indexer, backup) delays file opens and executions",
            subject: "the other process, paths",
            wrongAnswer: ""),
        CauseDescription(
            .buildDebugFlags, section: "Building and starting",
            text: "the program was built with -N -l, -race, -cover or -asan",
            subject: "build settings",
            wrongAnswer: "cpu.hot-function"),
        CauseDescription(
            .startupFileReads, section: "Building and starting",
            text: "start-up is dominated by many or repeated file reads or library loads",
            subject: "files",
            wrongAnswer: ""),
    ]

    static let buildsCompared: [CauseDescription] = [
        CauseDescription(
            .compileInlineLost, section: "Builds compared",
            text: "a hot call is no longer inlined",
            subject: "function, cost",
            wrongAnswer: ""),
        CauseDescription(
            .compileEscapeAdded, section: "Builds compared",
            text: "a value on a hot path now escapes to the heap",
            subject: "variable, path",
            wrongAnswer: ""),
        CauseDescription(
            .compileBoundsCheckAdded, section: "Builds compared",
            text: "a bounds check came into a hot loop",
            subject: "position",
            wrongAnswer: ""),
        CauseDescription(
            .buildDirty, section: "Builds compared",
            text: "the running binary was built from modified sources, or is not what its metadata says",
            subject: "binary",
            wrongAnswer: ""),
        CauseDescription(
            .buildPhantomDependency, section: "Builds compared",
            text: "a module's recorded version is not the code in the binary (replace)",
            subject: "module",
            wrongAnswer: ""),
    ]

    static let exposureEvidence: [CauseDescription] = [
        CauseDescription(
            .exposurePprof, section: "Exposure and evidence",
            text: "profiling endpoints are reachable from outside this machine",
            subject: "listening address",
            wrongAnswer: ""),
        CauseDescription(
            .evidenceInsufficient, section: "Exposure and evidence",
            text: "what was collected cannot decide; the finding says what to collect next, as a command",
            subject: "",
            wrongAnswer: "any guess"),
        CauseDescription(
            .healthy, section: "Exposure and evidence",
            text: """
                nothing above the thresholds; never reported together with another cause of severity warning or \
                above
                """,
            subject: "process",
            wrongAnswer: "any finding"),
    ]
}
