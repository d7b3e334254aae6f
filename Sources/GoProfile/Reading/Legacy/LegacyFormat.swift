import Wire

/// One of the formats that came before profile.proto.
enum LegacyFormat: CaseIterable {
    // In the order in which google/pprof tries them.
    case processor, heap, count, thread, contention, java

    /// What to call a file of the format.
    var name: String {
        switch self {
        case .processor: "cpu profile (the binary format of gperftools)"
        case .heap: "heap profile (a text)"
        case .count: "profile of counted stacks (a text)"
        case .thread: "threadz profile (a text)"
        case .contention: "contention profile (a text)"
        case .java: "Java profile (a text)"
        }
    }
}

/// What came of trying a format.
enum LegacyResult {
    /// The bytes are of another format.
    case other
    /// They begin as the format does, and go on otherwise: other formats that begin alike are tried before the error
    /// is shown.
    case refused(InputError)
    case profile(Profile)
}

/// Errors of the older formats: what kind of file, which line, what to do.
struct LegacyErrors {
    let format: LegacyFormat

    private static let remedy =
        "if it was cut off or edited, collect it again; a profile fetched without `debug=1` is binary and complete"

    /// The current line is none that the format has at this place.
    func line(_ lines: LegacyLines, _ problem: String) -> InputError {
        InputError(
            .malformed,
            "this \(format.name) is damaged: line \(lines.number), “\(Self.quoted(lines.current))”, \(problem); "
                + Self.remedy, offset: UInt64(lines.lineStart))
    }

    /// The file ends too early.
    func end(_ lines: LegacyLines, _ problem: String) -> InputError {
        InputError(
            .truncated, "this \(format.name) is cut off after line \(lines.number): \(problem); \(Self.remedy)",
            offset: UInt64(lines.offset))
    }

    /// The start of a line, as much as helps to find it, without what a terminal would act on.
    static func quoted(_ line: Bytes) -> String {
        let text = (line.slice(0, min(line.count, 60)) ?? line).string.unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? "\u{fffd}" : Character(scalar)
        }
        return String(text) + (line.count > 60 ? "…" : "")
    }
}
