import Wire

/// Facts of a build in a file that is committed beside the code: text, sorted, one fact on a line, and nothing in it that
/// changes when functions are moved, renumbered or reordered.
///
/// ```
/// sonde.build.facts/1
/// toolchain go1.27.3
/// platform linux/amd64
///
/// package example.com/shop
///
/// func (*Cart).Total  # ./cart.go
///   inlining refused function too complex: cost 93 exceeds budget 80
///   inlined 2 Item.price
///   escapes 1 moved to heap: sum
///   bounds 3
///   code size=245 frame=48 calls=3 dynamic=0 allocations=1
///   call 1 fmt.Sprint
///   hash opcodes=60f2d8d6e9f0ab41 code=1b3ce0a9d24c6f70
/// ```
///
/// Behind two spaces and `#` stands what is not compared. Lines are not stored: they move with every edit.
public enum BaselineFile {
    /// The first line.
    public static let header = "sonde.build.facts/1"

    /// Whether bytes are such a file, as far as they go.
    public static func isBaseline(_ bytes: Bytes) -> Bool { bytes.starts(with: Array("sonde.build.facts/".utf8)) }

    /// The text of a file.
    public static func write(_ facts: BuildFacts) -> [UInt8] {
        var sorted = facts
        sorted.sort()
        var text = "\(header)\n"
        if !facts.toolchain.isEmpty { text += "toolchain \(escaped(facts.toolchain))\n" }
        if !facts.platform.isEmpty { text += "platform \(escaped(facts.platform))\n" }
        var package: String?
        for function in sorted.functions {
            if function.package != package {
                package = function.package
                text += "\npackage \(escaped(function.package))\n"
            }
            append(function, to: &text)
        }
        return Array(text.utf8)
    }

    private static func append(_ function: FunctionFacts, to text: inout String) {
        text += "\nfunc \(escaped(function.name))\(function.file.isEmpty ? "" : "  # \(escaped(function.file))")\n"
        switch function.inlining {
        case .unknown: break
        case .possible(let cost): text += "  inlining possible\(cost.map { " \($0)" } ?? "")\n"
        case .refused(let reason): text += "  inlining refused \(escaped(reason))\n"
        }
        append("inlined", function.inlinedCalls, to: &text)
        append("escapes", function.escapes, to: &text)
        if let bounds = function.boundsChecks { text += "  bounds \(bounds)\n" }
        let code = [
            ("size", function.size), ("frame", function.frame), ("calls", function.calls),
            ("dynamic", function.dynamicCalls), ("allocations", function.allocations),
        ].compactMap { name, value in value.map { "\(name)=\($0)" } }
        if !code.isEmpty { text += "  code \(code.joined(separator: " "))\n" }
        if let callees = function.callees {
            // None of them is something else than not known; a hash says that a listing was read.
            if callees.isEmpty, function.opcodeHash == nil { text += "  call 0\n" }
            append("call", callees, to: &text)
        }
        let hashes = [("opcodes", function.opcodeHash), ("code", function.codeHash)].compactMap { name, value in
            value.map { "\(name)=\(hexadecimal($0))" }
        }
        if !hashes.isEmpty { text += "  hash \(hashes.joined(separator: " "))\n" }
    }

    private static func append(_ word: String, _ counts: [String: Int], to text: inout String) {
        for (name, count) in counts.sorted(by: { FunctionNaming.precedes($0.key, $1.key) }) {
            text += "  \(word) \(count) \(escaped(name))\n"
        }
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Control characters, `\` and `#` as `\x23`; spaces at the ends, too.
    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            let isOuter = byte == 0x20 && (index == 0 || index == bytes.count - 1)
            if byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "#") || isOuter {
                let digits = String(byte, radix: 16)
                result += "\\x\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8
            } else {
                if byte == UInt8(ascii: "\\") { result.append(byte) }
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
