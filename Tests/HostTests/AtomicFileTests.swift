import Host
import TestSupport
import Testing
import Wire

/// Files that are whole or not there.
@Suite struct AtomicFileTests {
    @Test func aFileComesWithItsLastByte() throws {
        let folder = try TemporaryFolder()
        let writer = try AtomicFileWriter(folder.file("a"), mode: 0o644)
        try writer.write(Array("one ".utf8))
        #expect(!Files.exists(folder.file("a")))
        try writer.write(Array("two".utf8))
        try writer.commit()
        #expect(try Files.text(folder.file("a")) == "one two")
        #expect(try Files.entries(of: folder.path) == ["a"])
    }

    @Test func whatIsGivenUpLeavesTheOldFile() throws {
        let folder = try TemporaryFolder()
        try Files.write("old", to: folder.file("a"))
        do {
            let writer = try AtomicFileWriter(folder.file("a"))
            try writer.write(Array("new".utf8))
            #expect(try Files.entries(of: folder.path).count == 2)
        }
        #expect(try Files.entries(of: folder.path) == ["a"])
        #expect(try Files.text(folder.file("a")) == "old")
    }

    @Test func directoriesAndFoldersThatAreNotThereAreRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: InputError.self) { try AtomicFileWriter(folder.path) }
        #expect(throws: InputError.self) { try AtomicFileWriter(folder.file("missing/a")) }
    }

    /// A full device is noticed, and nothing is left over.
    @Test func errorsOfWritingAreThrown() throws {
        let writer = try AtomicFileWriter("/dev/full")
        #expect(throws: InputError.self) { try writer.write([1, 2, 3]) }
    }
}
