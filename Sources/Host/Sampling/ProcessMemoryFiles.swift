import Glibc
import Wire

/// Files that processes have mapped, and code that the kernel gives to all.
public enum ProcessMemoryFiles {
    /// A file by its path as a process sees it; the mapped one, should another have taken its place.
    /// - Parameter inode: of the mapped file; 0 when unknown.
    public static func open(process: Int32, path: String, inode: UInt64) -> Bytes? {
        let own = "/proc/\(process)/exe"
        let there = "/proc/\(process)/root\(path)"
        let matching = [own, there, path].first { inode != 0 && Self.inode($0) == inode }
        // File systems of layers give files other numbers than their mappings have.
        let chosen = matching ?? (MappedFile.exists(there) ? there : path)
        return try? MappedFile.openRegular(chosen)
    }

    private static func inode(_ path: String) -> UInt64? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    /// The code that the kernel maps into every program of this kind, out of sonde's own memory: vdso(7).
    public static var vdso: Bytes? {
        guard let memory = try? MappedFile.open("/proc/self/maps", copying: true),
            let mapping = MemoryMap.parse(memory).first(where: { $0.path == "[vdso]" }),
            mapping.end - mapping.start < 1 << 20,
            let base = UnsafeRawPointer(bitPattern: UInt(mapping.start))
        else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: base, count: Int(mapping.end - mapping.start))
        return unsafe Bytes(Array(bytes))
    }
}
