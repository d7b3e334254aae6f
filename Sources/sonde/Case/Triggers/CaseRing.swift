import Evidence
import Glibc
import Host
import Wire

/// A directory of cases, of which the newest stay.
struct CaseRing {
    struct Limits {
        /// At least 1.
        var count: Int
        /// Of all cases together; a single one may be larger.
        var bytes: Int
    }

    let path: String
    let limits: Limits

    /// - Throws: `inputOutput`.
    init(_ path: String, limits: Limits) throws {
        self.path = path
        self.limits = limits
        try PrivateFolder.ensure(path)
        // What was under way when sonde was killed is no case; what another sonde has under way is its own.
        for name in FolderListing.names(in: path) where Self.isOurs(name, isPartial: true) && !Self.isUnderway(name) {
            PrivateFolder.remove("\(path)/\(name)")
        }
    }

    private static let partial = ".partial"

    /// Whether the process that a directory's name ends with still runs: `….4711.partial`.
    private static func isUnderway(_ name: String) -> Bool {
        let id = name.dropLast(partial.count).split(separator: ".").last.flatMap { Int32($0) }
        return id.map { $0 > 0 && (kill($0, 0) == 0 || errno == EPERM) } ?? false
    }

    /// A directory for the next case, which gets its name when it is complete.
    /// - Parameter what: what fired, for the name.
    func begin(_ what: [TriggerField], wallTime: Int64) throws -> (folder: CaseFolder, name: String) {
        let stamp = Self.stamp(wallTime)
        var name = "\(stamp)-\(what.map(\.rawValue).joined(separator: "-"))"
        let taken = Set(FolderListing.names(in: path))
        var number = 2
        let base = name
        while taken.contains(where: { $0 == name || $0.hasPrefix(name + ".") }) {
            name = "\(base)-\(number)"
            number += 1
        }
        return (try CaseFolder(making: "\(path)/\(name).\(getpid())\(Self.partial)"), name)
    }

    /// Gives a complete case its name, and removes the oldest ones above the limits.
    /// - Returns: the path of the case, and how many were removed.
    func complete(_ folder: CaseFolder, _ name: String) throws -> (path: String, removed: Int) {
        let final = "\(path)/\(name)"
        try PrivateFolder.rename(folder.path, to: final)
        return (final, trim())
    }

    /// Names begin with the time, so that their order is that of their times.
    private func trim() -> Int {
        var cases = FolderListing.names(in: path).filter {
            Self.isOurs($0, isPartial: false) && CaseFolder.isCase("\(path)/\($0)")
        }.map { (name: $0, bytes: FolderListing.bytes(in: "\(path)/\($0)")) }
        var total = cases.reduce(0) { $0 + $1.bytes }
        var removed = 0
        while cases.count > 1, cases.count > limits.count || total > limits.bytes {
            let oldest = cases.removeFirst()
            PrivateFolder.remove("\(path)/\(oldest.name)")
            total -= oldest.bytes
            removed += 1
        }
        return removed
    }

    /// `20260102T030405Z-goroutines`: nothing else in the directory is ever touched.
    private static func isOurs(_ name: String, isPartial: Bool) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count > 17, name.hasSuffix(partial) == isPartial else { return false }
        return bytes[..<17].enumerated().allSatisfy { index, byte in
            switch index {
            case 8: byte == UInt8(ascii: "T")
            case 15: byte == UInt8(ascii: "Z")
            case 16: byte == UInt8(ascii: "-")
            default: (0x30...0x39).contains(byte)
            }
        }
    }

    /// UTC, so that names do not jump with the clock's summer time.
    private static func stamp(_ wallTime: Int64) -> String {
        let time = LocalTime.universal(wallTime / 1_000_000_000)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(time.year)\(two(time.month))\(two(time.day))T"
            + "\(two(time.hour))\(two(time.minute))\(two(time.second))Z"
    }
}
