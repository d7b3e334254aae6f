import Evidence
import GoBinary

/// How a lock is taken: as a Mutex, or as an RWMutex for writing or reading.
struct LockModes: OptionSet, Hashable {
    let rawValue: UInt8
    static let mutex = LockModes(rawValue: 1)
    static let write = LockModes(rawValue: 2)
    static let read = LockModes(rawValue: 4)
    static let each: [LockModes] = [.mutex, .write, .read]
}

/// How sure it is that a function holds a lock where it stands.
enum LockHolding { case perhaps, yes }

/// A lock that a frame may hold.
struct HeldLock {
    var mode: LockModes
    var holding: LockHolding
    var function: FunctionTable.FunctionIndex
    /// Address of the call that took it.
    var site: StaticAddress
    /// Bytes from the pointer that the function has to the lock; nil when unknown.
    var displacement: Int32?
}

/// Where functions take and give back locks, by their inline trees and the direct calls in their code; each function
/// is looked at once.
///
/// The order of statements is taken from the source lines of the function table, not from addresses: the compiler
/// moves unlikely code to a function's end, but seldom a line in front of another that has to come first. A branch
/// that unlocks and returns stands between Lock and the statement under question all the same; so what counts is the
/// last site in front of the statement and the next one behind it.
struct LockSites {
    struct Site {
        var isLock: Bool
        var mode: LockModes
        /// Source lines from the outermost logical frame to the one that calls Lock or Unlock.
        var lines: [Int32]
        /// Address of the call's last byte, or of an instruction in front of inlined code.
        var address: StaticAddress
        var isInlined: Bool
        /// Bytes from the pointer that the code has to the lock; nil when unknown.
        var displacement: Int32?
    }

    /// What one function does with locks.
    struct Profile {
        /// In the order of the source.
        var sites: [Site] = []
        /// Unlocks that run when the function returns.
        var deferredUnlocks: LockModes = []
        /// Modes that it takes and does not give back: a helper such as `begin`.
        var acquires: LockModes = []
        /// Modes that it gives back without having taken them.
        var releases: LockModes = []
    }

    private let functions: FunctionTable
    private var known: [FunctionTable.FunctionIndex: Profile] = [:]
    /// Profiles in which calls of helpers do not count.
    private var knownAlone: [FunctionTable.FunctionIndex: Profile] = [:]
    private let operations: [StaticAddress: Operation]
    private var references: [Reference: Bool] = [:]
    private var operationsByName: [FunctionTable.NameIndex: Operation?] = [:]
    /// Closures of one function that are looked at for deferred Unlocks.
    private static let closureLimit = 12

    private struct Reference: Hashable {
        var function: FunctionTable.FunctionIndex
        var address: StaticAddress
    }

    private struct Operation {
        var isLock: Bool
        var mode: LockModes
    }

    private static let named: [String: Operation] = [
        "sync.(*Mutex).Lock": Operation(isLock: true, mode: .mutex),
        "sync.(*Mutex).TryLock": Operation(isLock: true, mode: .mutex),
        "sync.(*RWMutex).Lock": Operation(isLock: true, mode: .write),
        "sync.(*RWMutex).TryLock": Operation(isLock: true, mode: .write),
        "sync.(*RWMutex).RLock": Operation(isLock: true, mode: .read),
        "sync.(*RWMutex).TryRLock": Operation(isLock: true, mode: .read),
        "sync.(*rlocker).Lock": Operation(isLock: true, mode: .read),
        "sync.(*Mutex).Unlock": Operation(isLock: false, mode: .mutex),
        "sync.(*RWMutex).Unlock": Operation(isLock: false, mode: .write),
        "sync.(*RWMutex).RUnlock": Operation(isLock: false, mode: .read),
        "sync.(*rlocker).Unlock": Operation(isLock: false, mode: .read),
    ]

    init(functions: FunctionTable) {
        self.functions = functions
        var operations: [StaticAddress: Operation] = [:]
        let names = Self.named.keys.sorted()
        for (name, function) in zip(names, functions.functions(named: names)) {
            if let function { operations[functions.entry(function)] = Self.named[name] }
        }
        self.operations = operations
    }

    // MARK: - Questions

