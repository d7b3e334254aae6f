import Evidence
import TestSupport
import Testing

@testable import SystemActivity

/// A build on Windows in a log of Process Monitor with stacks: a filter driver holds calls of the go command while a
/// service looks into the same files.
struct ProcmonScannerTests {
    /// What a neighbour does about the files of the build.
    enum Neighbour: CaseIterable {
        /// Opens each file while the go command's call on it is under way.
        case during
        /// Has done with it when that call begins, or begins when it has ended.
        case before, after
        /// Opens other files meanwhile.
        case elsewhere
    }

    private static let manager: UInt64 = 0xffff_f800_0010_0000
    private static let filter: UInt64 = 0xffff_f800_0020_0000
    private static let program: UInt64 = 0x40_0000

    /// - Parameter withDriver: whether the stacks of held calls lead through a filter driver.
    private static func log(_ neighbour: Neighbour, withDriver: Bool) throws -> [UInt8] {
        var builder = ProcmonLogBuilder()
        func process(_ id: UInt32, _ index: UInt32, _ name: String, _ modules: [(UInt64, String)]) {
            var process = ActivityProcess(id: id, parentID: 4)
            process.name = builder.tables.strings.intern(name)
            process.image = builder.tables.strings.intern(#"C:\"# + name)
            process.commandLine = builder.tables.strings.intern(name)
            process.windows = WindowsProcessFacts()
            process.windows?.index = index
            process.modules = modules.map { module in
                ActivityModule(base: module.0, size: 0x1_0000, path: builder.tables.strings.intern(module.1))
            }
            builder.tables.processes.append(process)
        }
        process(
            4, 1, "System",
            [
                (manager, #"C:\Windows\System32\drivers\FLTMGR.SYS"#),
                (filter, #"C:\Windows\System32\drivers\guard.sys"#),
            ])
        process(900, 2, "Watcher.exe", [])
        builder.tables.processes[0].modules = [
            ActivityModule(
                base: program, size: 0x10_0000, path: builder.tables.strings.intern(#"C:\go\bin\go.exe"#))
        ]
        /// - Parameters: milliseconds.
        func add(_ index: UInt32, _ time: Int, _ duration: Int, _ path: String, _ frames: [UInt64] = []) {
            var event = ProcmonLogWriter.Event(
                process: index, thread: 99, kind: 3, operation: 20, duration: UInt64(duration * 10_000),
                time: ProcmonLogBuilder.time + UInt64(time * 10_000), status: 0)
            event.detail = DetailBytes.file(path: path)
            event.frames = frames
            builder.events.append(event)
        }
        let stack = (withDriver ? [manager + 0x60, filter + 0x80, manager + 0x90] : []) + [program + 0x100]
        for number in 0..<60 {
            let (path, at) = (#"C:\Temp\go-build12\b001\file\#(number).o"#, number * 40)
            if neighbour == .before { add(2, at, 4, path.uppercased()) }
            add(7, at + 5, 15, path, stack)
            if neighbour == .during { add(2, at + 10, 5, path.uppercased()) }
            if neighbour == .elsewhere { add(2, at + 10, 5, #"C:\Temp\other\#(number).o"#) }
            if neighbour == .after { add(2, at + 21, 5, path.uppercased()) }
        }
        return try builder.log()
    }

    @Test(arguments: Neighbour.allCases, [true, false])
    func isNamed(_ neighbour: Neighbour, withDriver: Bool) throws {
        let folder = try TemporaryFolder()
        try Files.write(try Self.log(neighbour, withDriver: withDriver), to: folder.file("build.PML"))
        let listed = try SondeProgram.run(["events", "list", folder.file("build.PML")])
        #expect(listed.output.split(separator: "\n").count { $0.contains("go.exe") } == 60, "\(listed.error)")
        let why = try SondeProgram.run(["why", folder.file("build.PML")], environment: ["COLUMNS": "1000"])
        try #require(why.succeeded, "\(why.error)")
        let first = try #require(why.output.split(separator: "\n").first { $0.hasPrefix("1. ") })
        guard neighbour == .during else {
            #expect(first.contains("OK healthy") && !why.output.contains("build.scanner"), "\(why.output)")
            #expect(!why.output.contains("Watcher.exe"), "\(why.output)")
            return
        }
        #expect(first.contains("build.scanner"), "\(why.output)")
        #expect(why.output.contains("Watcher.exe (900) held threads 60 times, 900 ms together"), "\(why.output)")
        let driver = "the filter driver guard.sys is in 60 stacks of these, with FLTMGR.SYS"
        #expect(why.output.contains(driver) == withDriver, "\(why.output)")
    }
}
