import Evidence

/// Begins and ends of processes that a log of Process Monitor tells by its events alone.
struct ProcmonLives {
    private let start: StringID
    private let exit: StringID

    init(_ tables: inout ActivityTables) {
        start = tables.strings.intern("Process Start")
        exit = tables.strings.intern("Process Exit")
    }

    /// Whether an event's detail says what its process exited with.
    func tellsStatus(_ event: ActivityEvent) -> Bool { event.operation == exit }

    /// Notes what an event says of its process.
    /// - Parameter detail: of the event, where it tells a status.
    func take(_ event: ActivityEvent, detail: [UInt8], _ tables: inout ActivityTables) {
        guard event.operation == start || event.operation == exit,
            tables.processes.indices.contains(Int(event.process))
        else { return }
        let number = Int(event.process)
        if event.operation == start {
            if tables.processes[number].start == nil { tables.processes[number].start = event.time }
            return
        }
        if tables.processes[number].end == nil { tables.processes[number].end = event.time }
        tables.processes[number].exitStatus = ProcmonUsage(detail: detail).exitStatus
    }
}

/// What Process Monitor says of a process when it ends.
struct ProcmonUsage {
    /// Negative ones are the system's own, such as 0xc0000005.
    private(set) var exitStatus: Int32?
    /// Nanoseconds.
    private(set) var userTime: Int64?
    private(set) var kernelTime: Int64?

    /// - Parameter detail: of an event `Process Exit`.
    init(detail: [UInt8]) {
        for part in String(decoding: detail, as: UTF8.self).split(separator: ", ") {
            if part.hasPrefix("Exit Status: ") { exitStatus = Int32(part.dropFirst(13)) }
            if part.hasPrefix("User Time: ") { userTime = Self.nanoseconds(part.dropFirst(11)) }
            if part.hasPrefix("Kernel Time: ") { kernelTime = Self.nanoseconds(part.dropFirst(13)) }
        }
    }

    /// `0.4375000 seconds`.
    private static func nanoseconds(_ text: Substring) -> Int64? {
        guard let number = text.split(separator: " ").first.flatMap({ Double($0) }), number >= 0, number < 1e9 else {
            return nil
        }
        return Int64(number * 1e9)
    }
}
