import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// Counts and instruction boundaries of whole programs against `go tool objdump`.
@Suite("Machine code, function by function", .enabled(if: Python.isAvailable, "python3 is not installed"))
struct ProgramFunctionsTests {
    /// What the other decoder says of a function.
    private struct Expected {
        var name: String
        var figures: [String: Int] = [:]
    }

    private static func expected(_ program: GoProgram, _ architecture: String) throws -> [UInt64: Expected] {
        let dump = try program.toolchain.run(["tool", "objdump", program.executable])
        let script = Repository.path("Tests/Oracles/machine/objdump.py")
        let made = try Command.run("python3", [script, architecture], input: dump.outputBytes)
        #expect(dump.succeeded && made.succeeded, "\(dump.error) \(made.error)")
        var result: [UInt64: Expected] = [:]
        for line in made.output.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            var function = Expected(name: String(parts[0]))
            for entry in (parts.last ?? "").split(separator: " ") {
                let pair = entry.split(separator: "=")
                function.figures[String(pair[0])] = pair.last.flatMap { Int($0) }
            }
            result[UInt64(function.figures["address"] ?? 0)] = function
        }
        return result
    }

    /// The checksum that the script makes.
    private static func boundaries(_ starts: [Int], _ code: Bytes, skipsTraps: Bool) -> (count: Int, sum: Int) {
        var count = 0
        var sum = 0
        for (number, start) in starts.enumerated() {
            let end = number + 1 < starts.count ? starts[number + 1] : code.count
            if skipsTraps, end == start + 1, code[start] == 0xcc { continue }
            count += 1
            sum = (sum * 31 + start + 1) % (1 << 56)
        }
        return (count, sum)
    }

    private static let figures: [(String, @Sendable (ProgramFunction) -> Int)] = [
        ("calls", { $0.calls }), ("dynamicCalls", { $0.dynamicCalls }), ("allocations", { $0.allocations }),
        ("boundsChecks", { $0.boundsChecks }), ("panics", { $0.panics }), ("writeBarriers", { $0.writeBarriers }),
        ("defers", { $0.defers }), ("goStatements", { $0.goStatements }), ("mapOperations", { $0.mapOperations }),
        ("interfaceOperations", { $0.interfaceOperations }), ("channelOperations", { $0.channelOperations }),
        ("stackGrowths", { $0.stackGrowths }),
    ]

    @Test(
        "Counts and boundaries are those of go tool objdump",
        arguments: [("1.21.13", "amd64"), ("1.24.11", "amd64"), ("1.27.3", "amd64"), ("1.27.3", "arm64")])
    func agreement(version: String, architecture: String) throws {
        let built = try MachineProgram.build(version, architecture: architecture)
        let expected = try Self.expected(built, architecture)
        let program = try ProgramFunctions(try MachineProgram.open(built))
        let scanner = try CodeScanner(program.executable)
        var compared = 0
        var misread = 0
        for function in program.functions where function.cause != .data && function.size > 0 {
            let address = program.table.entry(function.index)
            guard let other = expected[address.rawValue] else {
                Issue.record("\(function.name) is not known to objdump")
                continue
            }
            #expect(function.name == other.name)
            // It takes some instructions for others of another length, and is out of step behind them.
            if architecture == "amd64", other.figures["unknown"] != 0 {
                misread += 1
                continue
            }
            compared += 1
            for (name, path) in Self.figures {
                #expect(path(function) == other.figures[name], "\(name) of \(function.name)")
            }
            let code = try #require(program.executable.bytes(at: address, count: function.size))
            let (count, sum) = Self.boundaries(scanner.starts(code), code, skipsTraps: architecture == "amd64")
            #expect(count == other.figures["count"] && sum == other.figures["starts"], "boundaries of \(function.name)")
        }
        #expect(compared > 1500 && misread < 20, "\(compared) compared, \(misread) misread by objdump")
        for figure in Self.figures {
            #expect(
                program.functions.contains { $0.package == "main" && figure.1($0) > 0 } || figure.0 == "panics"
            )
        }
    }
}
