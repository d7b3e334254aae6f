import Evidence
import GoBinary
import GoBuild
import GoProfile
import Report
import Wire

/// A function side by side: the file it stands in with values and decisions, and its instructions.
struct CodeListing {
    private let inputs: CodeInputs
    private let lines: CodeLines?
    private let function: String
    private var problems: [String]
    private var assembly: CodeAssembly?
    private var file = ""
    private var text: [[UInt8]] = []

    /// Files that are longer are shown around the function.
    private static let lineLimit = 20_000

    init(
        _ function: String, _ inputs: CodeInputs, _ lines: CodeLines?, _ access: CodeAccess?, type: String,
        syntax: InstructionDecoder.Syntax
    ) {
        self.function = function
        self.inputs = inputs
        self.lines = lines
        problems = inputs.problems
        if let program = inputs.program {
            do {
                assembly = try CodeAssembly(function, program, inputs.profile, type: type, syntax: syntax)
            } catch { problems.append("\(error)") }
        }
        file = lines?.functions.first { $0.name == function }?.file ?? assembly?.file ?? declared ?? ""
        readSource(access)
    }

    /// The file in which the compiler saw the function.
    private var declared: String? {
        guard let log = inputs.compiler else { return nil }
        return DecisionQuery.function(function).declarations(in: log).first.map { log.text($0.position.file) }
    }

    private mutating func readSource(_ access: CodeAccess?) {
        // Evidence may name any file; only source is shown.
        guard let access, [".go", ".s", ".c", ".h"].contains(where: file.hasSuffix) else { return }
        var sources = access.sources()
        switch sources.lines(of: file) {
        case .success(let read): text = read
        case .failure(let error): problems.append("\(error)")
        }
    }

    /// Where the function begins.
    private var line: Int {
        if let program = inputs.program, let name = assembly?.names.first,
            let found = program.functions.first(where: { $0.name == name })
        {
            let declared = program.declaration(found).line
            if declared > 0 { return Int(declared) }
        }
        if let known = lines?.functions.first(where: { $0.name == function }) { return Int(clamping: known.line) }
        guard let log = inputs.compiler else { return 1 }
        return DecisionQuery.function(function).declarations(in: log).first.map { Int($0.position.line) } ?? 1
    }

    func answer() -> PageAnswer {
        let values = lines?.values(file) ?? [:]
        let notes = inputs.compiler.map { CodeNotes($0, file: file) }
        let line = line
        let first =
            text.count > Self.lineLimit ? max(0, min(line - Self.lineLimit / 2, text.count - Self.lineLimit)) : 0
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("function", function)
            json.member("file", file)
            json.member("line", line)
            json.member("type", lines?.type ?? "")
            json.member("unit", lines?.unit ?? "")
            json.member("total", lines?.total ?? 0)
            json.member("problems", strings: problems)
            json.member("source", array: text.dropFirst(first).prefix(Self.lineLimit).enumerated()) { json, each in
                let number = first + each.offset + 1
                json.object { json in
                    json.member("line", number)
                    json.member("text", String(decoding: each.element, as: UTF8.self))
                    if let value = values[Int64(number)] {
                        json.member("flat", value.flat)
                        json.member("cum", value.cumulative)
                    }
                    if let notes = notes?.of(number), !notes.isEmpty {
                        json.member("notes", array: notes) { json, note in
                            json.object {
                                $0.member("kind", note.kind)
                                $0.member("text", note.text)
                            }
                        }
                    }
                }
            }
            json.member("assembly") { json in
                if let assembly { assembly.write(to: &json) } else { json.array { _ in } }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
