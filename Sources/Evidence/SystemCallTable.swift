/// What an argument of a system call is.
public enum SystemCallArgument: Character, Sendable {
    /// An open descriptor.
    case descriptor = "f"
    /// The descriptor of a directory that a relative path starts from; AT_FDCWD (-100) for the working directory.
    case directory = "d"
    /// Address of a NUL-terminated string: a path or a name.
    case string = "s"
    /// Address of anything else.
    case address = "p"
    /// A number: a length, flags, an id.
    case number = "n"
}

/// Names and arguments of Linux's system calls on amd64 and arm64.
public enum SystemCallTable {
    /// One system call.
    public struct Entry: Sendable {
        public let name: String
        public let arguments: [SystemCallArgument]
        /// Position of the first argument that is a descriptor; nil when none is.
        public let descriptorArgument: Int?

        init(name: String, arguments: [SystemCallArgument]) {
            self.name = name
            self.arguments = arguments
            descriptorArgument = arguments.firstIndex { $0 == .descriptor || $0 == .directory }
        }

        /// Position of the first argument that is the address of a string; nil when none is.
        public var stringArgument: Int? { arguments.firstIndex(of: .string) }
    }

    /// The system call with a number; nil when the table does not know it.
    ///
    /// Reads the text anew each time, which is a hundred times faster than to make a table of all: few are asked for.
    public static func entry(_ number: Int32, isARM64: Bool) -> Entry? {
        let wanted = Array(String(number).utf8)
        return text.withUTF8Buffer { bytes in
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
                guard fields.count == 4, fields[isARM64 ? 1 : 0].elementsEqual(wanted) else { continue }
                return entry(String(decoding: fields[2], as: UTF8.self), String(decoding: fields[3], as: UTF8.self))
            }
            return nil
        }
    }

    private static func entry(_ name: String, _ arguments: String) -> Entry {
        Entry(name: name, arguments: arguments.compactMap(SystemCallArgument.init))
    }

    /// The number of a system call; nil where it does not exist.
    public static func number(_ name: String, isARM64: Bool) -> Int32? {
        (isARM64 ? tables.arm64 : tables.amd64).first { $0.value.name == name }?.key
    }

    /// All system calls of an architecture by number.
    public static func entries(isARM64: Bool) -> [Int32: Entry] { isARM64 ? tables.arm64 : tables.amd64 }

    /// The numbers that an architecture has, ascending.
    public static func numbers(isARM64: Bool) -> [Int32] { (isARM64 ? tables.arm64 : tables.amd64).keys.sorted() }

    private static let tables: (amd64: [Int32: Entry], arm64: [Int32: Entry]) = {
        var amd64: [Int32: Entry] = [:]
        var arm64: [Int32: Entry] = [:]
        for line in text.description.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 4 else { continue }
            let entry = entry(String(fields[2]), String(fields[3]))
            if let number = Int32(fields[0]) { amd64[number] = entry }
            if let number = Int32(fields[1]) { arm64[number] = entry }
        }
        return (amd64, arm64)
    }()
}
