import TestSupport
import Testing

/// What an awk script of its own counts in a log of strace: another grammar, by another hand.
struct StraceOracle {
    /// By name of the call.
    var counts: [String: Int] = [:]
    /// Nanoseconds of -T by name of the call, of those that returned.
    var durations: [String: Int64] = [:]
    var signals = 0
    var ends = 0
    var frames = 0

    private static let script = #"""
        function took(name,   text, parts) {
            if (match($0, / <[0-9]+\.[0-9]+>$/)) {
                text = substr($0, RSTART + 2, RLENGTH - 3); split(text, parts, ".")
                while (length(parts[2]) < 9) parts[2] = parts[2] "0"
                printf "took %s %d%s\n", name, parts[1], parts[2]
            }
        }
        /^ > / { print "frame - 1"; next }
        { sub(/^(\[pid +[0-9]+\] |[0-9][0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9]? +)/, "")
          sub(/^ *([0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?|[0-9]+\.[0-9]+) /, "")
          sub(/^\(\+ +[0-9.]+\) /, "") }
        /^--- / { print "signal - 1"; next }
        /^\+\+\+ / { print "end - 1"; next }
        /^<\.\.\. / { took($2); next }
        /^[a-z_0-9?]+\(/ {
            name = substr($0, 1, index($0, "(") - 1); print "call " name " 1"
            if ($0 !~ /<unfinished \.\.\.>$/) took(name)
            next
        }
        """#

    init(_ path: String) throws {
        let result = try Command.run("awk", [Self.script, path])
        try #require(result.succeeded, "\(result.error)")
        for line in result.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3 else { continue }
            let name = String(words[1])
            switch words[0] {
            case "call": counts[name, default: 0] += 1
            case "took": durations[name, default: 0] += Int64(words[2]) ?? 0
            case "signal": signals += 1
            case "end": ends += 1
            default: frames += 1
            }
        }
    }
}

/// The table that `strace -C` puts behind its lines: what strace itself counted, by name of the call.
enum StraceSummary {
    static func counts(_ text: String) -> [String: (calls: Int, errors: Int)] {
        var counts: [String: (calls: Int, errors: Int)] = [:]
        var isInside = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("----") { isInside = true }
            let words = line.split(separator: " ")
            guard isInside, words.count >= 5, let calls = Int(words[3]) else { continue }
            guard let name = words.last, name != "total" else { break }
            counts[String(name)] = (calls, words.count > 5 ? Int(words[4]) ?? 0 : 0)
        }
        return counts
    }
}
