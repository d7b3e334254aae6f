import Wire

/// The last words of a Go program.
enum FatalError {
    /// The last line that begins with `fatal error: ` or `panic: `; empty when there is none.
    static func text(in bytes: Bytes) -> String {
        var result = ""
        for marker in ["fatal error: ", "panic: "] {
            let pattern = Array(marker.utf8)
            var from = 0
            while let hit = bytes.firstRange(of: pattern, from: from) {
                let end = bytes.firstIndex(of: 0x0a, from: hit) ?? bytes.count
                if hit == 0 || bytes[hit - 1] == 0x0a, let line = bytes.slice(hit, min(end - hit, 1000)) {
                    result = line.string
                }
                from = end
            }
            if !result.isEmpty { return result }
        }
        return result
    }
}
