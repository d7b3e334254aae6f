import Evidence
import GoBinary
import Wire

/// What the notes of a core file tell: threads, the command, mapped files, the auxiliary vector, the signal.
///
/// Source: include/linux/elfcore.h, include/uapi/linux/elf.h, arch/*/include/asm/elf.h of the kernel.
struct CoreFileNotes {
    let architecture: ExecutableArchitecture
    private(set) var threads: [ThreadFacts] = []
    private(set) var processID: Int32?
    private(set) var command = ""
    private(set) var signal: Int32 = 0
    private(set) var faultAddress: UInt64?
    private(set) var files: [CoreFileMapping] = []
    /// By type (AT_ENTRY and the like; getauxval(3)).
    private(set) var auxiliary: [UInt64: UInt64] = [:]

    init(architecture: ExecutableArchitecture) { self.architecture = architecture }

    /// Reads one note segment; damaged notes are counted.
    mutating func read(_ notes: Bytes, quality: inout Quality) {
        var offset = 0
        var damaged = 0
        while offset <= notes.count - 12, let nameSize = notes.load(offset, as: UInt32.self),
            let size = notes.load(offset + 4, as: UInt32.self), let type = notes.load(offset + 8, as: UInt32.self)
        {
            let nameStart = offset + 12
            let start = nameStart + CoreFileNotes.padded(nameSize)
            guard let description = notes.slice(start, Int(size)) else {
                damaged += 1
                break
            }
            let owner = notes.slice(nameStart, Int(nameSize))?.string.prefix { $0 != "\0" } ?? ""
            // Delve leaves the owner empty.
            if owner == "CORE" || owner.isEmpty, !take(type, description) { damaged += 1 }
            offset = start + CoreFileNotes.padded(size)
        }
        quality.count("core.notes-damaged", damaged, .dataLoss, "notes of the core that are cut off or malformed")
    }

    private static func padded(_ size: UInt32) -> Int { (Int(size) + 3) & ~3 }

    /// False when the note is malformed.
    private mutating func take(_ type: UInt32, _ note: Bytes) -> Bool {
        switch type {
        case 1: return takeThread(note)
        case 3: return takeCommand(note)
        case 6: return takeAuxiliary(note)
        case 0x4649_4c45: return takeFiles(note)
        case 0x5349_4749: return takeSignal(note)
        default: return true
        }
    }

    /// NT_PRSTATUS: struct elf_prstatus; the registers are at byte 112.
    private mutating func takeThread(_ note: Bytes) -> Bool {
        guard let current = note.load(12, as: Int16.self), let id = note.load(32, as: Int32.self) else { return false }
        func register(_ index: Int) -> UInt64? { note.load(112 + index * 8) }
        var thread = ThreadFacts(id: id, innermostID: id, state: "T")
        if architecture == .amd64 {
            // struct user_regs_struct of arch/x86.
            guard let rip = register(16), let rsp = register(19), let rbp = register(4), let r14 = register(1),
                let call = register(15)
            else { return false }
            thread.registers = ThreadRegisters(
                programCounter: rip, stackPointer: rsp, framePointer: rbp, linkRegister: 0, goroutineRegister: r14)
            let arguments = [14, 13, 12, 7, 9, 8].compactMap { register($0) }
            if let number = Int32(exactly: call), arguments.count == 6 {
                thread.systemCall = SystemCallFacts(
                    number: number, arguments: arguments, stackPointer: rsp, programCounter: rip)
            }
        } else {
            // struct user_pt_regs of arch/arm64. It does not tell whether the thread was in a system call.
            guard let pc = register(32), let sp = register(31), let x28 = register(28), let x29 = register(29),
                let x30 = register(30)
            else { return false }
            thread.registers = ThreadRegisters(
                programCounter: pc, stackPointer: sp, framePointer: x29, linkRegister: x30, goroutineRegister: x28)
        }
        if threads.isEmpty { signal = Int32(current) }
        threads.append(thread)
        return true
    }

    /// NT_PRPSINFO: struct elf_prpsinfo.
    private mutating func takeCommand(_ note: Bytes) -> Bool {
        guard let id = note.load(24, as: Int32.self), let name = note.slice(40, 16), let line = note.slice(56, 80)
        else {
            return false
        }
        processID = id
        func text(_ bytes: Bytes) -> String { String(decoding: bytes.array.prefix { $0 != 0 }, as: UTF8.self) }
        command = text(line)
        while command.last == " " { command.removeLast() }
        if command.isEmpty { command = text(name) }
        return true
    }

    /// NT_AUXV: pairs of type and value.
    private mutating func takeAuxiliary(_ note: Bytes) -> Bool {
        for offset in stride(from: 0, to: note.count - 15, by: 16) {
            guard let type: UInt64 = note.load(offset), let value: UInt64 = note.load(offset + 8), type != 0 else {
                break
            }
            auxiliary[type] = value
        }
        return note.count >= 16
    }

    /// NT_FILE: count, page size, (start, end, offset in pages) each, then the paths. gdb's pages have one byte.
    private mutating func takeFiles(_ note: Bytes) -> Bool {
        guard let count: UInt64 = note.load(0), let page: UInt64 = note.load(8), count <= UInt64(note.count / 24) else {
            return false
        }
        var path = 16 + Int(count) * 24
        var isWhole = true
        for index in 0..<Int(count) {
            let at = 16 + index * 24
            guard let start: UInt64 = note.load(at), let end: UInt64 = note.load(at + 8),
                let pages: UInt64 = note.load(at + 16), let pathEnd = note.firstIndex(of: 0, from: path),
                let name = note.slice(path, pathEnd - path)?.string
            else { return false }
            path = pathEnd + 1
            let (offset, overflow) = pages.multipliedReportingOverflow(by: page)
            if overflow || end <= start {
                isWhole = false
            } else {
                files.append(CoreFileMapping(start: start, end: end, fileOffset: offset, path: name))
            }
        }
        files.sort { $0.start < $1.start }
        return isWhole
    }

    /// NT_SIGINFO: siginfo_t.
    private mutating func takeSignal(_ note: Bytes) -> Bool {
        guard let number = note.load(0, as: Int32.self), let address: UInt64 = note.load(16) else { return false }
        // gdb writes one for each thread; SIGILL, SIGBUS, SIGFPE, SIGSEGV have an address.
        if faultAddress == nil, [4, 7, 8, 11].contains(number), threads.count <= 1 { faultAddress = address }
        return true
    }
}
