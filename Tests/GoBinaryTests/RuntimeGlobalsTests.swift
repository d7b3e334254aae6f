import Evidence
import TestSupport
import Testing

@testable import GoBinary

/// The runtime's variables, found in stripped files as they are by symbol in the others.
@Suite struct RuntimeGlobalsTests {
    typealias Variant = SmallProgram.Variant

    @Test(
        arguments: versions,
        [
            (Variant.plain, Variant.stripped), (.arm64, .strippedARM64),
            (.positionIndependent, .strippedPositionIndependent),
        ])
    func sameAddressesWithAndWithoutSymbols(version: String, pair: (Variant, Variant)) throws {
        let full = try open(try SmallProgram.build(version, pair.0).executable)
        let stripped = try open(try SmallProgram.build(version, pair.1).executable)
        #expect(full.hasSymbols && !stripped.hasSymbols)

        // The code of one file says what its own symbols say,
        let functions = try full.functionTable()
        var named = try RuntimeGlobals.find(in: full, functions: functions)
        #expect(named.origin == .symbols)
        #expect(!addresses(named).contains(nil))
        named.origin = .machineCode
        #expect(RuntimeGlobals.byMachineCode(full, functions) == named)

        // and that of the stripped one the same, once differences of the linker's order are taken off.
        let own = try stripped.functionTable()
        let found = try RuntimeGlobals.find(in: stripped, functions: own)
        #expect(found.origin == .machineCode)
        let moved = try stripped.moduleData()
        let still = try full.moduleData()
        #expect(
            found.allgs.map { $0.rawValue &- moved.bss.rawValue }
                == named.allgs.map { $0.rawValue &- still.bss.rawValue })
        #expect(
            found.semtable.map { $0.rawValue &- moved.noptrbss.rawValue }
                == named.semtable.map { $0.rawValue &- still.noptrbss.rawValue })
        for address in [found.allglen, found.allgptr, found.allm, found.allp, found.sched] {
            #expect(address.map { moved.holdsVariable($0) } == true)
        }
    }

    private func addresses(_ globals: RuntimeGlobals) -> [StaticAddress?] {
        [
            globals.allgs, globals.allglen, globals.allgptr, globals.allm, globals.allp, globals.sched,
            globals.semtable,
        ]
    }

    @Test(arguments: versions, [Variant.plain, .arm64, .positionIndependent])
    func referencesAndCallsOfFunctions(version: String, variant: Variant) throws {
        let executable = try open(try SmallProgram.build(version, variant).executable)
        let table = try executable.functionTable()
        let counter = try #require(executable.symbol(named: "main.counter"))
        let shared = try #require(executable.symbol(named: "main.shared"))
        #expect(shared.size == 32)
        let lock = StaticAddress(shared.address.rawValue + 16)
        #expect(executable.symbol(containing: lock) == "main.shared")
        let functions = try ["count", "touch", "both", "neither", "main"].map {
            try #require(table.function(named: "main." + $0))
        }
        let (count, touch, both, neither, main) = (functions[0], functions[1], functions[2], functions[3], functions[4])
        #expect(functions.map { table.refers($0, to: counter.address) } == [true, false, false, false, false])
        #expect(functions.map { table.refers($0, to: lock) } == [false, true, false, false, false])
        #expect(functions.map { table.refers($0, to: shared.address, size: 32) } == [false, true, false, false, false])
        #expect(table.calls(both, count) && table.calls(both, touch) && !table.calls(both, neither))
        #expect(table.calls(main, both) && table.calls(main, neither) && !table.calls(main, count))
        #expect(!table.calls(neither, count))
        // Unlock is inlined, and its slow path called.
        #expect(table.inlinedFunctionNames(touch).contains("sync.(*Mutex).Lock"))
        #expect(table.inlinedFunctionNames(neither).isEmpty)
    }

    /// `refers` against the relocations that the disassembler prints, for every function and many variables.
    @Test(arguments: ["amd64", "arm64"]) func referencesAreThoseOfTheDisassembler(architecture: String) throws {
        let toolchain = try GoToolchain.newest()
        let program = try SmallProgram.build(toolchain.version, Variant(architecture: architecture))
        let executable = try open(program.executable)
        let table = try executable.functionTable()
        let listing = try toolchain.run(["tool", "objdump", "-s", "^runtime\\.[a-m]", program.executable])
        let module = try executable.moduleData()
        var expected: [String: Set<String>] = [:]
        var function = ""
        for line in listing.output.split(separator: "\n") {
            if line.hasPrefix("TEXT ") {
                function = String(line.dropFirst(5).prefix { $0 != "(" })
                if line.hasPrefix("TEXT runtime.(") { function = "" }
                continue
            }
            guard architecture == "amd64", !function.isEmpty, let end = line.range(of: "(SB)") else { continue }
            let name = line[..<end].reversed().prefix { !" ,$".contains($0) }.reversed()
            expected[function, default: []].insert(String(name.prefix { $0 != "+" }))
        }
        guard architecture == "amd64" else {
            // The arm64 disassembler names no variables. At least, none is used that does not exist; a handful are
            // made by the compiler and have no symbol.
            var unnamed = 0
            var named = 0
            for number in 0..<Int32(table.count) {
                let function = FunctionTable.FunctionIndex(rawValue: number)
                for use in table.references(function) where module.holdsVariable(use.target) {
                    if executable.symbol(containing: use.target) == nil { unnamed += 1 } else { named += 1 }
                }
            }
            #expect(named > 2000 && unnamed < named / 500)
            return
        }
        var checked = 0
        for (name, variables) in expected {
            guard let index = table.function(named: name) else { continue }
            for variable in variables {
                guard let symbol = executable.symbol(named: variable), module.holdsVariable(symbol.address)
                else { continue }
                #expect(table.refers(index, to: symbol.address, size: max(symbol.size, 1)), "\(name) \(variable)")
                checked += 1
            }
            // The disassembler takes the first variable of a section for the section's mark and names nothing.
            let marks = [module.noptrdata, module.data, module.bss, module.noptrbss]
            for use in table.references(index)
            where module.holdsVariable(use.target) && !marks.contains(use.target) {
                // Several variables may have one address.
                let isListed = variables.contains { variable in
                    guard let symbol = executable.symbol(named: variable) else { return false }
                    return use.target.rawValue &- symbol.address.rawValue < max(symbol.size, 1)
                }
                #expect(isListed, "\(name) uses \(executable.symbol(containing: use.target) ?? "?")")
            }
        }
        #expect(checked > 500)
    }
}

extension StringProtocol {
    /// The start of the first occurrence, without Foundation.
    fileprivate func range(of text: String) -> Index? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(text) { return at }
            at = index(after: at)
        }
        return nil
    }
}
