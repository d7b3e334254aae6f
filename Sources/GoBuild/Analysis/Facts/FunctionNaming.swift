/// Names of functions as far as they mean the same in each build.
enum FunctionNaming {
    /// A function's name without the hash of a copied closure and with packages by their last element:
    /// `Map[go.shape.string,T]` of `Map[go.shape.string,example.com/a.T]`.
    static func stable(_ name: String) -> String {
        withoutPaths(withoutHash(name))
    }

    /// `main.F.func1` of `main.F.func1#Fy+1lUJn4Gg=#`, which Go 1.25 and later call a closure that came with a body that
    /// was inlined.
    static func withoutHash(_ name: String) -> String {
        guard name.utf8.last == UInt8(ascii: "#"), let start = name.dropLast().lastIndex(of: "#") else { return name }
        return String(name[..<start])
    }

    /// `.autotmp_` and its number are counted anew in each function.
    static func withoutTemporaries(_ text: String) -> String {
        guard text.contains("autotmp_") else { return text }
        var result: [UInt8] = []
        var isNumber = false
        for byte in text.utf8 {
            if isNumber, byte >= 0x30, byte <= 0x39 { continue }
            result.append(byte)
            isNumber = byte == UInt8(ascii: "_") && result.suffix(8).elementsEqual("autotmp_".utf8)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The declared function around a closure: `F` of `F.func1.2` and `F-range1`; the name itself of any other.
    static func parent(_ name: String) -> String {
        let bytes = Array(name.utf8)
        var depth = 0
        for at in bytes.indices {
            switch bytes[at] {
            case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "."), UInt8(ascii: "-"):
                if depth == 0, at > 0, isClosure(bytes[(at + 1)...], isRange: bytes[at] == UInt8(ascii: "-")) {
                    return String(decoding: bytes[..<at], as: UTF8.self)
                }
            default: break
            }
        }
        return name
    }

    static func isClosure(_ name: String) -> Bool { parent(name).utf8.count < name.utf8.count }

    /// What is numbered in the order in which it stands: closures, and the functions `init` of a package (`init.0`).
    static func isNumbered(_ name: String) -> Bool { family(name).utf8.count < name.utf8.count }

    /// The name without numbers: `init` of `init.0`, of any other its parent.
    static func family(_ name: String) -> String {
        let parent = parent(name)
        guard parent.hasPrefix("init."), !parent.utf8.dropFirst(5).isEmpty,
            parent.utf8.dropFirst(5).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return parent }
        return "init"
    }

    /// Whether it was made for a `go` or `defer` with arguments: `F.gowrap1`.
    static func isCallWrapper(_ name: String) -> Bool {
        guard let point = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let last = name.utf8[name.utf8.index(after: point)...]
        return last.starts(with: "gowrap".utf8) || last.starts(with: "deferwrap".utf8)
    }

    /// Whether what stands behind a point or a minus is the compiler's name of a closure.
    private static func isClosure(_ rest: ArraySlice<UInt8>, isRange: Bool) -> Bool {
        let leads = isRange ? ["range"] : ["func", "gowrap", "deferwrap"]
        for lead in leads where rest.starts(with: lead.utf8) {
            if let digit = rest.dropFirst(lead.utf8.count).first, digit >= 0x30, digit <= 0x39 { return true }
        }
        return false
    }

    /// `sync.Mutex` of `example.com/sync.Mutex`, wherever it stands in a name.
    private static func withoutPaths(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "/")) else { return name }
        var result: [UInt8] = []
        // Where the word that is being copied begins.
        var word = 0
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "/"):
                result.removeSubrange(word...)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"),
                UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "*"), UInt8(ascii: ";"):
                result.append(byte)
                word = result.count
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Orders `F.func2` before `F.func10`.
    static func precedes(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            let (m, n) = (number(a, i), number(b, j))
            if m > i, n > j {
                let (x, y) = (a[i..<m].drop { $0 == 0x30 }, b[j..<n].drop { $0 == 0x30 })
                if x.count != y.count { return x.count < y.count }
                if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
                (i, j) = (m, n)
            } else {
                if a[i] != b[j] { return a[i] < b[j] }
                (i, j) = (i + 1, j + 1)
            }
        }
        if (a.count - i) != (b.count - j) { return a.count - i < b.count - j }
        return a.lexicographicallyPrecedes(b)
    }

    /// Where the digits at `start` end.
    private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
        return at
    }
}
