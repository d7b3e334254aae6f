import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Details of file operations that the corpus does not have, against what Process Monitor is known to print.
@Suite struct ProcmonFileDetailTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let operation: UInt16
        let detail: [UInt8]
        var extra: [UInt8]?
        let name: String
        let text: String
        var category = ""
        var is64Bit = true

        var testDescription: String { name + (is64Bit ? "" : " of 32 bits") }
    }

    /// 7/11/2020 9:07:57 PM.
    static let moment: UInt64 = 132_389_752_770_000_000
    static let times = DetailBytes().long(moment, moment, moment, moment)
    static let printedTimes =
        "CreationTime: 7/11/2020 9:07:57 PM, LastAccessTime: 7/11/2020 9:07:57 PM, "
        + "LastWriteTime: 7/11/2020 9:07:57 PM, ChangeTime: 7/11/2020 9:07:57 PM"
    static let standard = DetailBytes().long(16384, 12499).word(1).byte(0, 0, 0, 0).bytes

    static let settings = [
        Case(
            operation: 26,
            detail: DetailBytes.buffer(4) { $0.adding(DetailBytes().long(0, 0, moment, 0).word(0x20, 0).bytes) },
            name: "SetBasicInformationFile",
            text: "CreationTime: 1/1/1601 12:00:00 AM, LastAccessTime: 1/1/1601 12:00:00 AM, "
                + "LastWriteTime: 7/11/2020 9:07:57 PM, ChangeTime: 1/1/1601 12:00:00 AM, FileAttributes: A",
            category: "Write Metadata"),
        Case(
            operation: 26, detail: DetailBytes.buffer(0x14) { $0.long(3584) }, name: "SetEndOfFileInformationFile",
            text: "EndOfFile: 3,584", category: "Write Metadata"),
        Case(
            operation: 26, detail: DetailBytes.buffer(0x13) { $0.long(3584) }, name: "SetAllocationInformationFile",
            text: "AllocationSize: 3,584", category: "Write Metadata"),
        Case(
            operation: 26, detail: DetailBytes.buffer(0x0d) { $0.byte(1, 0, 0, 0) },
            name: "SetDispositionInformationFile",
            text: "Delete: True", category: "Write"),
        Case(
            operation: 26, detail: DetailBytes.buffer(0x0d) { $0.byte(0, 0, 0, 0) },
            name: "SetDispositionInformationFile",
            text: "Delete: False"),
        Case(
            operation: 26, detail: DetailBytes.buffer(0x40) { $0.word(7) }, name: "SetDispositionInformationEx",
            text: "Flags: FILE_DISPOSITION_DELETE, FILE_DISPOSITION_POSIX_SEMANTICS, "
                + "FILE_DISPOSITION_FORCE_IMAGE_SECTION_CHECK",
            category: "Write"),
        Case(
            operation: 26,
            detail: DetailBytes.buffer(0x0a) { $0.slot(0).pointer(0).word(30).utf16(#"\??\C:\new.txt"#).zeros(2) },
            name: "SetRenameInformationFile", text: #"ReplaceIfExists: False, FileName: C:\new.txt"#, category: "Write"),
        Case(
            operation: 26,
            detail: DetailBytes.buffer(0x0b, pointerSize: 4) { $0.slot(1).pointer(0).word(14).utf16("new.txt") },
            name: "SetLinkInformationFile", text: #"ReplaceIfExists: True, FileName: C:\folder\new.txt"#,
            category: "Write", is64Bit: false),
    ]

    static let queries = [
        Case(
            operation: 25, detail: DetailBytes.file(0x12),
            extra: times.word(0x80, 0).adding(standard).long(0x1_0000_0007_84a0).word(0, 0x12_0089).long(0)
                .word(0x24, 1).word(0).bytes,
            name: "QueryAllInformationFile",
            text: printedTimes + ", FileAttributes: N, AllocationSize: 16,384, EndOfFile: 12,499, NumberOfLinks: 1, "
                + "DeletePending: False, Directory: False, IndexNumber: 0x10000000784a0, EaSize: 0, "
                + "Access: Generic Read, Position: 0, Mode: Sequential Access, Synchronous IO Non-Alert, "
                + "AlignmentRequirement: Word",
            category: "Read Metadata"),
        Case(
            operation: 6, detail: DetailBytes.file(), extra: times.long(12288, 11264).word(0x20, 0).bytes,
            name: "QueryOpen", text: printedTimes + ", AllocationSize: 12,288, EndOfFile: 11,264, FileAttributes: A"),
        Case(
            operation: 25, detail: DetailBytes.file(5), extra: standard, name: "QueryStandardInformationFile",
            text: "AllocationSize: 16,384, EndOfFile: 12,499, NumberOfLinks: 1, DeletePending: False, Directory: False",
            category: "Read Metadata"),
        Case(
            operation: 25, detail: DetailBytes.file(9, parameters: { $0.slot(8) }),
            extra: DetailBytes().word(20).utf16(#"\file"#).bytes, name: "QueryNameInformationFile", text: #"Name: \f"#,
            category: "Read Metadata"),
        Case(
            operation: 25, detail: DetailBytes.file(0x16),
            extra: DetailBytes().word(40, 14).long(0, 0).utf16("::$DATA").zeros(2).word(0, 4).long(0, 0).utf16(":a")
                .bytes,
            name: "QueryStreamInformationFile", text: "0: ::$DATA, 1: :a", category: "Read Metadata"),
        Case(
            operation: 30, detail: DetailBytes.file(1),
            extra: DetailBytes().long(moment).word(0xa85a_5794, 0).byte(1, 0).bytes, name: "QueryInformationVolume",
            text: "VolumeCreationTime: 7/11/2020 9:07:57 PM, VolumeSerialNumber: A85A-5794, SupportsObjects: True, "
                + "VolumeLabel: "),
        Case(
            operation: 30, detail: DetailBytes.file(5),
            extra: DetailBytes().word(0x3e7_06ff, 255, 8).utf16("NTFS").bytes, name: "QueryAttributeInformationVolume",
            text: "FileSystemAttributes: Case Preserved, Case Sensitive, Unicode, ACLs, Compression, Named Streams, "
                + "EFS, Object IDs, Reparse Points, Sparse Files, Quotas, Transactions, 0x3c00600, "
                + "MaximumComponentNameLength: 255, FileSystemName: NTFS"),
        Case(
            operation: 30, detail: DetailBytes.file(3),
            extra: DetailBytes().long(20_971_007, 12_678_410).word(8, 512).bytes, name: "QuerySizeInformationVolume",
            text: "TotalAllocationUnits: 20,971,007, AvailableAllocationUnits: 12,678,410, "
                + "SectorsPerAllocationUnit: 8, BytesPerSector: 512"),
        Case(operation: 27, detail: DetailBytes.file(), name: "QueryEAFile", text: "", category: "Read Metadata"),
        Case(operation: 28, detail: DetailBytes.file(), name: "SetEAFile", text: "", category: "Write Metadata"),
        Case(
            operation: 40, detail: DetailBytes.file(parameters: { $0.word(0x107) }), name: "QuerySecurityFile",
            text: "Information: Owner, Group, DACL, 0x100", category: "Read Metadata"),
    ]

    static let transfers = [
        Case(
            operation: 23,
            detail: DetailBytes.file(flags: (0x6_0043, 1), parameters: { $0.slot(32768).slot(0).long(245_760) }),
            extra: DetailBytes().word(32768, 0).bytes, name: "ReadFile",
            text: "Offset: 245,760, Length: 32,768, I/O Flags: Non-cached, Paging I/O, Synchronous Paging I/O, "
                + "Priority: Normal",
            category: "Read"),
        Case(
            operation: 24, detail: DetailBytes.file(pointerSize: 4, parameters: { $0.slot(3).slot(0).long(.max) }),
            name: "WriteFile", text: "Offset: -1, Length: 3", category: "Write", is64Bit: false),
        Case(
            operation: 17, detail: DetailBytes.buffer(0) { $0.long(32768) }, name: "FASTIO_ACQUIRE_FOR_MOD_WRITE",
            text: "EndingOffset: 32,768"),
        Case(
            operation: 4, detail: DetailBytes.file(parameters: { $0.pointer(0xffff_a90f_24a6_14f0) }),
            name: "FASTIO_MDL_READ_COMPLETE", text: "MDL: 0xffffa90f24a614f0"),
        Case(
            operation: 7, detail: DetailBytes.file(parameters: { $0.long(4096).slot(512).slot(0).byte(1) }),
            name: "FASTIO_CHECK_IF_POSSIBLE", text: "Operation: Read, Offset: 4,096, Length: 512"),
        Case(
            operation: 33,
            detail: DetailBytes.file(parameters: { $0.slot(0).slot(32).slot(0x94264) }) {
                $0.word(32, 0, 0, 0).long(0, 2_097_152)
            }, name: "FileSystemControl", text: "Control: FSCTL_OFFLOAD_READ, Offset: 0, Length: 2,097,152",
            category: "Read"),
        Case(
            operation: 33, detail: DetailBytes.file(parameters: { $0.slot(1024).slot(116).slot(0x11c017) }),
            name: "FileSystemControl", text: "Control: FSCTL_PIPE_TRANSCEIVE, WriteLength: 116, ReadLength: 1,024",
            category: "Write"),
        Case(
            operation: 37,
            detail: DetailBytes.file(1, parameters: { $0.pointer(1).slot(0).long(2_147_483_538).pointer(1).byte(1, 1) })
            {
                $0.long(1)
            }, name: "LockFile", text: "Exclusive: True, Offset: 2,147,483,538, Length: 1, Fail Immediately: True"),
        Case(
            operation: 19, detail: DetailBytes.file(parameters: { $0.word(1, 0x10).pointer(0xffff_8000_0000_0280) }),
            name: "CreateFileMapping", text: "SyncType: SyncTypeCreateSection, PageProtection: PAGE_EXECUTE"),
        Case(
            operation: 20,
            detail: DetailBytes.file(
                parameters: { $0.pointer(1).slot(0x0500_0020).short(0x80).short(5).zeros(12).pointer(0).word(0) }
            ) {
                $0.word(0x12_0089 | 0x1_0002).byte(12, 0, 0, 0).byte(1, 1, 0, 0, 0, 0, 0, 5).word(18)
            }, extra: DetailBytes().word(2, 0).bytes, name: "CreateFile",
            text: "Desired Access: Generic Read, Write Data/Add File, Delete, Disposition: OverwriteIf, "
                + "Options: Synchronous IO Non-Alert, Attributes: N, ShareMode: Read, Delete, AllocationSize: 0, "
                + "Impersonating: S-1-5-18, OpenResult: Created",
            category: "Write"),
        Case(
            operation: 32,
            detail: DetailBytes.file(1, parameters: { $0.slot(616).pointer(1).slot(12) }) {
                $0.short(0x8001).ascii("*")
            },
            extra: ["a", "b", "c"].enumerated().reduce(DetailBytes()) { all, entry in
                all.word(entry.offset == 2 ? 0 : 16, 0, 2).utf16(entry.element).zeros(2)
            }.bytes, name: "QueryDirectory",
            text: "Filter: *, 1: a, FileInformationClass: FileNamesInformation, 3: c", category: "Read Metadata"),
    ]

    @Test(arguments: settings + queries + transfers) func detailsAreThoseOfProcessMonitor(item: Case) throws {
        var builder = ProcmonLogBuilder(is64Bit: item.is64Bit)
        builder.add(kind: 3, operation: item.operation, detail: item.detail, extra: item.extra)
        #expect(try builder.column(.operation) == [item.name])
        #expect(try builder.column(.detail) == [item.text])
        #expect(try builder.column(.category) == [item.category])
    }
}
