import Evidence

/// A process in a log of system activity, from its start to its end. An id that is used again is another process.
public struct ActivityProcess: Sendable {
    /// The operating system's id.
    public var id: UInt32
    /// The parent's id; 0 when unknown.
    public var parentID: UInt32
    /// The parent in `ActivityTables.processes`; -1 when the log does not have it.
    public var parent: Int32 = -1
    /// Short name, such as `go` or `Explorer.EXE`.
    public var name: StringID = .empty
    /// Path of the executable.
    public var image: StringID = .empty
    /// Arguments with the program's name; empty when unknown.
    public var arguments: [StringID] = []
    /// What the source has instead of separate arguments, as Windows does; empty when `arguments` are known.
    public var commandLine: StringID = .empty
    public var workingDirectory: StringID = .empty
    /// `NAME=value`; empty unless it was asked for.
    public var environment: [StringID] = []
    /// In the log's clock; nil when it began before the log, or ended after it.
    public var start: Int64?
    public var end: Int64?
    /// What it handed to `exit`; nil when unknown, or when a signal ended it.
    public var exitStatus: Int32?
    /// The signal that ended it; nil when none did.
    public var endSignal: Int32?
    public var user: StringID = .empty
    /// Hexadecimal build id of the executable; empty when unknown.
    public var buildID: StringID = .empty
    /// Whether its addresses have 32 bits.
    public var is32Bit = false
    /// The program that it runs, in `ActivityTables.spaces`; -1 when unknown.
    public var space: Int32 = -1
    /// Executable and libraries with their places in memory, by address.
    public var modules: [ActivityModule] = []
    /// What Windows knows of it; nil elsewhere.
    public var windows: WindowsProcessFacts?

    public init(id: UInt32, parentID: UInt32) {
        self.id = id
        self.parentID = parentID
    }
}

/// A file whose code is in a process' memory.
public struct ActivityModule: Sendable {
    /// Address of its first byte.
    public var base: UInt64
    /// Bytes of memory.
    public var size: UInt64
    public var path: StringID
    public var version: StringID = .empty
    public var company: StringID = .empty
    public var description: StringID = .empty
    /// Offset in the file of what lies at `base`; 0 on Windows.
    public var fileOffset: UInt64 = 0
    /// Seconds since 1970 that Windows' linker wrote into the file; 0 elsewhere.
    public var timestamp: UInt32 = 0

    public init(base: UInt64, size: UInt64, path: StringID) {
        self.base = base
        self.size = size
        self.path = path
    }
}

/// What only Windows knows of a process.
public struct WindowsProcessFacts: Sendable {
    /// Number in the log of Process Monitor.
    public var index: UInt32 = 0
    /// Number of the parent there; nil when the log does not say.
    public var parentIndex: UInt32?
    public var company: StringID = .empty
    public var description: StringID = .empty
    public var version: StringID = .empty
    /// `00000000:000003e7`.
    public var authenticationID: UInt64 = 0
    public var session: UInt32 = 0
    /// Nil when the system does not know, as for processes with more rights.
    public var isVirtualized: Bool? = false
    /// `System`, `High`, `Medium`.
    public var integrity: StringID = .empty

    public init() {}
}
