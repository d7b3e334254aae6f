import Evidence
import GoBinary
import GoProcess
import Host
import Wire

/// A Go process as it was at one moment: a core file that was made of it, and its executable.
struct FrozenProcess {
    let core: CoreFile
    /// The executable's file.
    let contents: Bytes
    let executable: Executable

    /// The one that SONDE_FUZZ_PROCESS names.
    static let shared: FrozenProcess = {
        guard let path = Main.variable("SONDE_FUZZ_PROCESS") else {
            Main.end("the target needs SONDE_FUZZ_PROCESS, a core that `fuzz freeze` made; scripts/fuzz sets it")
        }
        do { return try FrozenProcess(path) } catch { Main.end("\(error)") }
    }()

    private init(_ path: String) throws {
        let core = try CoreFile(contents: try MappedFile.open(path), path: path)
        let file = core.executablePath ?? ""
        contents = try MappedFile.open(file)
        self.core = try core.supplying(contents)
        executable = try Executable(contents: contents, path: file)
    }

    /// Most bytes of one mapping: Go reserves much more than it uses.
    private static let mappingLimit: UInt64 = 64 << 20

    /// Writes a core file of a running process (amd64).
    static func freeze(_ processID: String, to path: String) throws {
        guard let id = Int32(processID) else { throw InputError(.usage, "“\(processID)” is no process id") }
        let memory = try LiveMemory(processID: id)
        let (core, _) = try StoppedProcess.withStop(of: id) { threads in
            var core = CoreFileBuilder()
            for thread in threads {
                let registers = thread.registers
                // Positions in struct user_regs_struct: rip, rsp, rbp, r14.
                core.add(
                    thread: thread.id,
                    registers: [
                        16: registers?.programCounter ?? 0, 19: registers?.stackPointer ?? 0,
                        4: registers?.framePointer ?? 0, 1: registers?.goroutineRegister ?? 0,
                    ])
            }
            core.add(command: "frozen", process: id)
            let mappings = try memory.mappings().filter(\.isReadable)
            let files = mappings.filter { $0.inode != 0 }
            core.add(files: files.map { ($0.start, $0.end, $0.fileOffset / 4096, $0.path) })
            if let first = files.first { core.add(auxiliary: [(3, first.start)]) }
            for mapping in mappings where mapping.end - mapping.start <= mappingLimit {
                let count = Int(mapping.end - mapping.start)
                let isKept = mapping.isWritable || mapping.inode == 0
                guard let bytes = isKept ? try? memory.bytes(at: mapping.start, count: count) : Bytes() else {
                    continue
                }
                core.segments.append(
                    .init(
                        start: mapping.start, bytes: bytes.array, memorySize: UInt64(count),
                        flags: 4 | (mapping.isWritable ? 2 : 0) | (mapping.isExecutable ? 1 : 0)))
            }
            return core
        }
        try AtomicFile.write(core.bytes(), to: path)
    }
}

/// What the system would tell of a frozen process: made up, with a descriptor of each kind.
final class FrozenFacts: ProcessFacts {
    let processID: Int32? = 4711
    let monotonicNow: Int64? = 1 << 50
    private let recorded: [ThreadFacts]

    init(_ core: CoreFile) { recorded = core.recordedThreads }

    func threads(quality: inout Quality) -> [ThreadFacts] { recorded }

    func descriptors(quality: inout Quality) -> [DescriptorFacts] {
        (0..<12).map { DescriptorFacts(number: $0, target: "socket:[\($0 + 100)]", inode: UInt64($0 + 100)) }
            + [DescriptorFacts(number: 12, target: "anon_inode:[eventpoll]", inode: 0)]
    }

    func sockets(inodes: Set<UInt64>, quality: inout Quality) -> [SocketFacts] {
        inodes.sorted().map {
            SocketFacts(
                network: "tcp", inode: $0, local: "127.0.0.1:80", remote: "10.0.0.\($0):443", state: "ESTABLISHED",
                sendQueue: $0 % 3, receiveQueue: 0)
        }
    }

    func epollEntries(among descriptors: [DescriptorFacts], quality: inout Quality) -> [EpollEntry] {
        (0..<12).map { EpollEntry(epoll: 12, descriptor: $0, data: 0) }
    }
}
