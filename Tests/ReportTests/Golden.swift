import TestSupport
import Testing

/// Expected outputs in files beside the tests, named after the command that makes them; UPDATE_GOLDEN=1 rewrites them.
enum Golden {
    static func expect(
        _ actual: String, equals name: String, sourceFile: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let path = "\(Files.directory(of: sourceFile))/Golden/\(name)"
        if environmentVariable("UPDATE_GOLDEN") == "1" {
            do { try Files.write(actual, to: path) } catch { Issue.record(error, sourceLocation: sourceLocation) }
            return
        }
        guard let expected = try? Files.text(path) else {
            Issue.record("\(path) is missing: run the tests with UPDATE_GOLDEN=1", sourceLocation: sourceLocation)
            return
        }
        guard actual != expected else { return }
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let line =
            zip(new, old).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(new.count, old.count)
        Issue.record(
            """
            \(name) differs from line \(line + 1) on:
            expected: \(line < old.count ? String(old[line]) : "(end)")
            actual:   \(line < new.count ? String(new[line]) : "(end)")
            UPDATE_GOLDEN=1 rewrites it
            """, sourceLocation: sourceLocation)
    }
}
