import Evidence
import Wire

/// A command that the go command ran or would have run, as `go build -x` (or -n) prints it: without times.
public struct GoBuildStep: Sendable, Equatable {
    /// Place of its line in the text, from 1.
    public var line: Int
    /// `NAME=value` before the command.
    public var environment: [String] = []
    /// The command with its arguments; `$WORK` is left as it stands.
    public var words: [String]
    /// Where it runs, by the last `cd`; empty when the text does not say.
    public var workingFolder: String
    /// The file that its output goes to; nil for none.
    public var redirection: String?
    /// What is handed to it: the lines between `<< 'EOF'` and `EOF`.
    public var input: String?
    /// Whether the go command does it itself, which it marks with `# internal`.
    public var isInternal = false
    /// Folder in the work folder that it belongs to, such as `b042`; empty for none.
    public var folder = ""

    /// The command's name without its path: `compile`, `asm`, `link`, `mkdir`; `buildid` for `go tool buildid`.
    public var tool: String {
        guard let first = words.first else { return "" }
        if words.count > 2, words[1] == "tool", first == "go" || first.hasSuffix("/go") { return words[2] }
        return PathText.last(first)
    }

    /// What stands behind a flag, such as `-p` or `-o`; nil when the flag is not there.
    public func value(of flag: String) -> String? {
        guard let place = words.firstIndex(of: flag), place + 1 < words.count else { return nil }
        return words[place + 1]
    }
}

/// What `go build -x` prints to standard error.
public struct GoBuildSteps: Sendable {
    /// The work folder, which the text calls `$WORK`; empty when it does not say.
    public private(set) var work = ""
    public private(set) var steps: [GoBuildStep] = []
    /// Lines that are no commands, such as messages of a compiler: `# package` and what follows it.
    public private(set) var messages: [String] = []
    public private(set) var quality = Quality()

    private var folder = ""

    /// - Throws: `notRecognised` when no line names the work folder.
    public init(_ bytes: Bytes) throws(InputError) {
        var offset = 0
        var number = 0
        var here: (end: String, lines: [String])?
        while offset < bytes.count {
            let end = bytes.lineEnd(from: offset)
            let line = (bytes.slice(offset, end - offset) ?? Bytes()).string
            offset = end + 1
            number += 1
            if let document = here {
                if line == document.end {
                    if !steps.isEmpty { steps[steps.count - 1].input = document.lines.joined(separator: "\n") }
                    here = nil
                } else {
                    here?.lines.append(line)
                }
                continue
            }
            if let end = take(line, number) { here = (end, []) }
        }
        if here != nil { quality.count("gosteps.cut", 1, .dataLoss, "the text ends within what a command is handed") }
        guard !work.isEmpty else {
            throw InputError(
                .notRecognised, "is no text of go build -x: no line says WORK=…", offset: 0)
        }
    }

    /// - Returns: the word that ends what follows, if the command is handed lines.
    private mutating func take(_ line: String, _ number: Int) -> String? {
        if line.isEmpty { return nil }
        if line.hasPrefix("WORK=") {
            work = String(line.dropFirst(5))
            return nil
        }
        if line.hasPrefix("# ") {
            messages.append(line)
            return nil
        }
        guard var command = GoBuildCommandLine(line) else {
            messages.append(line)
            return nil
        }
        if command.words.first == "cd", command.words.count == 2 {
            folder = command.words[1]
            return nil
        }
        let environment = Array(command.words.prefix { GoBuildCommandLine.isAssignment($0) })
        command.words.removeFirst(environment.count)
        // `./main.go:3:1: syntax error`
        guard let first = command.words.first, !first.hasSuffix(":") else {
            messages.append(line)
            return nil
        }
        var step = GoBuildStep(
            line: number, environment: environment, words: command.words, workingFolder: folder,
            redirection: command.redirection, isInternal: command.isInternal)
        step.folder = actionFolder(step)
        steps.append(step)
        return command.inputEnd
    }

    /// `b042` of the first word that lies in the work folder: the output comes before inputs.
    private func actionFolder(_ step: GoBuildStep) -> String {
        let output = step.value(of: "-o").map { [$0] } ?? []
        for word in output + (step.redirection.map { [$0] } ?? []) + step.words {
            for start in ["$WORK/", work + "/"] where start.utf8.count > 1 && word.hasPrefix(start) {
                let part = word.dropFirst(start.count).prefix { $0 != "/" && $0 != "=" }
                if part.first == "b", part.dropFirst().allSatisfy(\.isNumber), part.count > 1 { return String(part) }
            }
        }
        return ""
    }
}

/// A line of the shell's language, as far as the go command writes it: words with quotation marks, one redirection, one
/// document, a comment.
struct GoBuildCommandLine {
    var words: [String] = []
    var redirection: String?
    var inputEnd: String?
    var isInternal = false

    /// nil when quotation marks do not match.
    init?(_ line: String) {
        var word: [UInt8]?
        var quote: UInt8 = 0
        var isEscaped = false
        var all: [String] = []
        for byte in line.utf8 {
            if isEscaped {
                word = (word ?? []) + [byte]
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                isEscaped = true
                word = word ?? []
            } else if quote != 0 {
                if byte == quote { quote = 0 } else { word?.append(byte) }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
                word = word ?? []
            } else if byte == UInt8(ascii: " ") {
                if let done = word { all.append(String(decoding: done, as: UTF8.self)) }
                word = nil
            } else {
                if word == nil { word = [] }
                word?.append(byte)
            }
        }
        guard quote == 0, !isEscaped else { return nil }
        if let word { all.append(String(decoding: word, as: UTF8.self)) }
        take(all)
        if words.isEmpty { return nil }
    }

    private mutating func take(_ all: [String]) {
        var at = 0
        while at < all.count {
            let word = all[at]
            at += 1
            if word == "#" {
                isInternal = all[at...] == ["internal"]
                return
            }
            if word == ">" || word == "<<", at < all.count {
                if word == ">" { redirection = all[at] } else { inputEnd = all[at] }
                at += 1
            } else if word.hasPrefix(">"), word.utf8.count > 1, !words.isEmpty {
                redirection = String(word.dropFirst())
            } else {
                words.append(word)
            }
        }
    }

    /// Whether a word is `NAME=value`.
    static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
        return word[..<equals].utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 }
    }
}
