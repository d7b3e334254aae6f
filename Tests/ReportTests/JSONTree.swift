import Wire

/// A JSON document as a tree of its values.
indirect enum JSONTree {
    case object([(name: String, value: JSONTree)])
    case array([JSONTree])
    case string(String)
    case other

    init(text: String) throws {
        var reader = JSONReader(Bytes(Array(text.utf8)))
        self = try Self.value(try reader.next(), &reader)
    }

    private static func value(_ token: JSONReader.Token?, _ reader: inout JSONReader) throws -> JSONTree {
        switch token {
        case .objectBegin:
            var members: [(name: String, value: JSONTree)] = []
            while try reader.next() == .key {
                let name = reader.string
                members.append((name, try value(try reader.next(), &reader)))
            }
            return .object(members)
        case .arrayBegin:
            var elements: [JSONTree] = []
            while let token = try reader.next(), token != .arrayEnd { elements.append(try value(token, &reader)) }
            return .array(elements)
        case .string: return .string(reader.string)
        default: return .other
        }
    }

    subscript(name: String) -> JSONTree? { members.first { $0.name == name }?.value }

    var members: [(name: String, value: JSONTree)] {
        if case .object(let members) = self { members } else { [] }
    }

    var elements: [JSONTree] { if case .array(let elements) = self { elements } else { [] } }

    var string: String? { if case .string(let text) = self { text } else { nil } }
}

/// Which members of a schema's objects a document has, and which members of the document the schema does not know.
struct SchemaMembers {
    private let schema: JSONTree
    /// Places in the schema, `#/$defs/finding.cause`.
    private(set) var unknown: [String] = []
    private var seen: Set<String> = []

    init(_ schema: JSONTree) { self.schema = schema }

    /// Members of the schema that no document had.
    var unseen: [String] {
        var all: Set<String> = []
        collect(schema, "#", &all)
        for (name, definition) in schema["$defs"]?.members ?? [] { collect(definition, "#/$defs/\(name)", &all) }
        return all.subtracting(seen).sorted()
    }

    mutating func visit(_ document: JSONTree) { visit(document, schema, "#") }

    private mutating func visit(_ value: JSONTree, _ part: JSONTree, _ place: String) {
        let (part, place) = resolved(part, place)
        switch value {
        case .object(let members):
            for (name, member) in members {
                if let known = part["properties"]?[name] {
                    seen.insert("\(place).\(name)")
                    visit(member, known, "\(place).\(name)")
                } else {
                    unknown.append("\(place).\(name)")
                }
            }
        case .array(let elements):
            guard let items = part["items"] else { return }
            for element in elements { visit(element, items, "\(place)[]") }
        default: break
        }
    }

    /// What a reference stands for, and the one of `allOf`.
    private func resolved(_ part: JSONTree, _ place: String) -> (JSONTree, String) {
        if let one = part["allOf"]?.elements.first { return resolved(one, place) }
        guard let reference = part["$ref"]?.string else { return (part, place) }
        let name = String(reference.split(separator: "/").last ?? "")
        return (schema["$defs"]?[name] ?? .other, reference)
    }

    private func collect(_ part: JSONTree, _ place: String, _ all: inout Set<String>) {
        for (name, member) in part["properties"]?.members ?? [] {
            all.insert("\(place).\(name)")
            collect(member, "\(place).\(name)", &all)
        }
        if let items = part["items"] { collect(items, "\(place)[]", &all) }
    }
}
