/// What one process had at a moment (proc(5): status, fd, smaps).
public struct ProcessSample: Sendable, Equatable {
    /// Nanoseconds of CLOCK_MONOTONIC.
    public var time: Int64
    public var threads = 0
    /// Open descriptors; nil where they may not be listed.
    public var descriptors: Int?
    /// Of these, those of each kind of thing: `socket`, `pipe`, `file`, `anon_inode:[eventpoll]`, …
    public var descriptorKinds: [String: Int] = [:]
    /// Of files, how many with each path; digits of paths count as alike and are written as `*`.
    public var paths: [String: Int] = [:]
    /// Files that are open so that each write waits for the disk (O_SYNC, O_DSYNC). Empty where this was not looked at.
    public var synchronousFiles: Set<String> = []
    /// Bytes in memory: all, without a file behind them, of files, shared.
    public var resident: Int64 = 0
    public var anonymous: Int64 = 0
    public var ofFiles: Int64 = 0
    public var shared: Int64 = 0
    /// Bytes in swap.
    public var swapped: Int64 = 0
    /// Bytes in memory of mappings, by what is mapped: a path, `[heap]`, `[stack]`, `Go heap`, `anonymous`. Empty where
    /// this was not looked at.
    public var mappings: [String: Int64] = [:]

    /// Connections of the process' network namespace that this side ended since the first look, by `address:port` of the
    /// other side; which process had them is not known. Empty where this was not looked at.
    public var endedConnections: [String: Int] = [:]
    /// Connections of the process itself that were met since the first look: to those peers, and to those with most.
    /// Empty where this was not looked at.
    public var connections: [String: ConnectionCount] = [:]

    public init(time: Int64) { self.time = time }
}

/// Connections of a process to one peer.
public struct ConnectionCount: Sendable, Equatable {
    public var different: Int
    /// Open at a time.
    public var most: Int

    public init(different: Int, most: Int) {
        self.different = different
        self.most = most
    }
}
