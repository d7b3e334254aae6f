import Host
import Wire

/// What is said of a recording beside its result, on standard error.
enum RecordingRemarks {
    /// Why a recording is the lesser one, before it begins.
    static func lesser(_ shortcoming: InputError) throws {
        try write("recording by ptrace, since \(shortcoming.message)")
    }

    /// Why nothing was seen of the goroutines of what a go command ran.
    static func unseen(_ problem: InputError) throws {
        try write("the goroutines of the program that was run could not be looked at: \(problem.message)")
    }

    private static func write(_ text: String) throws { try StandardStream.error.write(Array((text + "\n").utf8)) }
}
