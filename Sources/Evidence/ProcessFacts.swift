/// What the operating system knows of a process beside its memory.
///
/// Host implements it for a live process, and a core file or a test for what they hold. Each call is one look; nothing
/// is cached, and nothing stops the target. A fact that cannot be had is absent, with a counter in `quality` that
/// says why.
public protocol ProcessFacts: AnyObject, Sendable {
    /// The target's id in sonde's own namespace; nil for a core file.
    var processID: Int32? { get }
    func threads(quality: inout Quality) -> [ThreadFacts]
    func descriptors(quality: inout Quality) -> [DescriptorFacts]
    /// Sockets of the target's network namespace whose inode is in `inodes`.
    func sockets(inodes: Set<UInt64>, quality: inout Quality) -> [SocketFacts]
    /// What is registered with the epoll instances among some descriptors.
    func epollEntries(among descriptors: [DescriptorFacts], quality: inout Quality) -> [EpollEntry]
    /// CLOCK_MONOTONIC of the target now, in nanoseconds: the clock of the runtime's `nanotime`. Nil for a core file.
    var monotonicNow: Int64? { get }
}

/// A thread of a target.
public struct ThreadFacts: Hashable, Sendable {
    /// Id in sonde's process namespace.
    public var id: Int32
    /// Id in the target's innermost namespace: what the runtime stores in `m.procid`.
    public var innermostID: Int32
    /// One letter of /proc/PID/task/TID/stat: R, S, D, T, …
    public var state: Character
    /// The system call it is in; nil when it runs, or when it is not known.
    public var systemCall: SystemCallFacts?
    /// General registers, only when the thread is stopped or from a core file.
    public var registers: ThreadRegisters?
    /// Kernel function it sleeps in, when the kernel tells.
    public var waitChannel: String

    public init(
        id: Int32, innermostID: Int32, state: Character, systemCall: SystemCallFacts? = nil,
        registers: ThreadRegisters? = nil, waitChannel: String = ""
    ) {
        self.id = id
        self.innermostID = innermostID
        self.state = state
        self.systemCall = systemCall
        self.registers = registers
        self.waitChannel = waitChannel
    }
}

/// A system call in progress.
public struct SystemCallFacts: Hashable, Sendable {
    /// Number in the target's architecture.
    public var number: Int32
    /// Six raw arguments.
    public var arguments: [UInt64]
    /// Stack pointer and program counter at entry (runtime addresses).
    public var stackPointer: UInt64
    public var programCounter: UInt64

    public init(number: Int32, arguments: [UInt64], stackPointer: UInt64, programCounter: UInt64) {
        self.number = number
        self.arguments = arguments
        self.stackPointer = stackPointer
        self.programCounter = programCounter
    }
}

/// The registers that unwinding needs (runtime addresses).
public struct ThreadRegisters: Hashable, Sendable {
    public var programCounter: UInt64
    public var stackPointer: UInt64
    public var framePointer: UInt64
    /// The return address register of arm64; 0 on amd64.
    public var linkRegister: UInt64
    /// The register in which the runtime keeps the current g (r14 on amd64, x28 on arm64).
    public var goroutineRegister: UInt64

    public init(
        programCounter: UInt64, stackPointer: UInt64, framePointer: UInt64, linkRegister: UInt64,
        goroutineRegister: UInt64
    ) {
        self.programCounter = programCounter
        self.stackPointer = stackPointer
        self.framePointer = framePointer
        self.linkRegister = linkRegister
        self.goroutineRegister = goroutineRegister
    }
}

/// An open file descriptor.
public struct DescriptorFacts: Hashable, Sendable {
    public var number: Int32
    /// Target of /proc/PID/fd/N: a path, `socket:[inode]`, `pipe:[inode]`, `anon_inode:[eventpoll]`, …
    public var target: String
    /// Inode of the socket or pipe; 0 otherwise.
    public var inode: UInt64

    public init(number: Int32, target: String, inode: UInt64) {
        self.number = number
        self.target = target
        self.inode = inode
    }

    public var isSocket: Bool { inode != 0 && target.hasPrefix("socket:") }
}

/// A socket of the target's network namespace.
public struct SocketFacts: Hashable, Sendable {
    /// `tcp`, `tcp6`, `udp`, `udp6` or `unix`.
    public var network: String
    public var inode: UInt64
    /// `address:port`, or a path for unix sockets; empty when unbound.
    public var local: String
    public var remote: String
    /// `ESTABLISHED`, `LISTEN`, …; empty when the protocol has none.
    public var state: String
    /// Bytes sent and not yet acknowledged by the peer's system.
    public var sendQueue: UInt64
    /// Bytes received and not yet read by the target.
    public var receiveQueue: UInt64

    public init(
        network: String, inode: UInt64, local: String, remote: String, state: String, sendQueue: UInt64,
        receiveQueue: UInt64
    ) {
        self.network = network
        self.inode = inode
        self.local = local
        self.remote = remote
        self.state = state
        self.sendQueue = sendQueue
        self.receiveQueue = receiveQueue
    }
}

/// One descriptor registered with an epoll instance.
public struct EpollEntry: Hashable, Sendable {
    /// Descriptor of the epoll instance.
    public var epoll: Int32
    /// The registered descriptor.
    public var descriptor: Int32
    /// The 64 bits that the target stored with it: in Go a tagged pointer to a pollDesc.
    public var data: UInt64

    public init(epoll: Int32, descriptor: Int32, data: UInt64) {
        self.epoll = epoll
        self.descriptor = descriptor
        self.data = data
    }
}
