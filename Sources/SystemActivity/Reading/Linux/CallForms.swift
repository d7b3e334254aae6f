import Evidence

/// How the arguments of each system call are written.
enum CallForms {
    struct Argument {
        var label: String
        var form: String
    }

    static let byName: [String: [Argument]] = {
        var all: [String: [Argument]] = [:]
        for line in text.description.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let name = words.first else { continue }
            all[String(name)] = words.dropFirst().map { word in
                let parts = word.split(separator: ":", maxSplits: 1)
                return Argument(label: String(parts[0]), form: parts.count > 1 ? String(parts[1]) : "x")
            }
        }
        return all
    }()

    /// The forms of a call; those of its kinds of arguments when it has none of its own.
    static func arguments(of entry: SystemCallTable.Entry) -> [Argument] {
        if let known = byName[entry.name] { return known }
        return entry.arguments.map { kind in
            switch kind {
            case .descriptor: Argument(label: "fd", form: "fd")
            case .directory: Argument(label: "at", form: "at")
            case .string: Argument(label: "text", form: "path")
            case .address: Argument(label: "address", form: "p")
            case .number: Argument(label: "number", form: "x")
            }
        }
    }
}
