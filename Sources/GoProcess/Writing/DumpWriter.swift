import Evidence
import GoBinary

/// Prints a snapshot the way `goroutine?debug=2` does (`goroutineheader` and `traceback2` in runtime/traceback.go of
/// Go 1.27), so that whatever reads goroutine dumps reads it.
///
/// What a snapshot does not hold is not made up: arguments are printed as `_`, the runtime's own word for one that it
/// cannot show, and the offset into the function is left out.
public struct DumpWriter {
    /// Which goroutines and frames are printed.
    public struct Options: Sendable {
        /// Goroutines of the runtime itself as well.
        public var includesSystem: Bool
        /// The frames that GOTRACEBACK=all hides as well.
        public var includesRuntimeFrames: Bool

        public init(includesSystem: Bool = false, includesRuntimeFrames: Bool = false) {
            self.includesSystem = includesSystem
            self.includesRuntimeFrames = includesRuntimeFrames
        }
    }

    private let snapshot: GoroutineSnapshot
    private let options: Options
    private let rules: TracebackRules
    /// The printed lines of each stack that came up.
    private var stackTexts: [StackID: [UInt8]] = [:]
    private var output: [UInt8] = []

    /// The dump, in UTF-8.
    public static func write(_ snapshot: GoroutineSnapshot, options: Options = Options()) -> [UInt8] {
        var writer = DumpWriter(snapshot, options)
        for goroutine in snapshot.goroutines {
            if goroutine.flags.contains(.system), !options.includesSystem { continue }
            writer.write(goroutine)
        }
        return writer.output
    }

    private init(_ snapshot: GoroutineSnapshot, _ options: Options) {
        self.snapshot = snapshot
        self.options = options
        rules = GoVersion(snapshot.goVersion).map { TracebackRules.of(minorVersion: $0.minor) } ?? .current
    }

    private mutating func append(_ text: String) { output += text.utf8 }

    private mutating func write(_ goroutine: Goroutine) {
        if !output.isEmpty { append("\n") }
        append("goroutine \(goroutine.id) [\(status(goroutine))]\(labels(goroutine)):\n")
        if goroutine.stack == .empty {
            append("\tgoroutine running on other thread; stack unavailable\n")
        } else {
            if stackTexts[goroutine.stack] == nil { stackTexts[goroutine.stack] = text(of: goroutine.stack) }
            output += stackTexts[goroutine.stack] ?? []
        }
        writeCreation(goroutine)
    }

    private func status(_ goroutine: Goroutine) -> String {
        var text = snapshot.stateText(goroutine)
        if goroutine.state == .leaked { text += " (leaked)" }
        if goroutine.flags.contains(.scanning) { text += " (scan)" }
        let minutes = goroutine.waitingNanoseconds / 60_000_000_000
        if minutes >= 1, goroutine.state == .waiting || goroutine.state == .systemCall {
            text += ", \(minutes) minutes"
        }
        if goroutine.flags.contains(.lockedToThread) { text += ", locked to thread" }
        return text
    }

    private func labels(_ goroutine: Goroutine) -> String {
        let index = Int(goroutine.labels)
        guard index < snapshot.labelSets.count, !snapshot.labelSets[index].isEmpty else { return "" }
        let list = snapshot.labelSets[index].map { "\(quoted($0.key)): \(quoted($0.value))" }
        return " {\(list.joined(separator: ", "))}"
    }

    /// A label's text, in quotes when it holds more than letters, digits, dots, slashes and underscores.
    private func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "/", "_": true
            default: false
            }
        }
        // The runtime prints an empty text bare; in quotes it can be told from a missing one.
        if isPlain, !text.isEmpty { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\\", "\"": result += "\\\(scalar)"
            case " "..."~": result.unicodeScalars.append(scalar)
            default:
                result +=
                    scalar.value <= 0x7f
                    ? "\\x" + hexadecimal(scalar.value, digits: 2)
                    : scalar.value <= 0xffff
                        ? "\\u" + hexadecimal(scalar.value, digits: 4) : "\\U" + hexadecimal(scalar.value, digits: 8)
            }
        }
        return result + "\""
    }

    private func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private func text(of stack: StackID) -> [UInt8] {
        let stacks = snapshot.stacks
        let frames =
            options.includesRuntimeFrames
            ? stacks.frameIDs(stack) : FrameKinds.shownByRuntime(stack, in: stacks, rules: rules, isWrapper: isWrapper)
        var result: [UInt8] = []
        for id in frames {
            let frame = stacks[id]
            let name = printedName(stacks.functionName(id))
            if name == TextDump.elidedFunction {
                result += "...additional frames elided...\n".utf8
            } else if frame.file == .empty {
                // C code without symbols: the runtime prints the address alone.
                result += "\(name)\n\tpc=0x0\n".utf8
            } else {
                result += "\(name)(\(frame.isInlined ? "..." : "_"))\n\t\(stacks.fileName(id)):\(frame.line)\n".utf8
            }
        }
        return result
    }

    private func isWrapper(_ id: FrameID) -> Bool {
        FrameKinds.isWrapper(function: snapshot.stacks.functionName(id), file: snapshot.stacks.fileName(id))
    }

    private mutating func writeCreation(_ goroutine: Goroutine) {
        guard goroutine.creation != .none, goroutine.id != 1 else { return }
        let name = snapshot.stacks.functionName(goroutine.creation)
        guard
            options.includesRuntimeFrames
                || FrameKinds.isShownByRuntime(
                    function: name, isWrapper: false, isFirst: false, callee: nil, rules: rules)
        else { return }
        append("created by \(printedName(name))")
        if goroutine.parent != 0 { append(" in goroutine \(goroutine.parent)") }
        append("\n\t\(snapshot.stacks.fileName(goroutine.creation)):\(snapshot.stacks[goroutine.creation].line)\n")
    }

    /// A function's name as tracebacks print it: gopanic as `panic`, type arguments as `[...]`.
    private func printedName(_ name: String) -> String {
        if name == "runtime.gopanic" { return "panic" }
        let bytes = Array(name.utf8)
        guard bytes.contains(UInt8(ascii: "[")) else { return name }
        var result: [UInt8] = []
        var depth = 0
        for byte in bytes {
            if byte == UInt8(ascii: "[") {
                if depth == 0 { result += "[...".utf8 }
                depth += 1
            } else if byte == UInt8(ascii: "]"), depth > 0 {
                depth -= 1
                if depth == 0 { result.append(byte) }
            } else if depth == 0 {
                result.append(byte)
            }
        }
        return depth == 0 ? String(decoding: result, as: UTF8.self) : name
    }
}
