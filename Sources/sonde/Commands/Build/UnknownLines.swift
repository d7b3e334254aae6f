import GoBuild
import Report

/// What of the compiler's output was not understood, in words for errors and warnings.
enum UnknownLines {
    /// `3 lines were not understood, the first at byte 12: what it says`; nil when there is none.
    static func sentence(_ output: CompilerOutput) -> String? {
        let count = output.log.unknownLines + output.listing.unknownLines
        guard count > 0 else { return nil }
        let text = "\(count == 1 ? "one line was" : "\(count) lines were") not understood"
        guard let first = (output.log.unknown + output.listing.unknown).min(by: { $0.offset < $1.offset }) else {
            return text
        }
        let place = "\(text), the first at byte \(first.offset)"
        return DisplayWidth.excerpt(first.text).map { "\(place): \($0)" } ?? "\(place), which is no text"
    }

    /// The same of messages alone.
    static func sentence(_ log: CompilerLog) -> String? {
        var output = CompilerOutput()
        output.log = log
        return sentence(output)
    }
}
