import Wire

/// An entry point for fuzzers: everything that the DWARF reader does, on bytes of any contents.
public enum DWARFFuzz {
    /// Splits the bytes into the sections of debugging information and looks up what sonde looks up.
    ///
    /// Layout of the input: five lengths of four bytes (abbreviations, strings, string offsets, addresses, line
    /// strings), those sections, and the rest is `.debug_info`. Lengths are cut to what is there.
    public static func run(_ bytes: [UInt8]) {
        let input = Bytes(bytes)
        var sections: [String: Bytes] = [:]
        let names = [".debug_abbrev", ".debug_str", ".debug_str_offsets", ".debug_addr", ".debug_line_str"]
        var offset = min(names.count * 4, input.count)
        for (index, name) in names.enumerated() {
            let length = Int(input.load(index * 4, as: UInt32.self) ?? 0)
            let part = input.slice(offset, min(length, input.count - offset)) ?? Bytes()
            sections[name] = part
            offset += part.count
        }
        sections[".debug_info"] = input.suffix(from: offset) ?? Bytes()
        run(sections)
    }

    /// Looks up what sonde looks up in sections of any contents.
    public static func run(_ sections: [String: Bytes]) {
        guard let types = try? DWARFTypes(DWARFSectionFunction { sections[$0] }) else { return }
        let index = RuntimeLayoutIndex(types)
        _ = types.structure(named: "no such structure")
        let encoded = index.encoded(buildID: "fuzz")
        if encoded.count <= RuntimeLayoutIndex.encodedLimit {
            let decoded = RuntimeLayoutIndex(decoding: Bytes(encoded), buildID: "fuzz")
            precondition(decoded == index, "an index comes back from the cache as another one")
        }
        _ = RuntimeLayoutIndex(decoding: sections[".debug_info"] ?? Bytes(), buildID: "fuzz")
    }
}
