/// Where stacks of Go programs begin.
enum StackRoots {
    static let names: Set<String> = [
        "runtime.goexit", "runtime.mcall", "runtime.mstart", "runtime.rt0_go", "runtime.morestack", "_rt0_amd64_linux",
        "_rt0_arm64_linux", "runtime.goexit.abi0", "runtime.clone.abi0", "runtime.clone",
    ]

    /// Records of a recording that are no system calls, and the call from which nobody returns.
    static let withoutStack: Set<String> = [
        "process start", "process exit", "thread exit", "exec", "signal", "exit_group", "exit",
    ]
}
