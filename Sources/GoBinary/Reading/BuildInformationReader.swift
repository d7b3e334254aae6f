import Evidence
import Wire

extension Executable {
    /// What the linker recorded about the build; nil when the program has no such record (not Go, or older than 1.13).
    /// - Throws: `malformed` when there is a record and it is damaged.
    public func buildInformation() throws -> BuildInformation? {
        if let known = cachedBuildInformation { return known }
        let read = try BuildInformationReader(executable: self).read()
        cacheBuildInformation(read)
        return read
    }
}

/// Finds and decodes the record `\xff Go buildinf:` (debug/buildinfo), in both encodings.
struct BuildInformationReader {
    let executable: Executable

    private static let magic: [UInt8] = [0xff] + Array(" Go buildinf:".utf8)
    private static let headerSize = 32
    /// Longest text that is taken for real; the largest programs have some hundred kilobytes.
    private static let textLimit: UInt64 = 64 << 20

    func read() throws -> BuildInformation? {
        guard let record = find() else { return nil }
        let flags = record[15]
        let texts = flags & 2 != 0 ? inlineTexts(record) : pointedTexts(record)
        guard let (version, module) = texts, !version.isEmpty else {
            throw InputError(
                .malformed, "has build information whose Go version cannot be read (flags \(flags))",
                file: executable.path)
        }
        return BuildInformationText.parse(unframed(module), goVersion: version.string)
    }

    /// The record and what follows it: in the section of its name, or in the first segment with variables.
    private func find() -> Bytes? {
        let names = [".go.buildinfo", "__go_buildinfo"]
        for section in executable.sections where names.contains(section.name) {
            guard let tail = executable.contents.tail(at: section.address), let size = index(section.size),
                let record = search(tail, limit: size, at: section.address)
            else { continue }
            return record
        }
        let contents = executable.contents
        for number in contents.segments.indices where contents.segments[number].isWritable {
            guard let bytes = contents.contents(number),
                let record = search(bytes, limit: bytes.count, at: contents.segments[number].address)
            else { continue }
            return record
        }
        return nil
    }

    private func search(_ bytes: Bytes, limit: Int, at address: StaticAddress) -> Bytes? {
        var start = 0
        while let hit = bytes.firstRange(of: Self.magic, from: start), hit < limit {
            // The linker aligns the record to 16 bytes; other hits are texts of programs like this one.
            if (address.rawValue &+ UInt64(hit)) % 16 == 0, hit + Self.headerSize <= bytes.count {
                return bytes.suffix(from: hit)
            }
            start = hit + 1
        }
        return nil
    }

    /// Since Go 1.18: two texts, each behind its length.
    private func inlineTexts(_ record: Bytes) -> (Bytes, Bytes)? {
        var cursor = ByteCursor(record, at: Self.headerSize)
        func text() -> Bytes? {
            guard let length = try? cursor.readUnsignedLEB(), length <= Self.textLimit else { return nil }
            return try? cursor.read(count: Int(length))
        }
        guard let version = text(), let module = text() else { return nil }
        return (version, module)
    }

    /// The go command puts 16 bytes of marks in front of the text and behind it; without them there is no text.
    private func unframed(_ module: Bytes) -> String {
        guard module.count >= 33, module[module.count - 17] == UInt8(ascii: "\n") else { return "" }
        return module.slice(16, module.count - 32)?.string ?? ""
    }

    /// Before Go 1.18: two pointers to Go strings.
    private func pointedTexts(_ record: Bytes) -> (Bytes, Bytes)? {
        let size = Int(record[14])
        guard size == 4 || size == 8 else { return nil }
        let ordered = OrderedBytes(record, isBigEndian: record[15] & 1 != 0)
        func text(_ place: Int) -> Bytes? {
            guard let raw = ordered.word(place, size: size) else { return nil }
            let address = executable.memorySlide.map { raw &- $0.rawValue } ?? raw
            guard let data = executable.pointer(at: StaticAddress(address)),
                let length = executable.number(at: StaticAddress(address &+ UInt64(size))), length <= Self.textLimit
            else { return nil }
            return length == 0 ? Bytes() : executable.bytes(at: data, count: Int(length))
        }
        guard let version = text(16) else { return nil }
        return (version, text(16 + size) ?? Bytes())
    }
}

/// The text form of build information (`runtime/debug.ParseBuildInfo`).
public enum BuildInformationText {
    /// Reads the lines for modules and settings.
    public static func parse(_ text: String, goVersion: String) -> BuildInformation {
        var information = BuildInformation(goVersion: goVersion)
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let columns = parts + Array(repeating: "", count: max(0, 4 - parts.count))
            switch parts[0] {
            case "path": information.path = columns[1]
            case "mod": information.main = .init(path: columns[1], version: columns[2], sum: columns[3])
            case "dep":
                information.dependencies.append(.init(path: columns[1], version: columns[2], sum: columns[3]))
            case "=>":
                let replacement = BuildInformation.Replacement(
                    path: columns[1], version: columns[2], sum: columns[3])
                if let last = information.dependencies.indices.last {
                    information.dependencies[last].replacement = replacement
                } else {
                    information.main?.replacement = replacement
                }
            case "build":
                if let setting = setting(String(line.dropFirst("build\t".count))) {
                    information.settings.append(setting)
                }
            default: break
            }
        }
        return information
    }

    /// `KEY=VALUE`, where either may be quoted as in Go source when it holds odd characters.
    private static func setting(_ text: String) -> BuildInformation.Setting? {
        guard let (key, rest) = quotedPrefix(text, until: "="), rest.hasPrefix("="), !key.isEmpty else { return nil }
        let raw = String(rest.dropFirst())
        guard let first = raw.first, first == "\"" || first == "`" else { return .init(key: key, value: raw) }
        return GoQuotedText.unquote(raw).map { .init(key: key, value: $0) } ?? .init(key: key, value: raw)
    }

    private static func quotedPrefix(_ text: String, until end: Character) -> (String, Substring)? {
        if let first = text.first, first == "\"" || first == "`" {
            guard let length = GoQuotedText.prefixLength(text) else { return nil }
            let split = text.utf8.index(text.startIndex, offsetBy: length)
            return GoQuotedText.unquote(String(text[..<split])).map { ($0, text[split...]) }
        }
        guard let split = text.firstIndex(of: end) else { return nil }
        return (String(text[..<split]), text[split...])
    }
}
