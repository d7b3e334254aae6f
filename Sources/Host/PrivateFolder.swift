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
