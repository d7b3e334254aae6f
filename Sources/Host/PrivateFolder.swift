import Glibc
import Wire

/// Directories that are readable for their owner alone.
public enum PrivateFolder {
    /// Makes a directory with mode 0700.
    /// - Throws: `usage` when it is there and not empty, `inputOutput`.
    public static func make(_ path: String) throws(InputError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw MappedFile.systemError("cannot be made", path) }
        guard FolderListing.names(in: path).isEmpty else {
            throw InputError(.usage, "is there already, and not empty: name another directory", file: path)
        }
        guard unsafe chmod(path, 0o700) == 0 else { throw MappedFile.systemError("cannot be made private", path) }
    }

    /// Makes a directory with mode 0700 unless there is one, whatever is in it.
    /// - Throws: `inputOutput`, also for something else of that name.
    public static func ensure(_ path: String) throws(InputError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        let failure = errno
        var status = stat()
        if failure == EEXIST, unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        errno = failure
        throw MappedFile.systemError("cannot be made", path)
    }

    /// Makes a directory and those above it that are missing, with mode 0700.
    /// - Parameter depth: how many at the end are sonde's own: these must belong to this user, be no links, and nobody
    ///   else may write to them.
    /// - Throws: `notPermitted` when one of them is somebody else's, `inputOutput`.
    public static func ensureOwn(_ path: String, below depth: Int) throws(InputError) {
        let parts = path.split(separator: "/").map(String.init)
        let own = max(0, parts.count - depth)
        var current = ""
        for number in parts.indices {
            current += "/" + parts[number]
            let isMade = unsafe mkdir(current, 0o700) == 0
            guard number >= own else { continue }
            guard isMade || errno == EEXIST else { throw MappedFile.systemError("cannot be made", current) }
            var status = stat()
            guard unsafe lstat(current, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
                status.st_mode & 0o022 == 0
            else {
                throw InputError(
                    .notPermitted, "is a link, somebody else's, or can be written by others: it is not used",
                    file: current)
            }
        }
    }

    /// Gives a directory another name.
    /// - Throws: `inputOutput`.
    public static func rename(_ path: String, to name: String) throws(InputError) {
        guard unsafe Glibc.rename(path, name) == 0 else { throw MappedFile.systemError("cannot be renamed", path) }
    }

    /// Removes a directory with the files in it; other directories in it stay, and so does it then.
    public static func remove(_ path: String) {
        for name in FolderListing.names(in: path) { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }
}
