import Evidence
import GoBinary
import Wire

/// The files that sampled code lies in.
struct SampledPrograms {
    /// A file as a process has mapped it.
    struct Identity: Hashable {
        var path: String
        var inode: UInt64
    }

    private(set) var identities: [Identity] = []
    private var numbers: [Identity: Int] = [:]
    private var contents: [Bytes?] = []
    private var programs: [Int: SampledProgram] = [:]
    private let open: SampleRecording.Opening

    init(open: @escaping SampleRecording.Opening) { self.open = open }

    /// The number of a file, which is opened when it is new: it may be gone when its names are wanted.
    mutating func number(_ identity: Identity, process: UInt32) -> Int {
        if let known = numbers[identity] { return known }
        numbers[identity] = identities.count
        identities.append(identity)
        let isFile = !ProfileMapping.isWithoutProgram(identity.path)
        contents.append(isFile ? open(process, identity.path, identity.inode) : nil)
        return identities.count - 1
    }

    /// Takes what the kernel gives to all programs, which is no file.
    mutating func set(_ bytes: Bytes, for file: Int) {
        contents[file] = bytes
        programs[file] = nil
    }

    /// Nil when the file is none of a program, or could not be opened.
    mutating func program(_ file: Int) -> SampledProgram? {
        if let known = programs[file] { return known.executable == nil ? nil : known }
        let program = SampledProgram(contents[file], path: identities[file].path)
        programs[file] = program
        return program.executable == nil ? nil : program
    }
}

/// What is asked of a program for each sample.
struct SampledProgram {
    let executable: Executable?
    let functions: FunctionTable?

    init(_ contents: Bytes?, path: String) {
        executable = contents.flatMap { try? Executable(contents: $0, path: path) }
        functions = try? executable?.functionTable()
    }

    /// Where the return address of the function at an address lies, in bytes from the stack pointer on; nil for code
    /// that does not tell.
    ///
    /// Only where the function has not set its frame pointer up, or has none, the answer matters: chains of frame
    /// pointers leave the caller out there.
    func returnAddressOffset(at address: StaticAddress) -> Int? {
        guard let functions, let function = functions.function(containing: address),
            address < functions.end(function), !functions.writesStackPointer(function),
            let size = functions.frameSize(function, at: address), size >= 0
        else { return nil }
        return Int(size)
    }

    /// Whether a frame's address can be one that a call returns to. Nothing is known of code without names.
    func canBeReturnAddress(_ address: StaticAddress) -> Bool {
        guard executable?.isReturnAddress(address) == false else { return true }
        guard let functions, let function = functions.function(containing: address) else { return false }
        // A goroutine's first frame returns into `runtime.goexit`, a signal's to a function's begin.
        return functions.isTopFrame(function) || functions.entry(function) == address
    }
}
