import Glibc
import TestSupport
import Testing
import Wire

@Suite struct MappedFileTests {
    private func error<T>(_ body: () throws -> T) -> InputError? {
        do {
            _ = try body()
            return nil
        } catch { return error as? InputError }
    }

    @Test(arguments: [false, true]) func contentsOfFiles(copying: Bool) throws {
        let folder = try TemporaryFolder()
        for content in [[], [7], [UInt8](repeating: 3, count: 200_001)] {
            let path = folder.file("a")
            try Files.write(content, to: path)
            #expect(try MappedFile.open(path, copying: copying).array == content)
            #expect(try MappedFile.open(path, copying: copying, limit: content.count).array == content)
            if !content.isEmpty {
                let large = error { try MappedFile.open(path, copying: copying, limit: content.count - 1) }
                #expect(large?.code == .tooLarge && large?.file == path)
            }
        }
    }

    /// The bytes stay when the file goes: other programs clean up behind themselves.
    @Test func aMappingOutlivesItsFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a")
        try Files.write([UInt8](repeating: 5, count: 10_000), to: path)
        let bytes = try MappedFile.open(path)
        Files.remove(path)
        #expect(!MappedFile.exists(path) && MappedFile.exists(folder.path))
        #expect(bytes.count == 10_000 && bytes.array.allSatisfy { $0 == 5 })
    }

    @Test func whatIsNoFile() throws {
        let folder = try TemporaryFolder()
        let missing = error { try MappedFile.open(folder.file("none")) }
        #expect(missing?.code == .notFound && missing?.file == folder.file("none"))
        #expect(missing?.message == "cannot be opened: No such file or directory")
        try Files.write([1], to: folder.file("plain"))
        #expect(error { try MappedFile.open(folder.file("plain") + "/below") }?.code == .notFound)
        #expect(error { try MappedFile.open(folder.path) }?.code == .inputOutput)
        #expect(error { try MappedFile.open("a\u{0}b/none") }?.code == .notFound)
        // Devices may have no end.
        #expect(error { try MappedFile.open("/dev/zero") }?.code == .inputOutput)
        #expect(error { try MappedFile.open("/dev/null") }?.code == .inputOutput)
        // No size to look at.
        #expect(try MappedFile.open("/proc/self/stat").count > 10)
    }

    @Test func aStreamIsReadToItsLimit() throws {
        let folder = try TemporaryFolder()
        try Files.write([UInt8](repeating: 4, count: 150_000), to: folder.file("a"))
        func read(limit: Int, check: (Bytes) throws -> Void = { _ in }) throws -> Bytes {
            let descriptor = open(folder.file("a"), O_RDONLY | O_CLOEXEC)
            defer { close(descriptor) }
            return try MappedFile.readAll(descriptor, path: "a", limit: limit, check: check)
        }
        #expect(try read(limit: 150_000).count == 150_000)
        #expect(error { try read(limit: 149_999) }?.code == .tooLarge)
        #expect(error { try read(limit: 0) }?.code == .tooLarge)
        // Looked at once, before the rest is read.
        var seen: [Int] = []
        _ = try read(limit: 150_000) { seen.append($0.count) }
        #expect(seen == [1 << 16])
        let refusal = error { try read(limit: 150_000) { _ in throw InputError(.notRecognised, "is nothing") } }
        #expect(refusal?.code == .notRecognised)
    }

    @Test func aDescriptorThatIsNotOpen() {
        let failure = error { try MappedFile.readAll(-1, path: "input") }
        #expect(failure?.code == .inputOutput && failure?.description == "input: cannot be read: Bad file descriptor")
    }
}
