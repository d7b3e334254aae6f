import Evidence

/// Number of an object in `GoroutineSnapshot.objects`.
public typealias WaitObjectID = UInt32

/// What is done to an object by the goroutine that waits for it.
public enum WaitOperation: UInt8, Sendable {
    case receive, send, lock, readLock, wait, read, write, sleep, resume
}

/// One edge of the wait-for graph: a goroutine waits for an object. A select has one for each of its cases.
public struct Wait: Hashable, Sendable {
    /// Position in `GoroutineSnapshot.goroutines`.
    public var goroutine: UInt32
    public var object: WaitObjectID
    public var operation: WaitOperation
    public var isSelectCase: Bool

    public init(goroutine: UInt32, object: WaitObjectID, operation: WaitOperation, isSelectCase: Bool = false) {
        self.goroutine = goroutine
        self.object = object
        self.operation = operation
        self.isSelectCase = isSelectCase
    }
}

/// Something that goroutines wait for.
public struct WaitObject: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case channel(ChannelFacts)
        case mutex(MutexFacts)
        case rwMutex(RWMutexFacts)
        case waitGroup(WaitGroupFacts)
        case cond
        /// A semaphore of unknown purpose.
        case semaphore
        /// A descriptor in the network poller.
        case descriptor(PollFacts)
        /// A coroutine (iter.Pull).
        case coroutine
    }

    /// Runtime address of the object: the hchan, the Mutex, the RWMutex, the WaitGroup, the notifyList, the pollDesc.
    public var address: UInt64
    public var kind: Kind
    /// Name of the package-level variable at the address, when symbols tell; otherwise empty.
    public var symbol: String
    /// Who probably holds the lock, best first; empty when unknown. The runtime does not record owners.
    public var holders: [HolderInference]
    /// Goroutines whose stack refers to the object, waiters left out: who could act on it. Nil when not searched.
    public var references: [UInt32]?

    public init(address: UInt64, kind: Kind, symbol: String = "") {
        self.address = address
        self.kind = kind
        self.symbol = symbol
        holders = []
        references = nil
    }
}

/// State of a channel (`runtime.hchan`).
public struct ChannelFacts: Hashable, Sendable {
    /// Bytes of one element.
    public var elementSize: Int
    /// Elements in the buffer.
    public var length: Int
    public var capacity: Int
    public var isClosed: Bool
    /// It belongs to a time.Timer or time.Ticker (known since Go 1.23).
    public var isTimer: Bool
    /// Go type of the elements, such as `main.Job`; empty when unknown.
    public var elementType: String

    public init(
        elementSize: Int, length: Int, capacity: Int, isClosed: Bool, isTimer: Bool, elementType: String = ""
    ) {
        self.elementType = elementType
        self.elementSize = elementSize
        self.length = length
        self.capacity = capacity
        self.isClosed = isClosed
        self.isTimer = isTimer
    }
}

/// State word of a sync.Mutex.
public struct MutexFacts: Hashable, Sendable {
    public var isLocked: Bool
    public var isStarving: Bool
    /// Waiters that the state word counts.
    public var waiters: Int

    public init(isLocked: Bool, isStarving: Bool, waiters: Int) {
        self.isLocked = isLocked
        self.isStarving = isStarving
        self.waiters = waiters
    }
}

/// State of a sync.RWMutex.
public struct RWMutexFacts: Hashable, Sendable {
    /// The inner mutex, held by the writer that has or wants the lock.
    public var writer: MutexFacts
    /// Readers that hold or wait for the lock.
    public var readers: Int
    /// Readers that a pending writer still waits for.
    public var departing: Int
    /// A writer has announced itself (readerCount is negative).
    public var isWriterPending: Bool

    public init(writer: MutexFacts, readers: Int, departing: Int, isWriterPending: Bool) {
        self.writer = writer
        self.readers = readers
        self.departing = departing
        self.isWriterPending = isWriterPending
    }
}

/// State of a sync.WaitGroup.
public struct WaitGroupFacts: Hashable, Sendable {
    /// Calls of Done that are still missing.
    public var counter: Int
    public var waiters: Int

    public init(counter: Int, waiters: Int) {
        self.counter = counter
        self.waiters = waiters
    }
}

/// A descriptor that goroutines wait on through the poller.
public struct PollFacts: Hashable, Sendable {
    public var descriptor: Int32
    /// Target of the descriptor, such as `socket:[354754]` or a path.
    public var target: String
    public var socket: SocketFacts?
    /// When the pending read and write time out, CLOCK_MONOTONIC nanoseconds; 0 for never, negative when expired.
    public var readDeadline: Int64
    public var writeDeadline: Int64

    public init(
        descriptor: Int32, target: String, socket: SocketFacts?, readDeadline: Int64 = 0, writeDeadline: Int64 = 0
    ) {
        self.descriptor = descriptor
        self.target = target
        self.socket = socket
        self.readDeadline = readDeadline
        self.writeDeadline = writeDeadline
    }
}

/// A guess, with its reasons, that a goroutine holds a lock.
public struct HolderInference: Hashable, Sendable {
    /// Position in `GoroutineSnapshot.goroutines`.
    public var goroutine: UInt32
    /// 0 to 1.
    public var confidence: Double
    /// Facts for the guess, as sentences.
    public var reasons: [String]
    /// The frame that took the lock.
    public var frame: FrameID
    /// It holds an RWMutex for reading.
    public var isReader: Bool

    public init(goroutine: UInt32, confidence: Double, reasons: [String], frame: FrameID, isReader: Bool = false) {
        self.goroutine = goroutine
        self.confidence = confidence
        self.reasons = reasons
        self.frame = frame
        self.isReader = isReader
    }
}

/// A system call that a goroutine's thread is in.
public struct SystemCall: Hashable, Sendable {
    public var thread: Int32
    public var number: Int32
    /// Name such as `read`; `syscall N` when unknown.
    public var name: String
    /// Raw arguments.
    public var arguments: [UInt64]
    /// Descriptor among the arguments; -1 when it takes none.
    public var descriptor: Int32
    /// What the descriptor is: a path, `pipe:[inode]`, `socket:[inode]`; empty when unknown.
    public var target: String
    public var socket: SocketFacts?

    public init(
        thread: Int32, number: Int32, name: String, arguments: [UInt64], descriptor: Int32 = -1, target: String = "",
        socket: SocketFacts? = nil
    ) {
        self.thread = thread
        self.number = number
        self.name = name
        self.arguments = arguments
        self.descriptor = descriptor
        self.target = target
        self.socket = socket
    }
}
