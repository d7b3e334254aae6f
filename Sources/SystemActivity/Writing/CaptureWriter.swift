import Evidence
import Wire

/// Writes a capture, block by block.
public struct CaptureWriter {
    private let sink: ([UInt8]) throws -> Void
    private var pending: [UInt8] = []
    private var samples = HostSampleEncoder()
    /// Bytes that were handed to the sink.
    public private(set) var written = 0

    /// Contents of a block of records before it is written, in bytes.
    private static let blockSize = 1 << 20

    /// - Parameter sink: appends bytes to the file.
    /// - Throws: what the sink throws.
    public init(sink: @escaping ([UInt8]) throws -> Void) throws {
        self.sink = sink
        try put(CaptureFormat.mark + [CaptureFormat.version, 0])
    }

    private mutating func put(_ bytes: [UInt8]) throws {
        try sink(bytes)
        written += bytes.count
    }

    private mutating func block(_ kind: CaptureFormat.BlockKind, _ contents: [UInt8]) throws {
        // The quickest level: what is compressed is what the traced program does meanwhile.
        let stored = try Deflate.zlib(contents, level: 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(CaptureFormat.blockHeadLength + stored.count)
        bytes.append(little: CaptureFormat.blockMark)
        bytes += [kind.rawValue, 0, 0, 0]
        bytes.append(little: UInt32(stored.count))
        bytes.append(little: UInt32(contents.count))
        bytes += stored
        try put(bytes)
    }

    /// What is recorded, where and how.
    public mutating func start(_ facts: [(String, String)]) throws {
        try block(.start, CaptureFormat.encode(pairs: facts))
    }

    /// Whole records as the recorder gave them; they are written when enough have come together.
    public mutating func records(_ bytes: ArraySlice<UInt8>) throws {
        pending += bytes
        if pending.count >= Self.blockSize { try flush() }
    }

    /// Writes the records that have come together.
    public mutating func flush() throws {
        guard !pending.isEmpty else { return }
        try block(.records, pending)
        pending.removeAll(keepingCapacity: true)
    }

    public mutating func counters(_ values: [(String, UInt64)]) throws {
        try block(.counters, CaptureFormat.encode(pairs: values.map { ($0.0, String($0.1)) }))
    }

    /// What machine, limits and processes had used by now.
    /// - Parameters:
    ///   - threads: those whose times are known.
    ///   - others: processes that are not recorded, at the end.
    public mutating func sample(
        _ sample: HostSample, threads: [ThreadScheduleSample], others: [OtherProcessSample] = []
    ) throws {
        try block(.sample, CaptureFormat.encode(pairs: samples.pairs(sample, threads: threads, others: others)))
    }

    /// What /proc says of a process right now.
    public mutating func process(_ facts: [(String, String)]) throws {
        try flush()
        try block(.process, CaptureFormat.encode(pairs: facts))
    }

    /// Names of the addresses in stacks.
    public mutating func symbols(_ symbols: ActivitySymbols) throws {
        try flush()
        let bytes = CaptureSymbolsFile.encode(symbols)
        if bytes.count <= CaptureFormat.largestBlock { try block(.symbols, bytes) }
    }

    /// Writes a block whose contents are as they are to be.
    mutating func pass(_ kind: CaptureFormat.BlockKind, _ contents: [UInt8]) throws { try block(kind, contents) }

    public mutating func end() throws {
        try flush()
        try block(.end, [])
    }
}

extension [UInt8] {
    mutating func append(little value: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
