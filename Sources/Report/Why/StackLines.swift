import Diagnosis
import Evidence

/// A folded stack as plain lines, for reports that are no terminal.
enum StackLines {
    struct Line {
        var function: String
        /// `file:line`; empty where it is unknown.
        var place: String
    }

    /// As much as a text shows of a stack, and how many frames that leaves out.
    static func of(_ frames: [ResolvedFrame], paths: PathShortener, _ language: Language) -> (
        lines: [Line], leftOut: Int
    ) {
        let all = FoldedStack(frames, showsAll: false).lines
        let lines = all.prefix(FindingText.mostFrames).map { line in
            switch line {
            case .frame(let frame, let times):
                let name = frame.function.isEmpty ? "?" : FunctionName.short(frame.function)
                let place = paths.location(frame)
                let repeated = times == 1 ? "" : "× \(times)"
                return Line(
                    function: name, place: [place, repeated].filter { !$0.isEmpty }.joined(separator: " "))
            case .folded(let count, let innermost, let outermost):
                let name = FunctionName.short(innermost)
                let text: Phrase =
                    count == 1
                    ? Phrase(name) : "\(name) … \(FunctionName.short(outermost)) (\(count) runtime frames)"
                return Line(function: text.text(language), place: "")
            }
        }
        return (lines, all.count - lines.count)
    }
}
