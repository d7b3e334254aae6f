import Wire

/// A line of `go build -json` (cmd/go/internal/work/shell.go; `go help buildjson`).
struct WrappedOutput {
    /// Of a package's build; nil for other events.
    private(set) var text: [UInt8]?

    /// - Throws: `malformed`, `truncated`.
    init(_ line: Bytes) throws(InputError) {
        var reader = JSONReader(line, depthLimit: 8)
        guard try reader.next() == .objectBegin else { throw InputError(.malformed, "is no event of `go build -json`") }
        while try reader.next() == .key {
            let key = reader.string
            let token = try reader.next()
            if key == "Output", token == .string {
                text = Array(reader.string.utf8)
            } else {
                try reader.skip(token)
            }
        }
    }
}
