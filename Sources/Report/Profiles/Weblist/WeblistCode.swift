import Evidence
import GoBinary
import GoProfile
import Wire

/// The instructions that each line of some functions was compiled to, wherever they stand.
struct WeblistCode {
    /// An instruction, as one of the functions around it sees it.
    struct Entry {
        var line: AssemblyLine
        /// The calls inlined between the function's line and the instruction, the outermost first.
        var inlined: [String]
        /// The function that the code belongs to.
        var container: String
    }

    struct Key: Hashable {
        var function: String
        var line: Int64
    }

    private(set) var entries: [Key: [Entry]] = [:]
    /// Lines with instructions, by function.
    private(set) var lines: [String: Set<Int64>] = [:]
    /// What the reader should know about what is not there.
    private(set) var notes: [String] = []
    private var count = 0

    /// Most instructions on a page: a browser still scrolls through them.
    private static let limit = 200_000

    /// - Parameter functions: names as the profile has them.
    init(_ code: ProfiledCode, functions: Set<String>, syntax: InstructionDecoder.Syntax) {
        for failure in code.failures {
            notes.append("No machine code of \(failure.file.isEmpty ? "the program" : failure.file): \(failure.reason)")
        }
        for (number, executable) in code.programs.enumerated() {
            do {
                let disassembler = try Disassembler(executable, syntax: syntax)
                let table = try? executable.functionTable()
                for function in code.functions where function.program == number {
                    add(function, code, disassembler, table, functions)
                }
            } catch {
                notes.append("No machine code: \((error as? InputError)?.message ?? "\(error)")")
            }
        }
        lines = Dictionary(grouping: entries.keys, by: \.function).mapValues { Set($0.map(\.line)) }
        if count >= Self.limit {
            notes.append(
                "Only \(Self.limit) instructions are shown: a narrower expression shows all of fewer functions")
        }
    }

    private mutating func add(
        _ function: ProfiledFunction, _ code: ProfiledCode, _ disassembler: Disassembler, _ table: FunctionTable?,
        _ wanted: Set<String>
    ) {
        let index = table?.function(containing: function.function.start)
        guard let table, let index else {
            if wanted.contains(function.function.name) { addWhole(function, code, disassembler) }
            return
        }
        let names = [table.name(index)] + table.inlinedFunctionNames(index)
        guard names.contains(where: wanted.contains) else { return }
        var runs = SourceRuns(table, index)
        // The linker's name may have more to it, such as an ABI.
        let container = table.name(index)
        for line in AssemblyLine.lines(of: function, code, disassembler) {
            var inlined: [String] = []
            for frame in runs.frames(at: line.instruction.address) {
                let name = frame.function
                if wanted.contains(name), count < Self.limit {
                    let key = Key(function: name, line: Int64(frame.line))
                    entries[key, default: []].append(
                        Entry(line: line, inlined: inlined.reversed(), container: container))
                    count += 1
                }
                inlined.append("\(name) \(PathText.base(frame.file)):\(frame.line)")
            }
        }
    }

    /// Code without source positions stands at line 0.
    private mutating func addWhole(_ function: ProfiledFunction, _ code: ProfiledCode, _ disassembler: Disassembler) {
        for line in AssemblyLine.lines(of: function, code, disassembler) where count < Self.limit {
            entries[Key(function: function.function.name, line: 0), default: []].append(
                Entry(line: line, inlined: [], container: function.function.name))
            count += 1
        }
    }
}
