import Host
import Wire

/// The files of a case, wherever they are kept.
protocol CaseFiles: Sendable {
    /// What to call the case, or where it lies.
    var name: String { get }

    /// Whether others will read it, who may want evidence that no rule asks for.
    var isKept: Bool { get }

    func write(_ bytes: [UInt8], _ name: String) throws

    /// A file that grows while it is recorded.
    func appendable(_ name: String) throws -> AppendedFile

    /// Takes such a file in once it is whole.
    func keep(_ file: AppendedFile, _ name: String) throws

    /// Of all files that are there.
    func names() -> Set<String>

    /// The whole of a file.
    /// - Throws: `notFound`.
    func contents(_ name: String) throws -> Bytes
}
