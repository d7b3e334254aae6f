import Evidence
import Wire

/// Everything that this module does with an executable, for arbitrary bytes: it must end soon and without a crash.
public enum ExecutableFuzz {
    /// Most functions and sections that one run looks at.
    private static let limit = 64

    /// Reads the bytes as an executable and asks all questions.
    /// - Returns: how many questions had an answer, so that the work is not optimised away.
    @discardableResult
    public static func run(_ bytes: [UInt8]) -> Int {
        guard let executable = try? Executable(contents: Bytes(bytes), path: "fuzz") else { return 0 }
        var answers = 1
        func count(_ value: Any?) { if value != nil { answers += 1 } }
        count(executable.goBuildID)
        count(executable.gnuBuildID)
        let information = (try? executable.buildInformation()).flatMap(\.self)
        count(information)
        if let information { answers += BuildWarnings.of(information).count }
        for section in executable.sections.prefix(limit) {
            count((try? executable.contents(ofSection: section.name)).flatMap(\.self))
            count(executable.symbol(containing: section.address))
            count(executable.bytes(at: section.address, count: 16))
            count(executable.pointer(at: section.address))
        }
        count(executable.symbol(named: "main.main"))
        count(executable.slide(in: [], executablePath: "fuzz"))
        let module = try? executable.moduleData()
        count(module)
        guard let table = try? executable.functionTable(moduleData: module) else { return answers }
        count(try? RuntimeGlobals.find(in: executable, functions: table))
        count(table.function(named: "main.main"))
        let step = max(1, table.count / limit)
        for number in stride(from: 0, to: table.count, by: step).prefix(limit) {
            answers += ask(table, FunctionTable.FunctionIndex(rawValue: Int32(truncatingIfNeeded: number)))
        }
        answers += ask(table, FunctionTable.FunctionIndex(rawValue: .max))
        answers += ask(table, FunctionTable.FunctionIndex(rawValue: -1))
        return answers
    }

    private static func ask(_ table: FunctionTable, _ function: FunctionTable.FunctionIndex) -> Int {
        var answers = table.name(function).utf8.count
        let entry = table.entry(function)
        for offset in [0, 1, 100, UInt64.max] as [UInt64] {
            let address = StaticAddress(entry.rawValue &+ offset)
            answers += table.logicalFrames(function, at: address).count
            answers += table.frameSize(function, at: address) == nil ? 0 : 1
            answers += table.function(containing: address) == nil ? 0 : 1
            answers += table.position(function, at: address).file.utf8.count
        }
        for call in [entry, StaticAddress(entry.rawValue &+ 1), StaticAddress(.max)] {
            answers += table.liveLocals(function, at: call)?.words.count ?? 0
            answers += table.liveArguments(function, at: call)?.words.count ?? 0
        }
        answers += table.stackObjects(function).count + (table.argumentSize(function) == nil ? 0 : 1)
        answers += [table.defers(function), table.hasOpenCodedDefers(function)].count { $0 }
        answers += table.inlinedFunctionNames(function).count
        answers += Int(truncatingIfNeeded: table.maximumFrameSize(function)) & 1
        answers += table.directCalls(function).count
        answers += table.refers(function, to: entry) ? 1 : 0
        answers += table.references(function).count
        let flags = [table.isTopFrame(function), table.isAssembly(function), table.writesStackPointer(function)]
        answers += flags.filter(\.self).count
        return answers + printableFunctionName(table.name(function)).utf8.count
    }
}
