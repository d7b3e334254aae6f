import TestSupport
import Testing

@testable import GoBinary

/// A few names are searched without an index, many with one: both find the same.
@Suite struct FunctionNameTests {
    @Test(arguments: versions) func searchAndIndexAgree(version: String) throws {
        let table = try open(try SmallProgram.build(version, .plain).executable).functionTable()
        let index = FunctionNameIndex(table)
        let step = max(1, table.count / 200)
        var names = stride(from: 0, to: table.count, by: step).map {
            table.name(FunctionTable.FunctionIndex(rawValue: Int32($0)))
        }
        names.append(table.name(FunctionTable.FunctionIndex(rawValue: Int32(table.count - 1))))
        names += [
            "main.main", "main.mai", "main.main.", "main.main.func1000", "sync.(*Mutex).Nothing", "m", "ma", "z\u{7f}",
        ]
        let scan = FunctionNameScan(names, in: table)
        #expect(scan.found == names.map { index.find($0, in: table) })
        #expect(scan.found.compactMap(\.self).count >= 200)
        #expect(scan.found.suffix(8).map { $0 == nil } == [false, true, true, true, true, true, true, true])
        for name in names where !name.isEmpty {
            #expect(FunctionNameScan([name], in: table).found == [index.find(name, in: table)], "\(name)")
        }
    }

    @Test func searchEndsWhenAllIsFound() throws {
        let executable = try open(try SmallProgram.build(versions[versions.count - 1], .plain).executable)
        let table = try executable.functionTable()
        #expect(FunctionNameScan(["runtime.deferreturn"], in: table).lookedAt < table.count / 2)
        #expect(FunctionNameScan(["nowhere"], in: table).lookedAt == table.count)
        #expect(FunctionNameScan([], in: table).lookedAt == 0)
        // Behind the eighth search the index answers.
        let main = FunctionNameScan(["main.main"], in: table).found[0]
        for _ in 0..<20 {
            #expect(table.function(named: "nowhere") == nil)
            #expect(table.function(named: "main.main") == main)
        }
    }
}
