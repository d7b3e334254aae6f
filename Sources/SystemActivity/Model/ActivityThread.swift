/// A thread of a log, from its start. An id that is used again is another thread.
public struct ActivityThread: Sendable {
    /// The operating system's id.
    public var id: UInt32
    /// In `ActivityTables.processes`.
    public var process: Int32
    /// Nanoseconds of the log's clock.
    public var start: Int64
    /// Id of the thread that made it, and that one's process.
    public var maker: UInt32
    public var makerProcess: Int32

    public init(id: UInt32, process: Int32, start: Int64, maker: UInt32, makerProcess: Int32) {
        self.id = id
        self.process = process
        self.start = start
        self.maker = maker
        self.makerProcess = makerProcess
    }
}
