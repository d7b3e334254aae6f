import Evidence

/// Logs out of logs.
extension ProcmonReader {
    /// Writes the events that `isKept` lets through, with all processes, as a log of its own.
    /// - Returns: the head, which belongs over the first bytes of the file.
    /// - Throws: what the sink throws, and what is wrong with this log.
    public mutating func write(
        sink: @escaping ([UInt8]) throws -> Void,
        where isKept: (ActivityEvent, ProcmonReader) -> Bool = { _, _ in true }
    ) throws -> [UInt8] {
        var writer = try ProcmonLogWriter(is64Bit: is64Bit, template: log.bytes, sink: sink)
        var events: [ActivityEvent] = []
        while true {
            try read(into: &events, limit: 4096)
            if events.isEmpty { break }
            for event in events where isKept(event, self) {
                if let record = log.record(at: event.origin) { try writer.append(record) }
            }
        }
        var network = ProcmonNetworkNames()
        network.hosts = log.hosts
        network.ports = log.ports
        return try writer.finish(tables, network)
    }
}
