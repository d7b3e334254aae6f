import Evidence
import Wire

/// Reads the tables of texts and processes of a log.
struct ProcmonTables {
    private let bytes: Bytes
    private let header: ProcmonHeader
    private var texts: [StringID] = []
    private(set) var quality = Quality()
    /// Number of each process in `ActivityTables.processes` by its number in the log; -1 for none.
    private(set) var places: [UInt32: Int32] = [:]

    init(_ bytes: Bytes, _ header: ProcmonHeader, _ tables: inout ActivityTables) {
        self.bytes = bytes
        self.header = header
        guard header.isComplete else { return }
        readTexts(&tables)
        readProcesses(&tables)
    }

    /// u32 count, u32 offsets from the table's begin; at each u32 size in bytes and UTF-16.
    private mutating func readTexts(_ tables: inout ActivityTables) {
        let start = header.strings
        let count = min(Int(bytes.load(start, as: UInt32.self) ?? 0), max(0, bytes.count - start - 4) / 4)
        texts.reserveCapacity(count)
        var text: [UInt8] = []
        // Offsets may all name the same long text.
        var budget = bytes.count
        for index in 0..<count {
            let offset = start + Int(bytes.load(start + 4 + index * 4, as: UInt32.self) ?? 0)
            let size = Int(bytes.load(offset, as: UInt32.self) ?? 0)
            text.removeAll(keepingCapacity: true)
            if offset <= bytes.count - 4, size <= bytes.count - offset - 4, size <= budget {
                budget -= size
                text.append(utf16: bytes, from: offset + 4, units: size / 2)
            } else {
                quality.count("procmon.texts.bad", 1, .error, "texts that do not lie in the file")
            }
            texts.append(tables.strings.intern(bytes: text))
        }
    }

    private func text(_ offset: Int) -> StringID {
        let number = Int(bytes.load(offset, as: UInt32.self) ?? .max)
        return number < texts.count ? texts[number] : .empty
    }

    private func pointer(_ offset: Int) -> UInt64 {
        header.is64Bit ? bytes.load(offset) ?? 0 : UInt64(bytes.load(offset, as: UInt32.self) ?? 0)
    }

    /// u32 count, u32 numbers, u32 offsets from the table's begin.
    private mutating func readProcesses(_ tables: inout ActivityTables) {
        let start = header.processes
        let count = min(Int(bytes.load(start, as: UInt32.self) ?? 0), max(0, bytes.count - start - 4) / 8)
        var budget = bytes.count
        for index in 0..<count {
            let offset = start + Int(bytes.load(start + 4 + (count + index) * 4, as: UInt32.self) ?? 0)
            guard offset <= bytes.count - 0x60 else {
                quality.count("procmon.processes.bad", 1, .error, "processes that do not lie in the file")
                continue
            }
            let number: UInt32 = bytes.checkedLoad(offset)
            places[number] = Int32(tables.processes.count)
            var process = process(at: offset, &budget, &tables)
            process.space = Int32(tables.spaces.count)
            tables.spaces.append(
                ActivitySymbols.Space(path: tables.strings[process.image], entry: process.modules.first?.base ?? 0))
            tables.processes.append(process)
        }
        connectParents(&tables)
    }

    /// 0x5C bytes and a pointer, u32 count of modules, modules.
    private mutating func process(at offset: Int, _ budget: inout Int, _ tables: inout ActivityTables)
        -> ActivityProcess
    {
        var process = ActivityProcess(id: bytes.checkedLoad(offset + 4), parentID: bytes.checkedLoad(offset + 8))
        var windows = WindowsProcessFacts()
        windows.index = bytes.checkedLoad(offset)
        windows.parentIndex = bytes.checkedLoad(offset + 12)
        windows.authenticationID = bytes.checkedLoad(offset + 16)
        windows.session = bytes.checkedLoad(offset + 24)
        process.start = moment(offset + 32)
        process.end = moment(offset + 40)
        let virtualization: UInt32 = bytes.checkedLoad(offset + 48)
        windows.isVirtualized = virtualization == 0 ? false : virtualization == 1 ? true : nil
        process.is32Bit = bytes.checkedLoad(offset + 52, as: UInt32.self) == 0
        windows.integrity = text(offset + 56)
        process.user = text(offset + 60)
        process.name = text(offset + 64)
        process.image = text(offset + 68)
        process.commandLine = text(offset + 72)
        windows.company = text(offset + 76)
        windows.version = text(offset + 80)
        windows.description = text(offset + 84)
        process.windows = windows
        process.modules = modules(at: offset + 96 + header.pointerSize, &budget)
        return process
    }

    private func moment(_ offset: Int) -> Int64? {
        let ticks: UInt64 = bytes.checkedLoad(offset)
        return ticks == 0 ? nil : ProcmonTime.nanoseconds(ticks)
    }

    /// Pointer, base, u32 size, four texts, u32 time stamp, 0x18 bytes.
    private mutating func modules(at start: Int, _ budget: inout Int) -> [ActivityModule] {
        let size = 2 * header.pointerSize + 4 + 16 + 4 + 0x18
        let count = Int(bytes.load(start, as: UInt32.self) ?? 0)
        guard count <= max(0, bytes.count - start - 4) / size, count * size <= budget else {
            quality.count("procmon.modules.bad", 1, .error, "processes whose modules do not lie in the file")
            return []
        }
        budget -= count * size
        var modules: [ActivityModule] = []
        modules.reserveCapacity(count)
        for index in 0..<count {
            let offset = start + 4 + index * size
            let behind = offset + 2 * header.pointerSize
            var module = ActivityModule(
                base: pointer(offset + header.pointerSize), size: UInt64(bytes.load(behind, as: UInt32.self) ?? 0),
                path: text(behind + 4))
            module.version = text(behind + 8)
            module.company = text(behind + 12)
            module.description = text(behind + 16)
            module.timestamp = bytes.load(behind + 20) ?? 0
            modules.append(module)
        }
        return modules.sorted { $0.base < $1.base }
    }

    private func connectParents(_ tables: inout ActivityTables) {
        for index in tables.processes.indices {
            guard let number = tables.processes[index].windows?.parentIndex, let parent = places[number],
                parent != Int32(index)
            else { continue }
            tables.processes[index].parent = parent
        }
    }
}
