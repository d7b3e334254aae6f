import Evidence
import Wire

/// Follows the records of a capture while it is made, and gives names to the addresses of its stacks at the end.
///
/// Programs are opened when they are executed: what `go run` and `go test` execute is gone soon after.
public struct CaptureSymbolizer {
    private var symbols = ActivitySymbols()
    private var spaces: [ActivitySymbols.Space] = []
    private var spaceNumbers: [ActivitySymbols.Space: Int] = [:]
    private var files: [Bytes?] = []
    private var spaceOfProcess: [UInt32: Int] = [:]
    /// Addresses of each stack by its hash.
    private var stacks: [UInt64: [UInt64]] = [:]
    /// Hashes of stacks that were seen in each space.
    private var seen: [Set<UInt64>] = []
    private var kernelStacks: Set<UInt64> = []
    private let open: (_ process: UInt32, _ path: String) -> Bytes?

    /// - Parameter open: opens the program that a process runs right now, or the file of that path.
    public init(open: @escaping (_ process: UInt32, _ path: String) -> Bytes?) { self.open = open }

    /// A process that ran already when the recording began.
    public mutating func began(_ process: UInt32, path: String, entry: UInt64) {
        spaceOfProcess[process] = space(ActivitySymbols.Space(path: path, entry: entry), process)
    }

    /// Looks at whole records, in their order.
    public mutating func take(_ records: [UInt8], count: Int) {
        var offset = 0
        while offset < count, let record = CaptureRecord(records, at: offset) {
            offset += record.size
            switch record.kind {
            case .call: note(CaptureCall(record).stack, record.process)
            case .stack: stack(record)
            case .fork: spaceOfProcess[record.number32(28)] = spaceOfProcess[record.process]
            case .execution:
                let path = String(decoding: record.text(56, Int(record.extra)), as: UTF8.self)
                spaceOfProcess[record.process] = space(
                    ActivitySymbols.Space(path: path, entry: record.number(40)), record.process)
            case .block:
                if record.number(40) != 0 { kernelStacks.insert(record.number(40)) }
                note(record.number(48), record.process)
            case .arguments, .exit, nil: break
            }
        }
    }

    private mutating func space(_ space: ActivitySymbols.Space, _ process: UInt32) -> Int {
        if let known = spaceNumbers[space] { return known }
        spaceNumbers[space] = spaces.count
        spaces.append(space)
        files.append(open(process, space.path))
        seen.append([])
        return spaces.count - 1
    }

    private mutating func note(_ hash: UInt64, _ process: UInt32) {
        guard hash != 0, let space = spaceOfProcess[process] else { return }
        seen[space].insert(hash)
    }

    private mutating func stack(_ record: CaptureRecord) {
        let depth = min(Int(record.extra), (record.size - 32) / 8)
        guard depth > 0 else { return }
        stacks[record.number(24)] = (0..<depth).map { record.number(32 + $0 * 8) }
    }

    /// The names of all addresses that were seen.
    /// - Parameter kernel: name of the kernel's function at an address; nil when unknown.
    public mutating func finish(kernel: (UInt64) -> String?) -> ActivitySymbols {
        for (index, space) in spaces.enumerated() {
            let program = ProgramSymbols(files[index], path: space.path, entry: space.entry)
            let number = symbols.add(space)
            var known: Set<UInt64> = []
            for hash in seen[index].sorted() {
                for (position, address) in (stacks[hash] ?? []).enumerated() {
                    let key = ActivitySymbols.key(address, isInnermost: position == 0)
                    guard known.insert(key).inserted else { continue }
                    let frames = program.frames(of: key, &symbols.table)
                    if !frames.isEmpty { symbols.add(key, in: number, frames) }
                }
            }
        }
        let number = symbols.add(.kernel)
        for hash in kernelStacks.sorted() {
            for (position, address) in (stacks[hash] ?? []).enumerated() {
                let key = ActivitySymbols.key(address, isInnermost: position == 0)
                guard symbols.frames(of: key, in: number).isEmpty, let name = kernel(key) else { continue }
                let frame = Frame(function: symbols.table.strings.intern(name), file: .empty, line: 0)
                symbols.add(key, in: number, [symbols.table.intern(frame: frame)])
            }
        }
        return symbols
    }
}