    /// The modes in which a frame that called at `programCounter` may hold a lock.
    mutating func holding(
        _ function: FunctionTable.FunctionIndex, at programCounter: StaticAddress
    ) -> [HeldLock] {
        let profile = profile(function)
        guard profile.sites.contains(where: \.isLock), programCounter.rawValue > 0 else { return [] }
        let call = StaticAddress(programCounter.rawValue - 1)
        let lines = lines(function, at: call)
        return LockModes.each.compactMap { mode in
            guard let (site, holding) = lastLock(profile, mode, lines: lines, call: call) else { return nil }
            return HeldLock(
                mode: mode, holding: holding, function: function, site: site.address, displacement: site.displacement)
        }
    }

    /// True when a frame that called at `programCounter` is on its way into a Lock.
    mutating func isLocking(
        _ function: FunctionTable.FunctionIndex, at programCounter: StaticAddress
    ) -> Bool {
        guard programCounter.rawValue > 0 else { return false }
        let call = StaticAddress(programCounter.rawValue - 1)
        let lines = lines(function, at: call)
        return profile(function).sites.contains { $0.isLock && Self.order($0, lines, call) == 0 }
    }

    /// Whether a pointer that a frame uses can lead to the lock that it holds.
    ///
    /// - Parameters:
    ///   - distance: bytes from the pointer to the lock.
    ///   - room: bytes from the start of the object that contains the lock to the lock, when known.
    func fits(_ held: HeldLock, distance: UInt64, room: UInt64?) -> Bool {
        guard let displacement = held.displacement, displacement >= 0 else { return true }
        if distance == UInt64(displacement) { return true }
        // The pointer to the lock itself, computed before: then the structure begins that far in front of it.
        if distance == 0 { return room.map { $0 >= UInt64(displacement) } ?? true }
        return displacement == 0 && functions.computes(held.function, displacement: Int32(clamping: distance))
    }

    /// True when a function's code refers to a package-level variable.
    mutating func refers(_ function: FunctionTable.FunctionIndex, to address: StaticAddress) -> Bool {
        let key = Reference(function: function, address: address)
        if let known = references[key] { return known }
        let answer = functions.refers(function, to: address)
        references[key] = answer
        return answer
    }

    /// Where a lock was taken last that may still be held.
    private func lastLock(
        _ profile: Profile, _ mode: LockModes, lines: [Int32], call: StaticAddress
    ) -> (Site, LockHolding)? {
        var lastLock: Site?
        var unlocksSince = 0
        var next: Site?
        for site in profile.sites where site.mode == mode {
            let order = Self.order(site, lines, call)
            if order < 0 {
                if site.isLock {
                    lastLock = site
                    unlocksSince = 0
                } else {
                    unlocksSince += 1
                }
            } else if order > 0, next == nil {
                next = site
            }
        }
        guard let lastLock else { return nil }
        if profile.deferredUnlocks.contains(mode) || unlocksSince == 0 { return (lastLock, .yes) }
        // A branch that unlocks stands in between, or the lock was given back.
        guard let next, !next.isLock else { return nil }
        return (lastLock, .perhaps)
    }

    /// Below 0 when the site comes first, above 0 when the place does, 0 when it is the same call.
    private static func order(_ site: Site, _ lines: [Int32], _ call: StaticAddress) -> Int {
        for (own, other) in zip(site.lines, lines) where own != other { return own < other ? -1 : 1 }
        if site.isInlined, lines.count > site.lines.count {
            // Deeper in the same line: inside the inlined Lock, unless another call of the line is meant.
            return 0
        }
        if site.address == call { return 0 }
        return site.address < call ? -1 : 1
    }

    // MARK: - Finding sites

    /// What a function does with locks, by itself and by helpers that it calls.
    private mutating func profile(_ function: FunctionTable.FunctionIndex) -> Profile {
        if let known = known[function] { return known }
        // Functions and their closures call each other: one that is being looked at counts as doing nothing.
        known[function] = Profile()
        let profile = find(function, countsHelpers: true)
        known[function] = profile
        return profile
    }

    /// What a function does with locks by itself.
    private mutating func profileAlone(_ function: FunctionTable.FunctionIndex) -> Profile {
        if let known = knownAlone[function] { return known }
        knownAlone[function] = Profile()
        let profile = find(function, countsHelpers: false)
        knownAlone[function] = profile
        return profile
    }

