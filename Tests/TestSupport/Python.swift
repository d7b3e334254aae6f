/// The parsers and compressors of Python, which are not ours.
public enum Python {
    public static let isAvailable = (try? Command.run("python3", ["-c", "import zlib, json"]).succeeded) ?? false

    /// What a script prints.
    public static func output(_ script: String, input: [UInt8] = []) throws -> [UInt8] {
        let result = try Command.run("python3", ["-c", script], input: input)
        guard result.succeeded else { throw TestSupportError("python3 failed: \(result.error)") }
        return result.outputBytes
    }
}
