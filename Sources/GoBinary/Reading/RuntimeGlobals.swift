import Evidence
import Wire

/// Static addresses of the runtime's variables from which goroutines, threads, processors and semaphores are found.
///
/// An address that is nil could not be found. All lie in the variables of the module, but what stands there is for the
/// caller to verify.
public struct RuntimeGlobals: Hashable, Sendable {
    /// How the addresses were found.
    public enum Origin: String, Sendable {
        case symbols
        /// By decoding runtime functions that use them: the file is stripped.
        case machineCode = "machine code"
    }

    public var origin: Origin
    /// Slice of all goroutines, dead ones too.
    public var allgs: StaticAddress?
    /// Length of `allgs`, stored after the element: what may be read without a lock.
    public var allglen: StaticAddress?
    /// Pointer to the array of `allgs`.
    public var allgptr: StaticAddress?
    /// Head of the list of threads.
    public var allm: StaticAddress?
    /// Slice of processors (P).
    public var allp: StaticAddress?
    /// The scheduler's state (`runtime.schedt`).
    public var sched: StaticAddress?
    /// 251 semaphore roots of 64 bytes on amd64 and 128 on arm64.
    public var semtable: StaticAddress?

    public init(origin: Origin) { self.origin = origin }

    /// Finds the variables by symbol, and those that have none by the machine code of functions that use them.
    /// - Throws: `notFound` when there is neither a symbol nor the runtime function that would name the goroutines.
    public static func find(in executable: Executable, functions: FunctionTable) throws -> RuntimeGlobals {
        let named = bySymbols(executable)
        if named.allglen != nil, named.allgptr != nil { return named }
        let derived = byMachineCode(executable, functions)
        guard derived.allglen != nil || derived.allgs != nil else {
            throw InputError(
                .notFound,
                "the runtime's list of goroutines cannot be found: no symbols, and \(RuntimeGlobalsLayout.goroutineList) "
                    + "is absent or not as in Go 1.21 to 1.27 on \(executable.architecture)", file: executable.path)
        }
        return derived
    }

    /// By the names of the symbol table.
    static func bySymbols(_ executable: Executable) -> RuntimeGlobals {
        var found = RuntimeGlobals(origin: .symbols)
        func address(_ name: String) -> StaticAddress? { executable.symbol(named: "runtime." + name)?.address }
        guard executable.hasSymbols else { return found }
        found.allgs = address("allgs")
        found.allglen = address("allglen")
        found.allgptr = address("allgptr")
        found.allm = address("allm")
        found.allp = address("allp")
        found.sched = address("sched")
        found.semtable = address("semtable")
        return found
    }

    /// From the code of the functions that `RuntimeGlobalsLayout` lists.
    static func byMachineCode(_ executable: Executable, _ functions: FunctionTable) -> RuntimeGlobals {
        var found = RuntimeGlobals(origin: .machineCode)
        let module = try? executable.moduleData()
        func uses(_ name: String) -> [CodeReference] {
            guard let function = functions.function(named: name) else { return [] }
            return functions.references(function).filter { module?.holdsVariable($0.target) ?? true }
        }
        let list = uses(RuntimeGlobalsLayout.goroutineList)
        found.allgs = sliceStart(list, words: 3)
        let stores = distinct(list.filter { $0.use == .atomicStore }.map(\.target))
        if stores.count == 2 {
            found.allgptr = stores[0]
            found.allglen = stores[1]
        }
        found.allp = sliceStart(uses(RuntimeGlobalsLayout.processorList), words: 2)
        found.allm = uses(RuntimeGlobalsLayout.machineList).first { $0.use == .atomicStore }?.target
        let minor = (try? executable.buildInformation()).flatMap(\.self).flatMap { GoVersion($0.goVersion) }?.minor
        if let lock = uses(RuntimeGlobalsLayout.schedulerLockUser).first(where: { $0.use == .address })?.target {
            found.sched = RuntimeGlobalsLayout.scheduler(lock: lock.rawValue, minorVersion: minor)
                .map { StaticAddress($0) }
        }
        let tables = RuntimeGlobalsLayout.semaphoreUsers.map { name in
            uses(name).first { $0.use == .address }?.target
        }
        if let table = tables[0], tables.allSatisfy({ $0 == table }) { found.semtable = table }
        return found
    }

    /// The lowest place from which `words` words in a row are read or written.
    private static func sliceStart(_ uses: [CodeReference], words: Int) -> StaticAddress? {
        var places: Set<UInt64> = []
        for use in uses {
            switch use.use {
            case .load(let bytes), .store(let bytes):
                for offset in stride(from: 0, to: bytes, by: 8) where bytes >= 8 {
                    places.insert(use.target.rawValue &+ UInt64(offset))
                }
            default: break
            }
        }
        return places.sorted().first { start in
            (1..<words).allSatisfy { places.contains(start &+ UInt64($0 * 8)) }
        }.map { StaticAddress($0) }
    }

    private static func distinct(_ addresses: [StaticAddress]) -> [StaticAddress] {
        var seen: Set<StaticAddress> = []
        return addresses.filter { seen.insert($0).inserted }
    }
}
