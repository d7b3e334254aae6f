import Evidence

/// Leaves calls out of a capture while it is made.
///
/// It follows processes and descriptors as the reader does later, so that a condition sees whole paths and the names of
/// processes. Calls that others' paths depend on are kept and marked instead: the reader follows them and does not show
/// them. Records of processes, waits and stacks are all kept.
public struct CaptureFilter {
    private var live = LiveCapture()
    private var matcher: ActivityQueryMatcher?
    /// Numbers of calls that are not wanted.
    private let unwanted: Set<Int32>
    private var kept: [UInt8] = []
    /// Calls that are not shown.
    public private(set) var dropped = 0

    /// - Parameters:
    ///   - query: what is wanted; it must not ask for stacks, whose names are known at the end only.
    ///   - names: system calls that are not wanted.
    ///   - facts: what the capture begins with.
    public init(_ query: ActivityQuery?, unwanted names: Set<String>, facts: [(String, String)]) {
        matcher = query.map { ActivityQueryMatcher($0) }
        let facts = Dictionary(facts) { $1 }
        live.begin(facts)
        unwanted = Set(
            SystemCallTable.entries(isARM64: facts["machine"] == "aarch64").filter { names.contains($0.value.name) }
                .keys)
    }

    /// System calls without which paths are not known.
    public static let neededCalls = LinuxCall.namesWithEffects

    /// What /proc says of a process.
    public mutating func note(_ facts: [(String, String)]) { live.loader.describe(Dictionary(facts) { $1 }) }

    /// The records that stay, of some whole ones.
    public mutating func records(_ bytes: [UInt8], count: Int) -> [UInt8] {
        kept.removeAll(keepingCapacity: true)
        var offset = 0
        while offset < count, let record = CaptureRecord(bytes, at: offset) {
            offset += record.size
            live.record = record
            let event = live.loader.look(record)
            guard record.kind == .call, let event, !isWanted(event, CaptureCall(record)) else {
                kept += record.bytes
                continue
            }
            dropped += 1
            guard live.loader.changedState else { continue }
            kept += record.bytes
            kept[kept.count - record.size + CaptureRecord.flagsOffset] |= CaptureCall.hiddenFlag
        }
        // What makes no sense is counted by the reader.
        if offset < count { kept += bytes[offset..<count] }
        // The buffer is written to again.
        live.record = nil
        return kept
    }

    private mutating func isWanted(_ event: ActivityEvent, _ call: CaptureCall) -> Bool {
        // The condition sees each call: times count from the first.
        let isWanted = matcher?.holds(event, of: live) ?? true
        return isWanted && (call.isOf32Bits || !unwanted.contains(call.number))
    }
}

/// What is known of a capture at the record that was made last.
private struct LiveCapture: ActivitySource {
    var loader = CaptureLoader(isLive: true)
    var record: CaptureRecord?
    private var detail = CallDetail(isARM64: false)
    let clock = ActivityClock(wallOffset: nil, isMonotonic: true, step: 1)
    let quality = Quality()

    mutating func begin(_ facts: [String: String]) {
        loader.begin(facts)
        detail = CallDetail(isARM64: facts["machine"] == "aarch64")
    }

    var tables: ActivityTables {
        get { loader.tables }
        _modify { yield &loader.tables }
    }

    /// Nothing is read from it: records come one by one.
    mutating func read(into events: inout [ActivityEvent], limit: Int) { events.removeAll() }

    func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        if let record { detail.append(record, to: &text) }
    }
}
