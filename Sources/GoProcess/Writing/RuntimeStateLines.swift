import Evidence
import Wire

/// Reads the lines of a `RuntimeStateFile`.
struct RuntimeStateLines {
    /// Elements of a list that are kept; no program has as many P's, and a state tells of at most 2,000 timers.
    private static let listLimit = 1 << 16

    private let numbers = Dictionary(uniqueKeysWithValues: RuntimeStateFields.numbers().map { ($0.name, $0.target) })
    private let flags = Dictionary(uniqueKeysWithValues: RuntimeStateFields.flags().map { ($0.name, $0.target) })

    /// What stands in a line instead of what should.
    private struct Unexpected: Error {}

    /// Nil for what is no object, or has a value of another kind than its name tells.
    func state(_ line: Bytes) -> RuntimeState? {
        var reader = JSONReader(line, depthLimit: 8)
        var state = RuntimeState()
        do {
            try object(&reader) { reader, name in try member(name, of: &state, &reader) }
            return try reader.next() == nil ? state : nil
        } catch {
            return nil
        }
    }

    private func member(_ name: String, of state: inout RuntimeState, _ reader: inout JSONReader) throws {
        if let target = numbers[name] {
            state[keyPath: target] = try number(&reader)
            return
        }
        if let target = flags[name] {
            state[keyPath: target] = try flag(&reader)
            return
        }
        switch name {
        case "phase": state.collector.phase = CollectorState.Phase(rawValue: try text(&reader))
        case "finalizers-at-least": state.finalizers.queuedIsLowerBound = try flag(&reader)
        case "queues": state.scheduler.queueLengths = try list(&reader) { reader in try number(&reader) }
        case "pauses":
            state.collector.recentPauses = try list(&reader) { reader in
                let pair = try list(&reader) { reader in try number(&reader) }
                guard pair.count == 2 else { throw Unexpected() }
                return CollectorState.Pause(end: pair[0], duration: pair[1])
            }
        case "sampled-timers": state.timers.sampled = try number(&reader)
        case "timer-groups": state.timers.groups = try list(&reader) { reader in try group(&reader) }
        case "quality":
            for counter in try list(&reader, { reader in try counter(&reader) }) {
                state.quality.count(counter.name, counter.value, counter.severity, counter.explanation)
            }
        default: try reader.skip(try reader.next())
        }
    }

    private func group(_ reader: inout JSONReader) throws -> TimerState.Group {
        var group = TimerState.Group(
            kind: .other, function: "", isPeriodic: false, count: 0, medianDistance: nil, medianPeriod: nil)
        try object(&reader) { reader, name in
            switch name {
            case "kind": group.kind = TimerState.Kind(rawValue: try text(&reader)) ?? .other
            case "function": group.function = try text(&reader)
            case "periodic": group.isPeriodic = try flag(&reader)
            case "count": group.count = try number(&reader)
            case "distance-ns": group.medianDistance = try number(&reader)
            case "period-ns": group.medianPeriod = try number(&reader)
            default: try reader.skip(try reader.next())
            }
        }
        return group
    }

    private func counter(_ reader: inout JSONReader) throws -> QualityCounter {
        var counter = QualityCounter(name: "", value: 0, severity: .info, explanation: "")
        try object(&reader) { reader, name in
            switch name {
            case "name": counter.name = try text(&reader)
            // Bounded, since values of one name are added up.
            case "value": counter.value = min(max(try number(&reader), 0), 1 << 32)
            case "severity": counter.severity = QualitySeverity(rawValue: try text(&reader)) ?? .info
            case "explanation": counter.explanation = try text(&reader)
            default: try reader.skip(try reader.next())
            }
        }
        return counter
    }

    // MARK: - Values

    private func object(_ reader: inout JSONReader, _ member: (inout JSONReader, String) throws -> Void) throws {
        guard try reader.next() == .objectBegin else { throw Unexpected() }
        while let token = try reader.next(), token != .objectEnd { try member(&reader, reader.string) }
    }

    /// The elements of an array, each read by `element`, which must consume it whole.
    private func list<T>(
        _ reader: inout JSONReader, _ element: (inout JSONReader) throws -> T
    ) throws -> [T] {
        guard try reader.next() == .arrayBegin else { throw Unexpected() }
        var result: [T] = []
        while true {
            // Looking ahead on a copy costs a few words; arrays are short.
            var ahead = reader
            guard try ahead.next() != .arrayEnd else {
                reader = ahead
                return result
            }
            guard result.count < Self.listLimit else { throw Unexpected() }
            result.append(try element(&reader))
        }
    }

    private func number(_ reader: inout JSONReader) throws -> Int {
        guard try reader.next() == .number, let value = reader.integer else { throw Unexpected() }
        return Int(value)
    }

    private func flag(_ reader: inout JSONReader) throws -> Bool {
        guard case .boolean(let value) = try reader.next() else { throw Unexpected() }
        return value
    }

    private func text(_ reader: inout JSONReader) throws -> String {
        guard try reader.next() == .string else { throw Unexpected() }
        return reader.string
    }
}
