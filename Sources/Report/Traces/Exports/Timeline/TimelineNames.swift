import Evidence
import GoTrace

/// Names of events as text.
enum TimelineNames {
    static func text(_ name: TimelineName, _ tables: TraceTables) -> [UInt8] {
        switch name {
        case .word(let word): Array(word.text.utf8)
        case .wait(let kind): Array("waiting (\(kind.rawValue))".utf8)
        case .text(let text): Array(tables.strings.bytes(text))
        case .run(let root, let goroutine, _): run(root: root, goroutine: goroutine, tables)
        }
    }

    /// A run of a goroutine: `main.worker 17`.
    static func run(root: StringID, goroutine: Int64, _ tables: TraceTables) -> [UInt8] {
        let name = root == .empty ? Array("goroutine".utf8) : Array(tables.strings.bytes(root))
        return name + " \(goroutine)".utf8
    }
}
