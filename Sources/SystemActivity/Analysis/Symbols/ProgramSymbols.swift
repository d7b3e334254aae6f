import Evidence
import GoBinary
import Wire

/// Names the addresses of one program: Go's by its function table, others by the symbols of the file.
struct ProgramSymbols {
    private let executable: Executable?
    private let functions: FunctionTable?
    /// What the loader added to the addresses of the file.
    private let slide: UInt64

    /// - Parameters:
    ///   - contents: the file; nil when it could not be opened.
    ///   - entry: where its entry lay in memory.
    init(_ contents: Bytes?, path: String, entry: UInt64) {
        guard let contents, let executable = try? Executable(contents: contents, path: path) else {
            self.executable = nil
            functions = nil
            slide = 0
            return
        }
        self.executable = executable
        functions = try? executable.functionTable()
        // `e_entry` of the ELF header of 64 bits (elf(5)).
        let fileEntry = contents.load(24, as: UInt64.self) ?? entry
        slide = entry == 0 ? 0 : entry &- UInt64(littleEndian: fileEntry)
    }

    /// Frames of an address, innermost first; empty when nothing is known of it.
    func frames(of address: UInt64, _ table: inout StackTable) -> [FrameID] {
        let place = StaticAddress(address &- slide)
        if let functions, let function = functions.function(containing: place), place < functions.end(function) {
            return functions.logicalFrames(function, at: place).map { frame in
                table.intern(
                    frame: Frame(
                        function: table.strings.intern(frame.function), file: table.strings.intern(frame.file),
                        line: frame.line, isInlined: frame.isInlined, isWrapper: frame.isWrapper))
            }
        }
        guard let name = executable?.symbol(containing: place) else { return [] }
        return [table.intern(frame: Frame(function: table.strings.intern(name), file: .empty, line: 0))]
    }
}
