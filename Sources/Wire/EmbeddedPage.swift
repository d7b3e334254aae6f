import CPages

/// A file of the pages, compiled into the program as it is (`CPages`).
public struct EmbeddedPage: Sendable {
    /// Below the folder of the pages, such as `flame/flame.js`.
    public let path: String
    public let bytes: [UInt8]

    public static let all: [EmbeddedPage] = {
        var count = 0
        guard let first = unsafe sonde_pages(&count) else { return [] }
        return unsafe UnsafeBufferPointer(start: first, count: count).map { page in
            unsafe EmbeddedPage(
                path: String(cString: page.path),
                bytes: [UInt8](UnsafeBufferPointer(start: page.bytes, count: page.length)))
        }
    }()
}
