import ArgumentParser

/// Form of the output of verbs that have one main table.
enum TraceTableFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}
