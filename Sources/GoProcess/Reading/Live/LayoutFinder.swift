import Evidence
import GoBinary
import Wire

/// How the layout of the runtime's structures was found.
public enum LayoutOrigin: Sendable, Hashable, CustomStringConvertible {
    /// The committed table has the version.
    case table(minorVersion: Int)
    /// From the target's own DWARF.
    case debugInformation
    /// Worked out from the goroutines themselves, with distances from the table of the nearest known version.
    case search(minorVersion: Int)

    public var description: String {
        switch self {
        case .table(let minor): "layouts of Go 1.\(minor)"
        case .debugInformation: "layouts from its debug information"
        case .search(let minor): "layouts found by search, starting from Go 1.\(minor)"
        }
    }

    func count(in quality: inout Quality) {
        guard case .search(let minor) = self else { return }
        quality.count(
            "layout.searched", 1, .info,
            "the Go version is not known; the layouts were found by search, starting from those of Go 1.\(minor)")
    }
}

/// Finds the layout for a build of Go and proves it on the target's goroutines before it is used.
struct LayoutFinder {
    let image: LiveImage
    let memory: any MemoryReader
    let cache: (any CacheStore)?

    /// - Throws: `unsupported` when no layout passes the checks: nothing is better than something wrong.
    func find() throws -> (layout: RuntimeLayout, origin: LayoutOrigin) {
        let minor = image.version.minor
        let isRelease = !image.version.isDevelopment && image.version.experiments.isEmpty
        // An experiment or a development build may have moved fields: its own DWARF knows best.
        let sources: [() -> (RuntimeLayout, LayoutOrigin)?] =
            isRelease
            ? [fromTable, fromDebugInformation, bySearch] : [fromDebugInformation, fromTable, bySearch]
        for source in sources {
            guard let (layout, origin) = source() else { continue }
            if LayoutCheck(image: image, memory: memory, layout: layout).passes() { return (layout, origin) }
        }
        throw InputError(
            .unsupported,
            "the runtime structures of \(image.versionText) (Go 1.\(minor)) are not known and could not be worked out; "
                + "a binary with DWARF (built without -ldflags=-w) can be read", file: image.executable.path)
    }

    private func fromTable() -> (RuntimeLayout, LayoutOrigin)? {
        RuntimeLayout.known(minorVersion: image.version.minor).map { ($0, .table(minorVersion: image.version.minor)) }
    }

    private func bySearch() -> (RuntimeLayout, LayoutOrigin)? {
        let minor = RuntimeLayoutTable.minorVersions.min {
            abs($0 - image.version.minor) < abs($1 - image.version.minor)
        }
        guard let minor, let base = RuntimeLayout.known(minorVersion: minor),
            let found = LayoutSearch(image: image, memory: memory, base: base).find()
        else { return nil }
        return (found, .search(minorVersion: minor))
    }

    private func fromDebugInformation() -> (RuntimeLayout, LayoutOrigin)? {
        guard let index = RuntimeLayoutIndex.of(image.executable, cache: cache) else { return nil }
        let layout = RuntimeLayout { structure, field in
            guard let known = index.structure(named: structure) else { return nil }
            return field.isEmpty ? known.size : known[field]?.offset
        }
        return layout.map { ($0, .debugInformation) }
    }
}

extension RuntimeLayoutIndex {
    /// From the cache, or from the executable's debugging information; nil when neither has it.
    static func of(_ executable: Executable, cache: (any CacheStore)?) -> RuntimeLayoutIndex? {
        let buildID = executable.goBuildID ?? executable.gnuBuildID ?? ""
        let loaded = try? RuntimeLayoutIndex.load(buildID: buildID, file: executable.path, cache: cache) {
            DWARFSectionFunction { name in (try? executable.contents(ofSection: name)) ?? nil }
        }
        return loaded?.index
    }
}

/// Proof of a layout on the goroutines of the target: the invariants hold for all that are looked at.
struct LayoutCheck {
    let image: LiveImage
    let memory: any MemoryReader
    let layout: RuntimeLayout

    /// Goroutines that are looked at: enough to make an accident impossible.
    private static let sample = 64

    func passes() -> Bool {
        guard let pointerAddress = image.address(\.allgptr), let lengthAddress = image.address(\.allglen),
            let length = memory.word(at: lengthAddress), let pointer = memory.word(at: pointerAddress),
            length > 0, length <= 1 << 28
        else { return false }
        let goroutines = sample(pointer, count: Int(min(length, UInt64(Self.sample))))
        let waiters = waiters(goroutines)
        var right = 0
        var ids: Set<UInt64> = []
        for (raw, waiter) in zip(goroutines, waiters) where isRight(raw, waiter: waiter) {
            if ids.insert(raw.id).inserted { right += 1 }
        }
        // In a busy program a few are caught in the middle of a switch.
        return !goroutines.isEmpty && right * 10 >= goroutines.count * 7
    }

    /// The live ones among the first goroutines of allgs.
    private func sample(_ pointer: UInt64, count: Int) -> [RawGoroutine] {
        guard let list = try? memory.bytes(at: pointer, count: count * 8) else { return [] }
        let addresses = (0..<count).map { list.load($0 * 8) ?? UInt64(0) }
        let batch = BatchReader(memory)
        batch.read(addresses.map { MemoryRange(address: $0, count: $0 == 0 ? 0 : layout.g.size) }, gap: 512)
        return addresses.enumerated().compactMap { request, address in
            guard batch.isReadable(request) else { return nil }
            let (bytes, offset) = batch.location(request)
            let raw = RawGoroutine(index: 0, address: address, bytes: bytes, base: offset, layout: layout)
            return raw.isAlive ? raw : nil
        }
    }

    /// For each goroutine the g that the sudog it waits with names; nil when it has none, or it cannot be read.
    private func waiters(_ goroutines: [RawGoroutine]) -> [UInt64?] {
        let batch = BatchReader(memory)
        batch.read(
            goroutines.map {
                MemoryRange(address: $0.waiting &+ UInt64(layout.sudog.g), count: $0.waiting == 0 ? 0 : 8)
            }, gap: 512)
        return goroutines.indices.map { request in
            guard batch.isReadable(request) else { return nil }
            let (bytes, offset) = batch.location(request)
            return bytes.load(offset)
        }
    }

    private func isRight(_ raw: RawGoroutine, waiter: UInt64?) -> Bool {
        guard raw.isPlausible, raw.id < 1 << 48, raw.waitReason < 64, isText(raw.startProgramCounter) else {
            return false
        }
        guard raw.creationProgramCounter == 0 || isText(raw.creationProgramCounter), raw.parentID < 1 << 48 else {
            return false
        }
        if raw.state == .waiting, !isText(raw.scheduledProgramCounter) { return false }
        guard raw.waiting != 0, raw.state == .waiting else { return true }
        return waiter == raw.address
    }

    private func isText(_ address: UInt64) -> Bool {
        image.functions.function(containing: RuntimeAddress(address).unmoved(by: image.slide)) != nil
    }
}
