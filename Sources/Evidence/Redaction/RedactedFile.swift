/// A file without what must not be told.
public struct RedactedFile: Sendable {
    public var bytes: [UInt8]
    /// What of the old file is not in it, and why, in words for people; nil when nothing is missing.
    public var remark: String?

    public init(_ bytes: [UInt8], remark: String? = nil) {
        self.bytes = bytes
        self.remark = remark
    }
}
