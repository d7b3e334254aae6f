import Wire

/// Names of users, from /etc/passwd alone: no name service is asked, which could take seconds.
public enum UserNames {
    private static let names: [UInt32: String] = {
        guard let text = try? MappedFile.open("/etc/passwd", copying: true, limit: 1 << 24) else { return [:] }
        var result: [UInt32: String] = [:]
        for line in text.string.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 2, let id = UInt32(fields[2]), result[id] == nil else { continue }
            result[id] = String(fields[0])
        }
        return result
    }()

    /// The user's name, or the number when the file does not know it.
    public static func name(_ id: UInt32) -> String { names[id] ?? "\(id)" }
}
