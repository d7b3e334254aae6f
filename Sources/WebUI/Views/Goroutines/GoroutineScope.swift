import Diagnosis
import GoProcess
import Wire

/// The goroutines that a list is of: all, those of one group, those that wait for an object or behind a goroutine.
enum GoroutineScope: Sendable {
    case all
    case group(UInt64, by: GroupBy)
    /// Position of the object in the look.
    case object(WaitObjectID)
    /// Those that wait, directly or not, for what the goroutine at a position holds.
    case behind(UInt32)

    /// - Throws: 404 for what is not in the look.
    init(_ request: PageRequest, in look: GoroutineLook) throws {
        if let text = request.query["group"] {
            self = .group(try Self.name(text), by: try GroupBy(request))
        } else if let text = request.query["object"] {
            self = .object(try Self.object(text, in: look.snapshot))
        } else if let text = request.query["behind"] {
            self = .behind(UInt32(try Self.goroutine(text, in: look.snapshot)))
        } else {
            self = .all
        }
    }

    /// What answers are kept by.
    var name: String {
        switch self {
        case .all: "all"
        case .group(let name, let by): "group \(name) by \(by.name)"
        case .object(let object): "object \(object)"
        case .behind(let goroutine): "behind \(goroutine)"
        }
    }

    /// Positions in the look, ascending.
    func members(
        of look: GoroutineLook, _ filter: GoroutineFilter, _ control: JobControl
    ) throws -> [UInt32] {
        switch self {
        case .all: return try look.members(filter, control)
        case .group(let name, let by):
            let groups = try look.groups(filter, by: by, control)
            guard let position = groups.position(name) else { return [] }
            return groups.groups[position].members
        case .object(let object): return Array(try look.facts(control).graph.waiters(of: object))
        case .behind(let goroutine): return try look.facts(control).graph.behind([goroutine])
        }
    }

    static func name(_ text: String) throws -> UInt64 {
        guard let name = UInt64(text, radix: 16) else { throw PageError(400, "\(text) is no group.") }
        return name
    }

    /// The object at an address, of several the one with most waiters; or the one of a number.
    static func object(_ text: String, in snapshot: GoroutineSnapshot) throws -> WaitObjectID {
        if text.hasPrefix("0x") {
            guard let address = UInt64(text.dropFirst(2), radix: 16) else {
                throw PageError(400, "\(text) is no address.")
            }
            var found = snapshot.objects.indices.filter { snapshot.objects[$0].address == address }
            if found.count > 1 {
                var waiters: [WaitObjectID: Int] = [:]
                for wait in snapshot.waits { waiters[wait.object, default: 0] += 1 }
                found.sort { waiters[UInt32($0), default: 0] > waiters[UInt32($1), default: 0] }
            }
            guard let first = found.first else { throw PageError.notFound("object \(text) that goroutines wait for") }
            return UInt32(first)
        }
        guard let number = Int(text), snapshot.objects.indices.contains(number) else {
            throw PageError.notFound("object \(text) that goroutines wait for")
        }
        return UInt32(number)
    }

    static func goroutine(_ text: String, in snapshot: GoroutineSnapshot) throws -> Int {
        guard let id = UInt64(text) else { throw PageError(400, "\(text) is no goroutine.") }
        guard let index = snapshot.index(ofID: id) else {
            throw PageError.notFound("goroutine \(id) in this look: it has ended, or was not yet started")
        }
        return index
    }
}

extension GroupBy {
    /// As `sonde goroutines --group-by` has it.
    init(_ request: PageRequest) throws {
        switch request.query["by"] ?? "stack" {
        case "stack": self = .stack
        case "creator": self = .creator
        case "reason", "state": self = .reason
        case let text where text.hasPrefix("label:") && text.utf8.count > 6: self = .label(String(text.dropFirst(6)))
        case let text: throw PageError(400, "Groups are by stack, creator, reason or label:KEY, not by \(text).")
        }
    }

    var name: String {
        switch self {
        case .stack: "stack"
        case .creator: "creator"
        case .reason: "reason"
        case .label(let key): "label:\(key)"
        }
    }
}
