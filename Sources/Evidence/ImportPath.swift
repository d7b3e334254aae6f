/// Import paths in the names that the linker has.
public enum ImportPath {
    /// `gopkg.in/yaml.v3` of `gopkg.in/yaml%2ev3`: points of the last element, quotes, control characters and what is no
    /// ASCII stand there as hexadecimal numbers (cmd/internal/objabi/path.go, PathToPrefix).
    public static func unescaped(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "%")) else { return path }
        var result: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = value(rest.prefix(2)) else {
                result.append(byte)
                continue
            }
            result.append(value)
            rest.removeFirst(2)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Of two hexadecimal digits; nil for anything else, a sign among it.
    private static func value(_ digits: ArraySlice<UInt8>) -> UInt8? {
        let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return values.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
    }
}
