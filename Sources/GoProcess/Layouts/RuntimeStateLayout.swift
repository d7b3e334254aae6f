import GoBinary

/// Byte offsets of what `RuntimeState` is read from, for one build of Go on a 64-bit system.
///
/// Names are those of the Go sources: `schedt.nmidle` for a field, `mstats` alone for the size of a structure.
struct RuntimeStateLayout: Hashable, Sendable {
    private let offsets: [String: Int]

    /// Nil when the version of Go has no such field.
    subscript(_ name: String) -> Int? { offsets[name] }

    /// Entries of `memstats.pause_ns` and `pause_end`, in all versions.
    static let pauseCount = 256
    /// `runtime.finBlock`, in all versions: `alllink`, `cnt`, and the first of its finalizers with its size and, in
    /// it, the type of its argument, which cleanups in the same queue (Go 1.24) do not have.
    enum FinalizerBlock {
        static let size = 4096
        static let link = 0
        static let count = 16
        static let first = 24
        static let finalizerSize = 40
        static let argumentType = 24
        static let capacity = (size - first) / finalizerSize
    }

    /// The layout of a minor version of Go 1; nil when the table has no such column.
    static func known(minorVersion: Int, architecture: HeapArchitecture = .amd64) -> RuntimeStateLayout? {
        guard let column = RuntimeStateTable.minorVersions.firstIndex(of: minorVersion) else { return nil }
        var offsets: [String: Int] = [:]
        for (name, values) in RuntimeStateTable.rows { offsets[name] = values[column] }
        if architecture == .arm64 {
            for (name, values) in RuntimeStateTable.arm64 { offsets[name] = values[column] }
        }
        return RuntimeStateLayout(offsets: offsets.filter { $0.value >= 0 })
    }

    private init(offsets: [String: Int]) { self.offsets = offsets }

    /// The layout from a binary's own debugging information; nil when that has nothing of the runtime.
    init?(_ index: RuntimeLayoutIndex) {
        var offsets: [String: Int] = [:]
        for (name, _) in RuntimeStateTable.rows {
            let parts = name.split(separator: ".")
            guard let structure = index.structure(named: "runtime." + parts[0]) else { continue }
            if parts.count == 1 {
                if (0...Self.limit).contains(structure.size) { offsets[name] = structure.size }
                continue
            }
            // Fields of cpuStats began with a small letter up to 1.22.
            let wanted = String(parts[1])
            let field = structure[wanted] ?? structure.fields.first { $0.name.lowercased() == wanted.lowercased() }
            guard let field, (0...Self.limit).contains(field.offset) else { continue }
            offsets[name] = field.offset
        }
        guard offsets["schedt.nmidle"] != nil, offsets["gcControllerState.heapLive"] != nil else { return nil }
        self.offsets = offsets
    }

    /// No structure of the runtime is as large, whatever a file says.
    private static let limit = 1 << 20
}
