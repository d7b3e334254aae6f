import Evidence

/// Reads a capture for what a redactor has to know before it replaces anything.
struct CaptureLesson {
    private let redactor: Redactor
    private var loader = CaptureLoader(isLive: true)
    private var arguments = PendingArguments()

    init(_ redactor: Redactor) { self.redactor = redactor }

    mutating func take(_ kind: CaptureFormat.BlockKind, _ contents: [UInt8]) {
        switch kind {
        case .start: begin(CaptureFormat.decode(pairs: contents[...]))
        case .process: describe(CaptureFormat.decode(pairs: contents[...]))
        case .symbols: CaptureSymbolsFile.decode(contents)?.table.teach(redactor)
        case .records:
            var offset = 0
            while offset < contents.count, let record = CaptureRecord(contents, at: offset) {
                offset += record.size
                take(record)
            }
        case .counters, .sample, .end: break
        }
    }

    private mutating func begin(_ pairs: [(String, String)]) {
        loader.begin(Dictionary(pairs) { $1 })
        for (name, value) in pairs where name == "command" {
            for word in FactRedaction.words(value).dropFirst() { redactor.learn(argument: word) }
        }
    }

    private mutating func describe(_ pairs: [(String, String)]) {
        loader.describe(Dictionary(pairs) { $1 })
        for (name, value) in pairs {
            if name == "exe" { redactor.learn(program: value) }
            if name == "cwd" || name.hasPrefix("fd.") { redactor.learn(path: value) }
            if name.hasPrefix("arg."), name != "arg.0" { redactor.learn(argument: value) }
        }
    }

    private mutating func take(_ record: CaptureRecord) {
        _ = loader.look(record)
        switch record.kind {
        case .execution: redactor.learn(program: loader.image(of: record.process))
        case .arguments:
            guard let texts = arguments.add(record) else { return }
            if record.isEnvironment {
                for text in texts { redactor.learn(environment: text) }
            } else {
                for text in texts.dropFirst() { redactor.learn(argument: text) }
            }
        case .call:
            CaptureCall(record).payloads { _, form, bytes in
                switch form {
                case .address:
                    if let address = SocketAddress.text(bytes) { redactor.learn(address: address) }
                case .text: redactor.learn(path: String(decoding: bytes, as: UTF8.self))
                case .pair: break
                }
            }
        default: break
        }
    }
}

/// Arguments, or variables of the environment, whose records come in parts.
struct PendingArguments {
    private var parts: [UInt64: [UInt8]] = [:]

    /// - Returns: all texts with the last part of them.
    mutating func add(_ record: CaptureRecord) -> [String]? {
        let key = UInt64(record.process) << 1 | (record.isEnvironment ? 1 : 0)
        parts[key, default: []] += record.text(CaptureRecord.headLength, Int(record.extra))
        guard record.flags & 2 != 0, let bytes = parts.removeValue(forKey: key) else { return nil }
        var texts = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        // Each text ends with a NUL, so that an empty one follows the last.
        if texts.last == "" { texts.removeLast() }
        return texts
    }
}

extension CaptureRecord {
    var isEnvironment: Bool { flags & 1 != 0 }
}
