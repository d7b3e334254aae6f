/// A table of stacks without what must not be told, and what the numbers of the old one are in it.
///
/// Only texts that frames use are in it: a table may hold others that nothing uses any more.
public struct RedactedStacks {
    public private(set) var table = StackTable()
    private var frames: [FrameID] = []
    private var stacks: [StackID] = [.empty]

    public init(_ old: StackTable, by redactor: Redactor) {
        var functions: [StringID: StringID] = [:]
        var files: [StringID: StringID] = [:]
        for var frame in old.frames {
            if functions[frame.function] == nil {
                functions[frame.function] = table.strings.intern(redactor.function(old.strings[frame.function]))
            }
            if files[frame.file] == nil {
                files[frame.file] = table.strings.intern(redactor.path(old.strings[frame.file]))
            }
            frame.function = functions[frame.function] ?? .empty
            frame.file = files[frame.file] ?? .empty
            frames.append(table.intern(frame: frame))
        }
        for raw in 1..<UInt32(max(old.count, 1)) {
            let node = StackID(rawValue: raw)
            stacks.append(table.push(frame(old.top(node)), onto: stack(old.caller(node))))
        }
    }

    public func frame(_ old: FrameID) -> FrameID { old == .none ? .none : frames[Int(old.rawValue)] }

    public func stack(_ old: StackID) -> StackID { stacks[Int(old.rawValue)] }

    /// Adds a text that no frame may have.
    public mutating func intern(_ text: String) -> StringID { table.strings.intern(text) }
}

extension StackTable {
    /// Tells a redactor what frames say of paths.
    public func teach(_ redactor: Redactor) {
        for frame in frames { redactor.learn(function: strings[frame.function], file: strings[frame.file]) }
    }
}

extension Quality {
    public func redacted(by redactor: Redactor) -> Quality {
        var result = Quality()
        for counter in counters {
            result.count(counter.name, counter.value, counter.severity, redactor.text(counter.explanation))
        }
        return result
    }
}
