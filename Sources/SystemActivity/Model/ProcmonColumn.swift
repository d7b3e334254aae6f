/// A column of Process Monitor. Captures and imports have them too, as far as they know what belongs there.
///
/// In the order in which Process Monitor exports them when all are shown.
public enum ProcmonColumn: UInt8, Sendable, CaseIterable {
    case timeOfDay
    case processName
    case processID
    case operation
    case path
    case result
    case detail
    case dateAndTime
    case relativeTime
    case duration
    case completionTime
    case eventClass
    case sequence
    case imagePath
    case company
    case description
    case version
    case user
    case authenticationID
    case session
    case commandLine
    case threadID
    case virtualized
    case integrity
    case category
    case parentID
    case architecture
    case processStart

    /// The columns of an export with all columns of older versions: without the start of the process.
    public static let exported = Array(allCases.dropLast())

    /// Number in configuration files and filters.
    public var code: UInt32 {
        switch self {
        case .dateAndTime: 40052
        case .processName: 40053
        case .processID: 40054
        case .operation: 40055
        case .result: 40056
        case .detail: 40057
        case .sequence: 40058
        case .company: 40064
        case .description: 40065
        case .commandLine: 40066
        case .user: 40067
        case .imagePath: 40068
        case .session: 40069
        case .path: 40071
        case .threadID: 40072
        case .relativeTime: 40076
        case .duration: 40077
        case .timeOfDay: 40078
        case .version: 40081
        case .eventClass: 40082
        case .authenticationID: 40083
        case .virtualized: 40084
        case .integrity: 40085
        case .category: 40086
        case .parentID: 40087
        case .architecture: 40088
        case .completionTime: 40164
        case .processStart: 40178
        }
    }

    /// Name in headers and filters.
    public var title: String {
        switch self {
        case .dateAndTime: "Date & Time"
        case .processName: "Process Name"
        case .processID: "PID"
        case .operation: "Operation"
        case .result: "Result"
        case .detail: "Detail"
        case .sequence: "Sequence"
        case .company: "Company"
        case .description: "Description"
        case .commandLine: "Command Line"
        case .user: "User"
        case .imagePath: "Image Path"
        case .session: "Session"
        case .path: "Path"
        case .threadID: "TID"
        case .relativeTime: "Relative Time"
        case .duration: "Duration"
        case .timeOfDay: "Time of Day"
        case .version: "Version"
        case .eventClass: "Event Class"
        case .authenticationID: "Authentication ID"
        case .virtualized: "Virtualized"
        case .integrity: "Integrity"
        case .category: "Category"
        case .parentID: "Parent PID"
        case .architecture: "Architecture"
        case .completionTime: "Completion Time"
        case .processStart: "Process Start"
        }
    }

    /// Element in exports as XML: the title with `_` for what cannot stand in a name.
    public var element: String {
        String(decoding: title.utf8.map { Self.isLetter($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }

    /// The column with a title, or with an element's name, in any case; nil when there is none.
    public init?(named name: some StringProtocol) {
        let wanted = name.lowercased()
        guard
            let column = Self.allCases.first(where: {
                $0.title.lowercased() == wanted || $0.element.lowercased() == wanted
            })
        else { return nil }
        self = column
    }

    /// The column with a number of configuration files; nil when there is none.
    public init?(code: UInt32) {
        guard let column = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = column
    }
}
