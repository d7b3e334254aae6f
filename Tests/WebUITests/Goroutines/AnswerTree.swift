import Wire

/// A JSON answer as a tree of its values.
indirect enum AnswerTree: Equatable {
    case object([String: AnswerTree])
    case array([AnswerTree])
    case string(String)
    case number(Double)
    case flag(Bool)
    case null

    init(_ bytes: [UInt8]) throws {
        var reader = JSONReader(Bytes(bytes))
        self = try Self.value(try reader.next(), &reader)
    }

    private static func value(_ token: JSONReader.Token?, _ reader: inout JSONReader) throws -> AnswerTree {
        switch token {
        case .objectBegin:
            var members: [String: AnswerTree] = [:]
            while try reader.next() == .key {
                let name = reader.string
                members[name] = try value(try reader.next(), &reader)
            }
            return .object(members)
        case .arrayBegin:
            var elements: [AnswerTree] = []
            while let token = try reader.next(), token != .arrayEnd { elements.append(try value(token, &reader)) }
            return .array(elements)
        case .string: return .string(reader.string)
        case .number: return .number(reader.number ?? .nan)
        case .boolean(let flag): return .flag(flag)
        default: return .null
        }
    }

    subscript(name: String) -> AnswerTree {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var elements: [AnswerTree] { if case .array(let elements) = self { elements } else { [] } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
    var isTrue: Bool { self == .flag(true) }
}
