import Evidence
import Wire

/// The file form of names: varints. Texts; frames as numbers of texts, line and flags; spaces with their addresses,
/// each as the difference to the one before, and its frames.
enum CaptureSymbolsFile {
    static func encode(_ symbols: ActivitySymbols) -> [UInt8] {
        var bytes: [UInt8] = []
        let strings = symbols.table.strings
        bytes.appendVarint(UInt64(strings.count))
        for number in 0..<strings.count {
            let text = strings.bytes(StringID(rawValue: UInt32(number)))
            bytes.appendVarint(UInt64(text.count))
            bytes += text
        }
        bytes.appendVarint(UInt64(symbols.table.frames.count))
        for frame in symbols.table.frames {
            bytes.appendVarint(UInt64(frame.function.rawValue))
            bytes.appendVarint(UInt64(frame.file.rawValue))
            bytes.appendVarint(UInt64(UInt32(bitPattern: frame.line)))
            bytes.appendVarint((frame.isInlined ? 1 : 0) | (frame.isWrapper ? 2 : 0))
        }
        bytes.appendVarint(UInt64(symbols.spaces.count))
        for (number, space) in symbols.spaces.enumerated() {
            bytes.appendVarint(UInt64(space.path.utf8.count))
            bytes += space.path.utf8
            bytes.appendVarint(space.entry)
            let addresses = symbols.addresses(in: number)
            bytes.appendVarint(UInt64(addresses.count))
            var last: UInt64 = 0
            for (address, frames) in addresses {
                bytes.appendVarint(address &- last)
                last = address
                bytes.appendVarint(UInt64(frames.count))
                for frame in frames { bytes.appendVarint(UInt64(frame.rawValue)) }
            }
        }
        return bytes
    }

    /// - Returns: nil for what makes no sense.
    static func decode(_ bytes: [UInt8]) -> ActivitySymbols? {
        var decoder = Decoder(bytes: Bytes(bytes))
        return decoder.symbols()
    }

    private struct Decoder {
        let bytes: Bytes
        var at = 0

        mutating func number() -> UInt64? { bytes.varint(&at) }

        /// A number of things that take at least a byte each.
        mutating func count() -> Int? {
            guard let value = number(), value <= UInt64(bytes.count - at) else { return nil }
            return Int(value)
        }

        mutating func text() -> [UInt8]? {
            guard let length = count(), let text = bytes.slice(at, length) else { return nil }
            at += length
            return text.array
        }

        mutating func symbols() -> ActivitySymbols? {
            var result = ActivitySymbols()
            guard let textCount = count() else { return nil }
            var texts: [StringID] = []
            for _ in 0..<textCount {
                guard let text = text() else { return nil }
                texts.append(result.table.strings.intern(bytes: text))
            }
            guard let frameCount = count() else { return nil }
            var frames: [FrameID] = []
            for _ in 0..<frameCount {
                guard let function = number(), let file = number(), let line = number(), let flags = number(),
                    function < UInt64(texts.count), file < UInt64(texts.count)
                else { return nil }
                frames.append(
                    result.table.intern(
                        frame: Frame(
                            function: texts[Int(function)], file: texts[Int(file)],
                            line: Int32(truncatingIfNeeded: line), isInlined: flags & 1 != 0, isWrapper: flags & 2 != 0)
                    ))
            }
            guard let spaceCount = count() else { return nil }
            for _ in 0..<spaceCount {
                guard let path = text(), let entry = number(), let addressCount = count() else { return nil }
                let space = result.add(
                    ActivitySymbols.Space(path: String(decoding: path, as: UTF8.self), entry: entry))
                var address: UInt64 = 0
                for _ in 0..<addressCount {
                    guard let difference = number(), let length = count() else { return nil }
                    address &+= difference
                    var names: [FrameID] = []
                    for _ in 0..<length {
                        guard let number = number(), number < UInt64(frames.count) else { return nil }
                        names.append(frames[Int(number)])
                    }
                    result.add(address, in: space, names)
                }
            }
            return result
        }
    }
}
