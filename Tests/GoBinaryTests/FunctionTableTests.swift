import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

/// The versions under test, for parameterised tests.
let versions = GoToolchain.versions

@Suite struct FunctionTableTests {
    /// Names, files, lines, inlined calls and frame sizes at thousands of places, as the runtime's own code has them.
    @Test(arguments: versions) func framesAreThoseOfTheRuntime(version: String) throws {
        let program = try FrameOracle.build(try GoToolchain(version: version))
        let output = try Command.run(program.executable)
        #expect(output.succeeded)
        let executable = try open(program.executable)
        let table = try executable.functionTable()
        var checked = 0
        var inlined = 0
        for line in output.output.split(separator: "\n") where !line.hasPrefix("#") {
            let columns = line.split(separator: "|", omittingEmptySubsequences: false)
            let head = columns[0].split(separator: " ")
            let offset = try #require(UInt64(head[0], radix: 16))
            let address = StaticAddress(table.textStart.rawValue + offset)
            guard let function = table.function(containing: address) else {
                #expect(head[1] == "none", "\(head[0])")
                continue
            }
            var text = "\(head[0]) \(table.frameSize(function, at: address) ?? -1)"
            for (number, frame) in table.logicalFrames(function, at: address).enumerated() {
                // The runtime has no name for what stands at the start of its table of names.
                let hasName = columns.count > number * 5 + 1 && !columns[number * 5 + 1].isEmpty
                text += "|\(hasName ? frame.function : "")|\(frame.file)|\(frame.line)|\(frame.startLine)"
                text += "|\(frame.isInlined)"
                inlined += frame.isInlined ? 1 : 0
            }
            #expect(text == line)
            checked += 1
        }
        #expect(checked > 10_000)
        #expect(inlined > 1000)
    }

    /// Every function symbol of the file is found by name and by address.
    @Test(arguments: versions) func functionsAreThoseOfTheSymbolTable(version: String) throws {
        let toolchain = try GoToolchain(version: version)
        let program = try FrameOracle.build(toolchain)
        let executable = try open(program.executable)
        let table = try executable.functionTable()
        let listing = try toolchain.run(["tool", "nm", program.executable])
        #expect(listing.succeeded)
        var found = 0
        for line in listing.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            guard words.count == 3, words[1].lowercased() == "t", let address = UInt64(words[0], radix: 16)
            else { continue }
            let name = String(words[2])
            // Labels of the linker stand between functions.
            if ["runtime.text", "runtime.etext", "go:buildid", "go:textfipsstart", "go:textfipsend"].contains(name) {
                continue
            }
            #expect(executable.symbol(named: name)?.address == StaticAddress(address), "\(name)")
            let function = try #require(table.function(containing: StaticAddress(address)), "\(name)")
            #expect(table.entry(function) == StaticAddress(address), "\(name)")
            // The linker marks the calling convention and hashes in names of symbols, and not in the table.
            let bare = name.hasSuffix(".abi0") ? String(name.dropLast(5)) : name
            // The go command prints a full stop for the middle dot.
            let own = String(table.name(function).map { $0 == "\u{b7}" ? "." : $0 })
            if !own.hasPrefix(bare.prefix { $0 != "[" }) { Issue.record("\(name) is called \(own)") }
            let again = try #require(table.function(named: table.name(function)))
            #expect(table.name(again) == table.name(function))
            found += 1
        }
        #expect(found > 1000)
        #expect(table.function(named: "main.absent") == nil)
        #expect(table.function(containing: StaticAddress(table.textStart.rawValue - 1)) == nil)
    }

    @Test func flagsOfWellKnownFunctions() throws {
        let program = try FrameOracle.build(try GoToolchain.newest())
        let table = try open(program.executable).functionTable()
        let exit = try #require(table.function(named: "runtime.goexit"))
        #expect(table.isTopFrame(exit))
        #expect(table.isAssembly(exit))
        let gogo = try #require(table.function(named: "gogo"))
        #expect(table.writesStackPointer(gogo))
        let main = try #require(table.function(named: "main.main"))
        #expect(!table.isTopFrame(main) && !table.isAssembly(main) && !table.writesStackPointer(main))
        let area = try #require(table.function(named: "main.square.area"))
        #expect(table.inlinedFunctionNames(area).isSuperset(of: ["main.half", "main.quarter"]))
        let wrapper = try #require(table.function(named: "main.(*square).area"))
        let frames = table.logicalFrames(wrapper, at: table.entry(wrapper))
        #expect(frames.last?.isWrapper == true)
        #expect(frames.last?.file == "<autogenerated>")
        #expect(table.logicalFrames(main, at: table.entry(main)).last?.isWrapper == false)
    }

    @Test func namesAsPrinted() {
        #expect(printableFunctionName("main.f") == "main.f")
        #expect(printableFunctionName("main.(*pair[go.shape.int,go.shape.string]).get") == "main.(*pair[...]).get")
        #expect(printableFunctionName("main.f[go.shape.[]int].func1") == "main.f[...].func1")
        #expect(printableFunctionName("main.(*T[int]).M[string]") == "main.(*T[...]).M[...]")
        #expect(printableFunctionName("main.(*T[[]int]).M[[]string].func1") == "main.(*T[...]).M[...].func1")
        #expect(printableFunctionName("main.]odd[") == "main.]odd[")
    }
}

extension Array where Element == String {
    fileprivate func isSuperset(of other: Set<String>) -> Bool { Set(self).isSuperset(of: other) }
}

/// An executable file, mapped.
func open(_ path: String) throws -> Executable { try Executable(contents: try MappedFile.open(path), path: path) }
