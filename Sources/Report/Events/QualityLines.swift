import Evidence

/// What was missing, lost or left out of a log, one line each.
enum QualityLines {
    static func write(_ quality: Quality, to writer: inout TextWriter) {
        for counter in quality.counters where counter.value > 0 {
            // What cannot be counted is there once.
            let number = counter.value == 1 ? "" : "\(Plural.grouped(counter.value)) "
            writer.line(
                StyledText(number + counter.explanation, counter.severity == .info ? .faint : .warning), hanging: 2)
        }
    }
}
