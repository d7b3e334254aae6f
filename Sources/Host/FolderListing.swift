import Glibc

/// What is in a folder.
public enum FolderListing {
    /// Names of entries, sorted. Empty when the folder cannot be read.
    /// - Parameters:
    ///   - withHidden: also those that begin with a dot, other than `.` and `..`.
    ///   - limit: of entries.
    public static func names(in path: String, withHidden: Bool = false, limit: Int = 1000) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var result: [String] = []
        while result.count < limit, let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let isHidden = name.hasPrefix(".")
            if !isHidden || withHidden && name != "." && name != ".." { result.append(name) }
        }
        return result.sorted()
    }

    /// Whether there is a folder of that name.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Bytes of the files in a folder, all together, without those in folders of its own.
    public static func bytes(in path: String) -> Int {
        names(in: path).reduce(0) { total, name in
            var status = stat()
            let isFile = unsafe lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            return isFile ? total + Int(status.st_size) : total
        }
    }
}
