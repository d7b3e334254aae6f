import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Network, profiling, pipes, registry and process events that the corpus does not have.
@Suite struct ProcmonEventDetailTests {
    private func network(flags: UInt16, length: UInt32, ports: (UInt16, UInt16)) -> [UInt8] {
        DetailBytes().short(flags).zeros(2).word(length).byte(10, 0, 0, 1).zeros(12)
            .byte(0x20, 0x01, 0x0d, 0xb8).zeros(10).byte(0, 0x1f).short(ports.0).short(ports.1)
            .utf16("startime").zeros(2).utf16("5").zeros(2).utf16("endtime").zeros(2).utf16("6").zeros(4).bytes
    }

    @Test func networkEvents() throws {
        var builder = ProcmonLogBuilder()
        builder.network.hosts[ProcmonAddress(0x0100_000a, 0)] = Array("client".utf8)
        builder.network.ports[ProcmonPort(number: 443, isTCP: true)] = Array("https".utf8)
        builder.add(kind: 5, operation: 2, detail: network(flags: 5, length: 1460, ports: (50000, 443)))
        builder.add(kind: 5, operation: 3, detail: network(flags: 1, length: 12, ports: (50000, 443)))
        #expect(try builder.column(.operation) == ["TCP Send", "UDP Receive"])
        #expect(
            try builder.column(.path) == [
                "client:50000 -> 2001:db8:0:0:0:0:0:1f:https", "client:50000 -> 2001:db8:0:0:0:0:0:1f:443",
            ])
        #expect(
            try builder.column(.detail) == [
                "Length: 1460, startime: 5, endtime: 6", "Length: 12, startime: 5, endtime: 6",
            ])
        #expect(try builder.column(.eventClass) == ["Network", "Network"])
        builder.network.hosts = [:]
        #expect(try builder.column(.path)[0].hasPrefix("10.0.0.1:50000 -> "))
    }

    @Test func profilingEvents() throws {
        var builder = ProcmonLogBuilder()
        builder.add(kind: 4, operation: 0, detail: DetailBytes().word(156_250, 0, 17).bytes)
        builder.add(
            kind: 4, operation: 1, detail: DetailBytes().long(312_500, 10_000_000, 8_192_000, 4_096_000).bytes)
        #expect(try builder.column(.operation) == ["Thread Profiling", "Process Profiling"])
        #expect(try builder.column(.path) == ["Thread 99", ""])
        #expect(
            try builder.column(.detail) == [
                "User Time: 0.0156250, Kernel Time: 0.0000000, Context Switches: 17",
                "User Time: 0.0312500 seconds, Kernel Time: 1.0000000 seconds, Private Bytes: 4,096,000, "
                    + "Working Set: 8,192,000",
            ])
    }

    @Test func pipes() throws {
        var builder = ProcmonLogBuilder()
        builder.add(
            kind: 6, operation: 21,
            detail: DetailBytes.file(
                flags: (0x884, 9), path: #"\Device\NamedPipe\x"#,
                parameters: { $0.pointer(0xffff_8000_0000_1000).slot(0x200_0040).pointer(0x3_0000).pointer(0) }))
        #expect(try builder.column(.operation) == ["CreatePipe"])
        #expect(try builder.column(.eventClass) == ["IPC"])
        #expect(
            try builder.column(.detail) == [
                "Minor ID: 0x0, IRP Flags: 0x884, Flags: 0x9, Arg1: 0xffff800000001000, Arg2: 0x2000040, "
                    + "Arg3: 0x30000, Arg4: 0x0"
            ])
    }

    @Test func registry() throws {
        var builder = ProcmonLogBuilder()
        let path = #"HKLM\Software"#
        builder.add(
            kind: 2, operation: 14,
            detail: DetailBytes().short(UInt16(path.utf8.count) | 0x8000).short(3).ascii(path).utf16("neu").bytes)
        builder.add(
            kind: 2, operation: 8,
            detail: DetailBytes().short(UInt16(path.utf8.count) | 0x8000).zeros(2).word(0, 0).short(8).zeros(2)
                .ascii(path).long(ProcmonFileDetailTests.moment).bytes)
        builder.add(
            kind: 2, operation: 2, detail: DetailBytes().short(UInt16(path.utf8.count) | 0x8000).ascii(path).bytes)
        #expect(try builder.column(.operation) == ["RegRenameKey", "RegSetInfoKey", "RegCloseKey"])
        #expect(try builder.column(.path) == [path, path, path])
        #expect(try builder.column(.category) == ["Write", "Write Metadata", ""])
        #expect(
            try builder.column(.detail) == [
                "New Name: neu",
                "KeySetInformationClass: KeyWriteTimeInformation, Length: 8, LastWriteTime: 7/11/2020 9:07:57 PM", "",
            ])
    }

    /// Quotes are doubled; line ends are as in Process Monitor's files.
    @Test func fieldsOfTheExport() throws {
        var builder = ProcmonLogBuilder()
        let path = #"HKLM\a"b"#
        let value = "x\r\ny\nz"
        let size = UInt16(value.utf16.count * 2 + 2)
        builder.add(
            kind: 2, operation: 4,
            detail: DetailBytes().short(UInt16(path.utf8.count) | 0x8000).zeros(2).word(1, UInt32(size)).short(size)
                .zeros(2).ascii(path).utf16(value).zeros(2).bytes)
        let csv = try Collected.csv(ProcmonReader(Bytes(builder.log())), columns: [.path, .detail, .commandLine])
        #expect(
            String(decoding: csv.dropFirst(3), as: UTF8.self)
                == "\"Path\",\"Detail\",\"Command Line\"\r\n\"HKLM\\a\"\"b\",\"Type: REG_SZ, Length: 14, "
                + "Data: x\n;y;z\",\"\"\"C:\\go\\bin\\go.exe\"\" build\"\r\n")
    }

    @Test func processes() throws {
        var builder = ProcmonLogBuilder()
        builder.add(
            kind: 1, operation: 2,
            detail: DetailBytes().word(0xc000_013a).long(312_002, 0, 4_235_264, 4_272_128).long(1_576_960, 1_654_784)
                .bytes)
        #expect(
            try builder.column(.detail) == [
                "Exit Status: -1073741510, User Time: 0.0000000 seconds, Kernel Time: 0.0312002 seconds, "
                    + "Private Bytes: 1,576,960, Peak Private Bytes: 1,654,784, Working Set: 4,235,264, "
                    + "Peak Working Set: 4,272,128"
            ])
    }

    @Test func unknownNumbersHaveNoName() throws {
        var builder = ProcmonLogBuilder()
        builder.add(kind: 3, operation: 26, detail: DetailBytes.file(0x7f), status: 0xc123_4567)
        builder.add(kind: 3, operation: 200, detail: DetailBytes.file())
        builder.add(kind: 9, operation: 0, detail: [], status: 0x103)
        #expect(try builder.column(.operation) == ["<Unknown>", "<Unknown>", "<Unknown>"])
        #expect(try builder.column(.result) == ["0xC1234567", "SUCCESS", ""])
        #expect(try builder.column(.duration) == ["0.0000123", "0.0000123", ""])
        #expect(try builder.column(.completionTime) == ["9:47:54.1234690 PM", "9:47:54.1234690 PM", ""])
    }

    @Test func momentsAreThoseOfTheZone() throws {
        var builder = ProcmonLogBuilder()
        builder.add(kind: 3, operation: 38, detail: DetailBytes.file())
        let east = WallZone { _ in 5 * 3600 }
        #expect(try builder.column(.timeOfDay, zone: east) == ["2:47:54.1234567 AM"])
        #expect(try builder.column(.dateAndTime, zone: east) == ["11/22/2026 2:47:54 AM"])
        #expect(try builder.column(.dateAndTime) == ["11/21/2026 9:47:54 PM"])
    }

    /// Against another way to count: through all days of 900 years.
    @Test func datesOfTheCalendar() {
        var (year, month, day): (Int64, Int64, Int64) = (1601, 1, 1)
        for number in 0..<Int64(900 * 365) {
            let date = ProcmonTime.civil(number)
            if date != (year, month, day) { Issue.record("day \(number): \(date) instead of \((year, month, day))") }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[Int(month) - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }
}