    private mutating func find(_ function: FunctionTable.FunctionIndex, countsHelpers: Bool) -> Profile {
        var profile = Profile()
        guard !Self.isOfLocks(functions.name(function)) else { return profile }
        profile.sites = inlinedSites(function) + calledSites(function, countsHelpers: countsHelpers)
        profile.sites.sort { a, b in
            a.lines == b.lines ? a.address < b.address : a.lines.lexicographicallyPrecedes(b.lines)
        }
        if functions.defers(function) { profile.deferredUnlocks = deferredUnlocks(function, countsHelpers) }
        var locks: LockModes = []
        var unlocks = profile.deferredUnlocks
        for site in profile.sites {
            if site.isLock { locks.formUnion(site.mode) } else { unlocks.formUnion(site.mode) }
        }
        profile.acquires = locks.subtracting(unlocks)
        profile.releases = unlocks.subtracting(locks)
        return profile
    }

    /// The locks' own code, and the runtime's, which has other locks.
    private static func isOfLocks(_ name: String) -> Bool {
        name.hasPrefix("sync.(*Mutex)") || name.hasPrefix("sync.(*RWMutex)") || name.hasPrefix("internal/sync.")
            || name.hasPrefix("runtime.") || name.hasPrefix("sync.runtime_") || name.hasPrefix("internal/runtime/")
    }

    private mutating func operation(_ name: FunctionTable.NameIndex) -> Operation? {
        if let known = operationsByName[name] { return known }
        let operation = Self.named[functions.name(name)]
        operationsByName[name] = .some(operation)
        return operation
    }

    private mutating func inlinedSites(_ function: FunctionTable.FunctionIndex) -> [Site] {
        functions.inlinedCalls(function).compactMap { call in
            guard let operation = operation(call.name) else { return nil }
            let frames = functions.logicalFrames(function, at: call.address)
            // The inner mutex of an RWMutex.
            if frames.contains(where: { self.operation($0.nameIndex) != nil }) { return nil }
            return Site(
                isLock: operation.isLock, mode: operation.mode, lines: frames.reversed().map(\.line),
                address: call.address, isInlined: true,
                displacement: operation.isLock
                    ? displacement(function, inlinedAt: call.address, operation.mode) : nil)
        }
    }

    private func displacement(
        _ function: FunctionTable.FunctionIndex, inlinedAt address: StaticAddress, _ mode: LockModes
    ) -> Int32? {
        guard let found = functions.lockedDisplacement(function, inlinedAt: address) else { return nil }
        // RLock counts readers behind the inner mutex.
        return mode == .read ? found &- Int32(LockLayout.rwMutexReaderCount) : found
    }

    private mutating func calledSites(_ function: FunctionTable.FunctionIndex, countsHelpers: Bool) -> [Site] {
        var sites: [Site] = []
        for call in functions.directCalls(function) {
            let address = StaticAddress(call.returnAddress.rawValue - 1)
            if let operation = operations[call.target] {
                sites.append(
                    Site(
                        isLock: operation.isLock, mode: operation.mode, lines: lines(function, at: address),
                        address: address, isInlined: false,
                        displacement: functions.argumentDisplacement(function, returningTo: call.returnAddress)))
                continue
            }
            guard countsHelpers, let callee = functions.function(containing: call.target),
                functions.entry(callee) == call.target, callee != function
            else { continue }
            let helper = profileAlone(callee)
            guard !helper.acquires.isEmpty || !helper.releases.isEmpty else { continue }
            let lines = lines(function, at: address)
            for mode in LockModes.each where helper.acquires.contains(mode) || helper.releases.contains(mode) {
                // The helper gets the pointer as it is, or another one: which, is not followed.
                sites.append(
                    Site(
                        isLock: helper.acquires.contains(mode), mode: mode, lines: lines, address: address,
                        isInlined: false, displacement: nil))
            }
        }
        return sites
    }

    /// What the closures of a function give back that may be deferred calls.
    private mutating func deferredUnlocks(
        _ function: FunctionTable.FunctionIndex, _ countsHelpers: Bool
    ) -> LockModes {
        let name = functions.name(function)
        var result: LockModes = []
        for kind in ["deferwrap", "func"] {
            for number in 1...Self.closureLimit {
                guard let closure = functions.function(named: "\(name).\(kind)\(number)") else { break }
                // A closure made by the compiler for `defer lock.Unlock()`, or for a helper that unlocks.
                result.formUnion((countsHelpers ? profile(closure) : profileAlone(closure)).releases)
            }
        }
        return result
    }

    /// Source lines at an address, outermost first.
    private func lines(_ function: FunctionTable.FunctionIndex, at address: StaticAddress) -> [Int32] {
        functions.logicalFrames(function, at: address).reversed().map(\.line)
    }
}
