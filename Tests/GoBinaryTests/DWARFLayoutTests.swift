import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

/// Layouts against a table made with Go's debug/dwarf, and addresses against `go tool nm`, for all versions of Go.
@Suite("DWARF of Go programs")
struct DWARFLayoutTests {
    @Test(
        "Every structure has the fields that Go's debug/dwarf finds",
        .enabled(if: SharedCorpus.isPresent, "no shared corpus"), arguments: GoToolchain.versions, Linkage.allCases)
    func structures(version: String, linkage: Linkage) throws {
        let program = try layoutFixture(version, linkage)
        let types = try DWARFTypes(try FixtureSections(program.executable))
        let reference = try referenceLayouts(version).fields
        #expect(reference.count > 300)
        for (name, rows) in Dictionary(grouping: reference, by: \.structure) {
            let layout = try #require(types.structure(named: name), "\(name) is missing in \(version)")
            #expect(layout.size == rows[0].structureSize, "\(name) of \(version)")
            #expect(layout.fields.map(\.name) == rows.map(\.field), "\(name) of \(version)")
            #expect(layout.fields.map(\.offset) == rows.map(\.offset), "\(name) of \(version)")
            #expect(layout.fields.map(\.size) == rows.map(\.size), "\(name) of \(version)")
            for (field, row) in zip(layout.fields, rows) {
                #expect(field.typeName == goSpelling(row.type), "\(name).\(row.field) of \(version)")
            }
        }
        #expect(types.quality.isEmpty)
    }

    @Test("Variables lie where the symbol table says", arguments: GoToolchain.versions, Linkage.allCases)
    func variables(version: String, linkage: Linkage) throws {
        let program = try layoutFixture(version, linkage)
        let types = try DWARFTypes(try FixtureSections(program.executable))
        let symbols = try symbolAddresses(program)
        var compared = 0
        for name in RuntimeLayoutNames.variables + ["main.shared", "main.mutex", "main.rw", "os.Stdout"] {
            // The compiler leaves variables out that only the linker sets, such as lastmoduledatap up to Go 1.25.
            guard let variable = types.variable(named: name) else { continue }
            #expect(variable.address.rawValue == symbols[name], "\(name) in \(version)")
            compared += 1
        }
        #expect(compared >= 20)
        guard SharedCorpus.isPresent else { return }
        let reference = try referenceLayouts(version).variables
        #expect(reference.count > 15)
        for row in reference {
            let variable = try #require(types.variable(named: row.field), "\(row.field) is missing in \(version)")
            #expect(variable.size == row.size, "\(variable.name) in \(version)")
        }
    }

    @Test("The runtime's units alone have all that the index wants", arguments: GoToolchain.versions)
    func runtimeUnits(version: String) throws {
        let program = try layoutFixture(version, .plain)
        let sections = try FixtureSections(program.executable)
        let narrow = try DWARFTypes(sections)
        let index = RuntimeLayoutIndex(narrow)
        let wide = try DWARFTypes(sections)
        for name in RuntimeLayoutNames.structures {
            #expect(index.structure(named: name) == wide.structure(named: name), "\(name) in \(version)")
        }
        for name in RuntimeLayoutNames.variables {
            #expect(index.variable(named: name) == wide.variable(named: name), "\(name) in \(version)")
        }
        for name in RuntimeLayoutNames.constants {
            #expect(index.constant(named: name) == wide.constant(named: name), "\(name) in \(version)")
        }
        #expect(index.constant(named: "runtime.heapArenaBytes") == 64 << 20)
        #expect(narrow.effort.bytesWalked < narrow.effort.sectionBytes)
    }

    @Test("A program without debugging information says so")
    func stripped() throws {
        let program = try GoProgram.build(
            source: "package main\n\nfunc main() {}\n", toolchain: try GoToolchain.newest(), flags: ["-ldflags=-w"])
        let error = #expect(throws: InputError.self) { try DWARFTypes(try FixtureSections(program.executable)) }
        #expect(error?.code == .notFound)
    }

    @Test("A structure of the program itself is found like the runtime's")
    func ownStructure() throws {
        let source = """
            package main

            type pair struct {
            \tleft  [3]int32
            \tright map[string]int
            \tnext  *pair
            }

            var kept pair

            func main() { println(&kept) }
            """
        let program = try GoProgram.build(
            source: source, toolchain: try GoToolchain.newest())
        let types = try DWARFTypes(try FixtureSections(program.executable))
        let layout = try #require(types.structure(named: "main.pair"))
        #expect(layout.size == 32)
        #expect(layout["left"] == .init(name: "left", offset: 0, size: 12, typeName: "[3]int32"))
        #expect(layout["right"] == .init(name: "right", offset: 16, size: 8, typeName: "map[string]int"))
        #expect(layout["next"] == .init(name: "next", offset: 24, size: 8, typeName: "*main.pair"))
        #expect(layout["absent"] == nil)
        #expect(types.structure(named: "main.absent") == nil)
    }

    private func symbolAddresses(_ program: GoProgram) throws -> [String: UInt64] {
        let result = try program.toolchain.run(["tool", "nm", program.executable])
        guard result.succeeded else { throw TestSupportError("go tool nm failed: \(result.error)") }
        var addresses: [String: UInt64] = [:]
        for line in result.output.split(separator: "\n") {
            let columns = line.split(separator: " ", omittingEmptySubsequences: true)
            guard columns.count >= 3, let address = UInt64(columns[0], radix: 16) else { continue }
            addresses[String(columns[2])] = address
        }
        return addresses
    }
}
