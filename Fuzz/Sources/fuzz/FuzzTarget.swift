/// A reader of input that anybody may have made, as libFuzzer runs it.
struct FuzzTarget: Sendable {
    let name: String
    /// What is read, for the list.
    let what: String
    /// Longest input that is tried, bytes: as short as what shows all features, since short ones run faster.
    let maximumLength: Int
    /// Small inputs to start from.
    let seeds: @Sendable () -> [[UInt8]]
    /// Reads the input and asks all that sonde asks. Whatever the input is, it returns.
    let run: @Sendable ([UInt8]) -> Void

    static let all =
        binaries + machineCode + goroutines + profiles + samples + profileReports + traces + activity
        + [capture] + procmon + reports + builds
        + operatingSystem
        + commandLine
        + bytes + program
        + memory
}

/// Takes a value, so that the work of making it is not optimised away.
@inline(never)
@_optimize(none)
func consume<T>(_ value: T) {}
