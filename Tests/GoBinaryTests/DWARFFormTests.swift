import Evidence
import GoBinary
import Testing
import Wire

/// Forms and encodings that Go's linker does not write, in sections made value by value.
@Suite("DWARF forms")
struct DWARFFormTests {
    @Test("Indexed strings and addresses, line strings, implicit constants and wide data", arguments: [false, true])
    func version5(is64Bit: Bool) throws {
        var builder = DWARFBuilder(is64Bit: is64Bit)
        let offsetSize = is64Bit ? 8 : 4
        builder.strings = DWARFBuilder.text("") + DWARFBuilder.text("pair") + DWARFBuilder.text("counter")
        builder.lineStrings = DWARFBuilder.text("runtime")
        // A header, and then the offsets of two strings.
        builder.stringOffsets =
            [UInt8](repeating: 0xee, count: 2 * offsetSize) + DWARFBuilder.number(1, size: offsetSize)
            + DWARFBuilder.number(6, size: offsetSize)
        builder.addresses =
            [UInt8](repeating: 0xee, count: offsetSize + 4) + DWARFBuilder.number(1, size: 8)
            + DWARFBuilder.number(0x1234_5678_9abc, size: 8)
        // Unit: name by line_strp, the two bases, a 16-byte value and a signature that are stepped over.
        builder.declare(
            1, tag: 0x11, children: true,
            [(0x03, 0x1f), (0x72, 0x17), (0x73, 0x17), (0x2001, 0x1e), (0x2002, 0x20), (0x2003, 0x19)])
        // Structure: name strx1, size implicit, a sibling reference and a loclistx.
        builder.declare(
            2, tag: 0x13, children: true, [(0x03, 0x25), (0x0b, 0x21), (0x01, 0x13), (0x2004, 0x22)],
            implicit: [0x0b: 16])
        builder.declare(3, tag: 0x0d, children: false, [(0x03, 0x08), (0x38, 0x21), (0x49, 0x11)], implicit: [0x38: 8])
        // Base type with a size in a form that stands before the value (indirect).
        builder.declare(4, tag: 0x24, children: false, [(0x03, 0x08), (0x0b, 0x16)])
        // Variable: name strx, location an expression with addrx, type ref_udata.
        builder.declare(5, tag: 0x34, children: false, [(0x03, 0x1a), (0x02, 0x18), (0x49, 0x15)])
        // Constant by implicit value.
        builder.declare(6, tag: 0x27, children: false, [(0x03, 0x08), (0x1c, 0x21)], implicit: [0x1c: -3])

        var entries: [UInt8] = [1] + DWARFBuilder.number(0, size: offsetSize)
        entries += DWARFBuilder.number(UInt64(2 * offsetSize), size: offsetSize)
        entries += DWARFBuilder.number(UInt64(offsetSize + 4), size: offsetSize)
        entries += [UInt8](repeating: 0xaa, count: 24)
        let baseType = UInt8(builder.headerSize + entries.count)
        entries += [4] + DWARFBuilder.text("uint64") + [0x0d, 8]
        let structureStart = entries.count
        let member: [UInt8] = [3] + DWARFBuilder.text("second") + [baseType]
        // Code, name, sibling, loclistx; then the member and the end of the list.
        let structureSize = 1 + 1 + 4 + 1 + member.count + 1
        let sibling = UInt64(builder.headerSize + structureStart + structureSize)
        entries += [2, 0] + DWARFBuilder.number(sibling, size: 4) + [5] + member + [0]
        entries += [5, 1, 2, 0xa1, 1] + DWARFBuilder.leb(UInt64(baseType))
        entries += [6] + DWARFBuilder.text("minusThree") + [0]
        builder.unit(entries)

        let types = try builder.types()
        #expect(
            types.structure(named: "pair")
                == StructureLayout(
                    name: "pair", size: 16,
                    fields: [.init(name: "second", offset: 8, size: 8, typeName: "uint64")]))
        #expect(
            types.variable(named: "counter")
                == StaticVariable(
                    name: "counter", address: StaticAddress(0x1234_5678_9abc), size: 8, typeName: "uint64"))
        #expect(types.constant(named: "minusThree") == -3)
        #expect(types.quality.isEmpty)
    }

    @Test("References lead across units, through typedefs, to nameless pointers and arrays", arguments: [UInt16(4), 5])
    func acrossUnits(version: UInt16) throws {
        var builder = DWARFBuilder(version: version)
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08)])
        builder.declare(2, tag: 0x16, children: false, [(0x03, 0x08), (0x49, 0x10)])
        builder.declare(3, tag: 0x13, children: true, [(0x03, 0x08), (0x0b, 0x0f)])
        builder.declare(4, tag: 0x0d, children: false, [(0x03, 0x08), (0x38, 0x0a), (0x49, 0x13)])
        builder.declare(5, tag: 0x0f, children: false, [(0x49, 0x13)])
        builder.declare(6, tag: 0x01, children: true, [(0x49, 0x13)])
        builder.declare(7, tag: 0x21, children: false, [(0x2f, 0x0b)])
        builder.declare(8, tag: 0x24, children: false, [(0x03, 0x08), (0x0b, 0x0b)])
        builder.declare(9, tag: 0x26, children: false, [(0x49, 0x13)])

        var second: [UInt8] = [1] + DWARFBuilder.text("types")
        func position() -> UInt64 { UInt64(builder.headerSize + second.count) }
        let byte = position()
        second += [8] + DWARFBuilder.text("char") + [1]
        let constant = position()
        second += [9] + DWARFBuilder.number(byte, size: 4)
        let pointer = position()
        second += [5] + DWARFBuilder.number(constant, size: 4)
        let array = position()
        // Two dimensions: 3 by 5 pointers.
        second += [6] + DWARFBuilder.number(pointer, size: 4) + [7, 2, 7, 4, 0]
        let structure = position()
        second += [3] + DWARFBuilder.text("real") + DWARFBuilder.leb(128)
        // An offset as DWARF 2 had it: DW_OP_plus_uconst.
        second += [4] + DWARFBuilder.text("names") + [2, 0x23, 8] + DWARFBuilder.number(array, size: 4)
        second += [0, 0]

        var first: [UInt8] = [1] + DWARFBuilder.text("aliases")
        let firstSize = UInt64(builder.headerSize + first.count + 1 + 6 + 4 + 1 + 5 + 4 + 1)
        let other = UInt64(builder.headerSize + first.count)
        first += [2] + DWARFBuilder.text("outer") + DWARFBuilder.number(other + 11, size: 4)
        first += [2] + DWARFBuilder.text("next") + DWARFBuilder.number(firstSize + structure, size: 4) + [0]
        builder.unit(first)
        builder.unit(second)

        let types = try builder.types()
        let expected = [StructureLayout.Field(name: "names", offset: 8, size: 120, typeName: "[15]*char")]
        #expect(types.structure(named: "real") == StructureLayout(name: "real", size: 128, fields: expected))
        #expect(types.structure(named: "outer") == StructureLayout(name: "outer", size: 128, fields: expected))
    }

    @Test("Type references in circles end")
    func circles() throws {
        var builder = DWARFBuilder()
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08)])
        builder.declare(2, tag: 0x16, children: false, [(0x03, 0x08), (0x49, 0x13)])
        builder.declare(3, tag: 0x13, children: true, [(0x03, 0x08), (0x0b, 0x0b)])
        builder.declare(4, tag: 0x0d, children: false, [(0x03, 0x08), (0x38, 0x0b), (0x49, 0x13)])
        builder.declare(5, tag: 0x0f, children: false, [(0x49, 0x13)])
        builder.declare(6, tag: 0x34, children: false, [(0x03, 0x08), (0x02, 0x18), (0x49, 0x13)])
        var entries: [UInt8] = [1] + DWARFBuilder.text("runtime")
        let start = UInt64(builder.headerSize + entries.count)
        entries += [2] + DWARFBuilder.text("a") + DWARFBuilder.number(start + 7, size: 4)
        entries += [2] + DWARFBuilder.text("b") + DWARFBuilder.number(start, size: 4)
        // A nameless pointer to itself, and a structure and a variable that use both.
        let pointer = start + 14
        entries += [5] + DWARFBuilder.number(pointer, size: 4)
        entries += [3] + DWARFBuilder.text("s") + [8]
        entries += [4] + DWARFBuilder.text("x") + [0] + DWARFBuilder.number(pointer, size: 4)
        entries += [4] + DWARFBuilder.text("y") + [0] + DWARFBuilder.number(start, size: 4) + [0]
        entries += [6] + DWARFBuilder.text("v") + [9, 3] + DWARFBuilder.number(77, size: 8)
        entries += DWARFBuilder.number(start, size: 4) + [0]
        builder.unit(entries)
        let types = try builder.types()
        #expect(types.structure(named: "a") == nil)
        let layout = try #require(types.structure(named: "s"))
        #expect(layout["x"]?.size == 8)
        #expect(layout["y"] == .init(name: "y", offset: 0, size: 0, typeName: "a"))
        #expect(types.variable(named: "v")?.address == StaticAddress(77))
    }
}
