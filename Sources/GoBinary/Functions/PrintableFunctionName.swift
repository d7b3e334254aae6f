/// A function name as tracebacks print it: type arguments become `[...]` (runtime/traceback.go `funcNameForPrint`).
///
/// The rule is that of Go 1.27, which keeps the name of a generic method between two groups of arguments.
public func printableFunctionName(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let left = UInt8(ascii: "[")
    let right = UInt8(ascii: "]")
    guard let open = bytes.firstIndex(of: left), let close = bytes.lastIndex(of: right), close > open else {
        return name
    }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    let head = text(0..<open) + "[...]"
    let tail = text(close + 1..<bytes.count)
    guard bytes[(open + 1)..<close].contains(left) else { return head + tail }
    // Arguments that hold brackets themselves (`[]int`) are one group; `T[int]).M[string` are two with a name between.
    var depth = 1
    var firstClose: Int?
    for at in (open + 1)..<close {
        if bytes[at] == left {
            depth += 1
            if depth == 1, let firstClose { return head + text(firstClose + 1..<at) + "[...]" + tail }
        } else if bytes[at] == right {
            depth -= 1
            guard depth >= 0 else { return name }
            if depth == 0 { firstClose = at }
        }
    }
    return depth == 1 && firstClose == nil ? head + tail : name
}
