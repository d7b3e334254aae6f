import Wire

/// A file that the browser gets as it is.
struct Page: Sendable {
    /// Below the root, such as `/flame/flame.js`.
    let path: String
    let bytes: [UInt8]
    /// Of the contents (RFC 9110, 8.8.3), so that the browser need not fetch them twice.
    let entityTag: String

    /// By path.
    static let all: [String: Page] = Dictionary(
        uniqueKeysWithValues: EmbeddedPage.all.map { file in
            let path = "/" + file.path
            return (path, Page(path: path, bytes: file.bytes, entityTag: tag(file.bytes)))
        })

    /// What a browser takes the file for (RFC 6838).
    var type: String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        default: "application/octet-stream"
        }
    }

    /// FNV-1a.
    private static func tag(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\"\(String(hash, radix: 16))\""
    }
}
