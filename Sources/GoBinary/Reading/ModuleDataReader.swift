import Evidence
import Wire

extension Executable {
    /// The module data of the file (or of the image's own memory, as it was when first read).
    /// - Throws: `notFound` when no structure passes the checks.
    public func moduleData() throws -> ModuleData {
        let reader = ModuleDataReader(
            executable: self, header: try functionTableHeader(), pointer: { self.pointer(at: $0) },
            number: { self.number(at: $0) })
        return try reader.find()
    }

    /// The module data as a running process or a core file has it now.
    /// - Parameter slide: how far the loader moved the image in `memory`.
    /// - Throws: `notFound` when no structure passes the checks.
    public func moduleData(in memory: any MemoryReader, slide: Slide) throws -> ModuleData {
        let header = try functionTableHeader()
        let number = { (address: StaticAddress) -> UInt64? in
            let runtime = address.moved(by: slide).rawValue
            guard let bytes = try? memory.bytes(at: runtime, count: self.pointerSize) else { return nil }
            return OrderedBytes(bytes, isBigEndian: self.isBigEndian).word(0, size: self.pointerSize)
        }
        let reader = ModuleDataReader(
            executable: self, header: header,
            pointer: { number($0).map { StaticAddress($0 == 0 ? 0 : $0 &- slide.rawValue) } }, number: number)
        return try reader.find()
    }
}

/// Finds `runtime.firstmoduledata` and verifies what it finds.
struct ModuleDataReader {
    let executable: Executable
    let header: FunctionTableHeader
    /// The pointer at a static address, as a static address.
    let pointer: (StaticAddress) -> StaticAddress?
    /// The word at a static address, as it stands there.
    let number: (StaticAddress) -> UInt64?

    private var size: UInt64 { UInt64(executable.pointerSize) }

    func find() throws -> ModuleData {
        let minor = (try? executable.buildInformation()).flatMap(\.self).flatMap { GoVersion($0.goVersion) }?.minor
        let layouts = ModuleDataLayout.candidates(minorVersion: minor)
        for address in candidates {
            for layout in layouts {
                if let module = read(at: address, layout: layout) { return module }
            }
        }
        throw InputError(
            .notFound, "has no module data (runtime.firstmoduledata) that belongs to its function table",
            file: executable.path)
    }

    /// Named places first, then every place that holds the address of the function table.
    private var candidates: [StaticAddress] {
        var found: [StaticAddress] = []
        // Since Go 1.26 the structure has a section of its own, also in stripped files.
        for section in executable.sections where section.name == ".go.module" || section.name == "__go_module" {
            found.append(section.address)
        }
        if let symbol = executable.symbol(named: "runtime.firstmoduledata") { found.append(symbol.address) }
        if found.contains(where: { pointer($0) == header.address }) { return found }
        return found + scan()
    }

    private func scan() -> [StaticAddress] {
        var found: [StaticAddress] = []
        let wanted = header.address.rawValue
        if executable.isPositionIndependent, executable.format == .elf, executable.memorySlide == nil {
            let relocations = executable.relocations
            for (place, target) in zip(relocations.places, relocations.targets) where target == wanted {
                found.append(StaticAddress(place))
            }
        }
        let raw = executable.memorySlide.map { wanted &+ $0.rawValue } ?? wanted
        let isChained = executable.layout.hasChainedPointers && executable.memorySlide == nil
        let contents = executable.contents
        for number in contents.segments.indices where contents.segments[number].isWritable {
            guard let bytes = contents.contents(number) else { continue }
            let ordered = OrderedBytes(bytes, isBigEndian: executable.isBigEndian)
            for at in stride(from: 0, to: bytes.count - Int(size) + 1, by: Int(size))
            where ordered.word(at, size: Int(size)).map({ isChained ? executable.unchained($0) : $0 }) == raw {
                found.append(StaticAddress(contents.segments[number].address.rawValue &+ UInt64(at)))
            }
        }
        return found
    }

    /// Nil unless the structure agrees with the function table and with the segments.
    private func read(at address: StaticAddress, layout: ModuleDataLayout) -> ModuleData? {
        func field(_ word: Int) -> StaticAddress? { pointer(StaticAddress(address.rawValue &+ UInt64(word) &* size)) }
        typealias Layout = ModuleDataLayout
        guard field(Layout.header) == header.address,
            // The linker's index has one entry more than there are functions: the end mark.
            number(StaticAddress(address.rawValue &+ UInt64(Layout.functions + 1) &* size))
                == UInt64(header.functionCount) + 1,
            let find = field(Layout.findFunctionTable), let minimum = field(Layout.minimumCounter),
            let maximum = field(Layout.maximumCounter), let text = field(Layout.text),
            let etext = field(Layout.endOfText), text <= minimum, minimum < maximum, maximum <= etext,
            executable.segments.contains(where: { $0.isExecutable && $0.contains(text) }),
            header.textStart == nil || header.textStart == text,
            let ranges = ranges(field), let types = field(layout.types), let etypes = field(layout.etypes),
            types <= etypes, isMapped(types), let next = field(layout.next),
            startsSections(field(layout.textSections), text)
        else { return nil }
        var goFunc: StaticAddress?
        if let word = layout.goFunc {
            guard let value = field(word), isMapped(value) else { return nil }
            goFunc = value
        }
        return ModuleData(
            address: address, functionTable: header.address, functionCount: header.functionCount,
            findFunctionTable: find, minimumCounter: minimum, maximumCounter: maximum, text: text, etext: etext,
            noptrdata: ranges[0].0, enoptrdata: ranges[0].1, data: ranges[1].0, edata: ranges[1].1,
            bss: ranges[2].0, ebss: ranges[2].1, noptrbss: ranges[3].0, enoptrbss: ranges[3].1, types: types,
            etypes: etypes, rodata: layout.rodata.flatMap(field), goFunc: goFunc,
            next: next.rawValue == 0 ? nil : next)
    }

    private func ranges(_ field: (Int) -> StaticAddress?) -> [(StaticAddress, StaticAddress)]? {
        typealias Layout = ModuleDataLayout
        var found: [(StaticAddress, StaticAddress)] = []
        for word in [Layout.noPointerData, Layout.data, Layout.bss, Layout.noPointerBSS] {
            guard let start = field(word), let end = field(word + 1), start <= end else { return nil }
            found.append((start, end))
        }
        return found
    }

    private func isMapped(_ address: StaticAddress) -> Bool {
        // An empty table may stand at the very end of its segment.
        executable.segments.contains {
            $0.contains(address) || $0.address.rawValue &+ $0.memorySize == address.rawValue
        }
    }

    /// The text section map is what tells the layouts apart: {0, length, start of the code} for the first section.
    private func startsSections(_ map: StaticAddress?, _ text: StaticAddress) -> Bool {
        guard let map, isMapped(map), let base = pointer(StaticAddress(map.rawValue &+ 2 &* size)) else { return false }
        return base == text
    }
}
