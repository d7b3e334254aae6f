import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBinary

/// Tables of Go versions that no toolchain of the list writes any more.
@Suite struct OlderVersionTests {
    /// The program of Go 1.17 that every Go toolchain brings along as test data of debug/buildinfo.
    static func go117() throws -> (path: String, folder: TemporaryFolder) {
        let toolchain = try GoToolchain.newest()
        let text = "\(toolchain.root)/src/debug/buildinfo/testdata/go117/go117.base64"
        let folder = try TemporaryFolder()
        let decoded = try Command.run("base64", ["--decode", text])
        #expect(decoded.succeeded)
        try Files.write(decoded.outputBytes, to: folder.file("go117"))
        return (folder.file("go117"), folder)
    }

    /// Debian's build of Delve is of Go 1.19.
    static let delve = "/usr/bin/dlv"

    private func isBuilt(_ path: String, by prefix: String) -> Bool {
        guard Files.exists(path), let information = try? open(path).buildInformation() else { return false }
        return information.goVersion.hasPrefix(prefix)
    }

    @Test func tablesOfGo117() throws {
        let (path, folder) = try Self.go117()
        try withExtendedLifetime(folder) {
            let executable = try open(path)
            let information = try #require(try executable.buildInformation())
            #expect(information.goVersion == "go1.17")
            #expect(information.path == "example.com/go117")
            let module = try executable.moduleData()
            #expect(module.address == executable.symbol(named: "runtime.firstmoduledata")?.address)
            #expect(module.types == executable.symbol(named: "runtime.types")?.address)
            #expect(module.goFunc == nil)
            try compareWithTools(path, executable, minimum: 1000)
        }
    }

    @Test(.enabled(if: Files.exists(OlderVersionTests.delve), "no /usr/bin/dlv")) func tablesOfGo119() throws {
        guard isBuilt(Self.delve, by: "go1.19") else { return }
        let executable = try open(Self.delve)
        let module = try executable.moduleData()
        let table = try executable.functionTable(moduleData: module)
        let main = try #require(table.function(named: "main.main"))
        #expect(table.position(main, at: table.entry(main)).file.hasSuffix("main.go"))
        try compareWithTools(Self.delve, executable, minimum: 5000)
    }

    /// Positions against `go tool addr2line`, and inlined calls against the DWARF as binutils reads it.
    private func compareWithTools(_ path: String, _ executable: Executable, minimum: Int) throws {
        let table = try executable.functionTable()
        var addresses: [UInt64] = []
        for number in stride(from: 0, to: Int32(table.count), by: max(1, table.count / 4000)) {
            let function = FunctionTable.FunctionIndex(rawValue: number)
            let size = table.end(function).rawValue - table.entry(function).rawValue
            addresses += [0, size / 3].map { table.entry(function).rawValue + $0 }
        }
        // The tool takes the section's start for that of Go's code, though C code may stand in front.
        let ahead = table.textStart.rawValue - (executable.section(named: ".text")?.address.rawValue ?? 0)
        let input = addresses.map { "0x" + String($0 - ahead, radix: 16) + "\n" }.joined()
        let toolchain = try GoToolchain.newest()
        let printed = try Command.run(
            toolchain.go, ["tool", "addr2line", path], input: Array(input.utf8), environment: toolchain.environment)
        let lines = printed.output.split(separator: "\n")
        #expect(lines.count == addresses.count * 2)
        var same = 0
        for (number, address) in addresses.enumerated() where lines.count == addresses.count * 2 {
            let function = try #require(table.function(containing: StaticAddress(address)))
            let (file, line) = table.position(function, at: StaticAddress(address))
            let isSame =
                lines[number * 2] == table.name(function)
                && (lines[number * 2 + 1] == "\(file):\(line)" || [":-1", "?:0"].contains(lines[number * 2 + 1]))
            if isSame { same += 1 }
            #expect(isSame, "\(lines[number * 2]) \(lines[number * 2 + 1]): \(file):\(line)")
        }
        #expect(same >= minimum)
    }
}
