import Diagnosis
import GoProcess
import Report
import Wire

@testable import WebUI

/// Asks the view of goroutines about snapshots, as a page does.
struct GoroutinesSource {
    let document: Document

    init(_ sources: [EvidenceSource]) {
        document = Document(id: 1, targets: ["test"], control: JobControl()) {
            throw PageError.notFound("document \($0)")
        }
        document.state = .ready(
            OpenedTarget(
                title: "test", sources: sources, report: Shared { _ in throw PageError(422, "nothing is diagnosed") }))
    }

    init(_ snapshots: [GoroutineSnapshot]) {
        self.init([EvidenceSource(name: "test", kind: .goroutines(Shared { _ in snapshots }))])
    }

    func answer(_ action: String, _ query: [String: String] = [:]) throws -> PageAnswer {
        let request = PageRequest(path: "/api/documents/1/goroutines/\(action)", query: query)
        return try GoroutinesView().answer(action.split(separator: "/").map(String.init), request, document)
    }

    func ask(_ action: String, _ query: [String: String] = [:]) throws -> AnswerTree {
        try AnswerTree(try answer(action, query).body)
    }

    /// Status of what is refused; nil for an answer.
    func refusal(_ action: String, _ query: [String: String] = [:]) throws -> Int? {
        do {
            _ = try answer(action, query)
            return nil
        } catch let error as PageError {
            return error.status
        }
    }
}
