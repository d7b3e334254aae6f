import Diagnosis
import Evidence
import SystemActivity
import TestSupport
import Wire

@testable import WebUI

/// A source of activity as the browser has it open, and what it answers.
struct ActivityAsked {
    private let document: Document

    init(_ open: @escaping @Sendable () throws -> any ActivitySource) {
        document = Document(id: 1, targets: ["x"], control: JobControl())
        let report = Shared<DiagnosisReport> { _ in throw TestSupportError("nobody asks for causes") }
        document.state = .ready(
            OpenedTarget(
                title: "x", sources: [EvidenceSource(name: "x", kind: .activity(open: open))], report: report))
    }

    func answer(_ action: String, _ query: [String: String] = [:]) throws -> PageAnswer {
        let parts = action.isEmpty ? [] : [action]
        return try ActivityView().answer(parts, PageRequest(path: "/", query: query), document)
    }

    /// The answer as values of JSON.
    func json(_ action: String, _ query: [String: String] = [:]) throws -> JSONValue {
        try JSONValue(answer(action, query).body)
    }

    /// Rows of the table of events: number, and cells.
    func rows(_ query: [String: String], columns: [String]) throws -> [(number: Int, marks: Int, cells: [String])] {
        var query = query
        query["columns"] = columns.joined(separator: ",")
        var result: [(number: Int, marks: Int, cells: [String])] = []
        while true {
            query["from"] = "\(result.count)"
            query["to"] = "\(result.count + 1000)"
            let rows = try json("rows", query)["rows"].items
            if rows.isEmpty { return result }
            for row in rows {
                let items = row.items
                result.append((items[0].int, items[2].int, items[6...].map(\.text)))
            }
        }
    }
}

/// A value of JSON, for looking into answers.
enum JSONValue: Equatable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case number(Double)
    case flag(Bool)
    case null

    init(_ bytes: [UInt8]) throws {
        var reader = JSONReader(Bytes(bytes), depthLimit: 64)
        guard let first = try reader.next() else { throw TestSupportError("no JSON") }
        self = try Self.read(first, &reader)
    }

    private static func read(_ token: JSONReader.Token, _ reader: inout JSONReader) throws -> JSONValue {
        switch token {
        case .objectBegin:
            var members: [String: JSONValue] = [:]
            while let next = try reader.next(), next != .objectEnd {
                let name = reader.string
                guard let value = try reader.next() else { throw TestSupportError("cut JSON") }
                members[name] = try read(value, &reader)
            }
            return .object(members)
        case .arrayBegin:
            var items: [JSONValue] = []
            while let next = try reader.next(), next != .arrayEnd { items.append(try read(next, &reader)) }
            return .array(items)
        case .string: return .string(reader.string)
        case .boolean(let flag): return .flag(flag)
        case .null: return .null
        default: return .number(reader.number ?? .nan)
        }
    }

    subscript(_ name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }
    var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    var text: String { if case .string(let text) = self { text } else { "" } }
    var int: Int { if case .number(let number) = self { Int(number) } else { -1 } }
}
