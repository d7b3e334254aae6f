/// System calls that have to do with what a disk has of a file.
enum DiskCalls {
    /// Over when the disk has what was written.
    static let syncing: Set<String> = ["fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "msync"]
    /// The same for a file that is open with O_SYNC or O_DSYNC.
    static let writing: Set<String> = ["write", "writev", "pwrite64", "pwritev", "pwritev2"]
}
