/// The options of a report, under the names and with the defaults of `go tool pprof`.
///
/// Source: internal/driver/config.go of google/pprof.
public struct PprofOptions: Sendable, Equatable {
    /// What one line of a report stands for.
    public enum Granularity: String, Sendable, CaseIterable {
        case functions, filefunctions, files, lines, addresses
    }

    public var unit = "minimum"
    /// Nodes to show; 0 for all, -1 for what suits the report.
    public var nodeCount = -1
    public var nodeFraction = 0.005
    public var edgeFraction = 0.001
    public var trim = true
    public var divideBy = 1.0
    public var sortsByCumulative = false
    /// Nil: functions, but for reports that need more.
    public var granularity: Granularity?
    public var callTree = false
    public var relativePercentages = false
    public var compactLabels = false
    public var intelSyntax = false
    public var mean = false
    public var normalize = false
    public var dropNegative = false
    public var noInlines = false
    public var showColumns = false
    public var sourcePath = ""
    public var trimPath = ""
    /// A number, a type's name, or empty for the profile's own choice.
    public var sampleIndex = ""
    public var focus = ""
    public var ignore = ""
    public var pruneFrom = ""
    public var hide = ""
    public var show = ""
    public var showFrom = ""
    public var tagFocus = ""
    public var tagIgnore = ""
    public var tagShow = ""
    public var tagHide = ""
    public var tagRoot = ""
    public var tagLeaf = ""
    /// Keeps the frames that the profile's `drop_frames` asks to hide.
    public var allFrames = false
    /// Path of the program, in place of what the profile says; empty for that.
    public var executable = ""
    /// Build id of the program where the profile has none.
    public var buildID = ""
    /// Added to the profile's comments.
    public var comment = ""
    /// Samples of the base are marked, and percentages are of the base.
    public var isDiffBase = false

    public init() {}
}

/// The reports of pprof.
public enum PprofReportKind: String, Sendable, CaseIterable {
    case top, tree, peek, list, disasm, weblist, traces, tags, comments, raw, dot, callgrind, proto, topproto

    /// The options as this report changes them.
    public func overriding(_ options: PprofOptions) -> PprofOptions {
        var result = options
        var trim = options.trim
        switch self {
        case .disasm:
            trim = false
            result.granularity = .addresses
            result.noInlines = true
        case .weblist:
            trim = false
            result.granularity = .addresses
            result.noInlines = false
        case .peek: trim = false
        case .list:
            trim = false
            result.granularity = .lines
        case .top, .topproto: if result.nodeCount == -1 { result.nodeCount = 0 }
        default: if result.nodeCount == -1 { result.nodeCount = 80 }
        }
        if self == .proto || self == .raw || self == .callgrind {
            trim = false
            result.granularity = .addresses
        }
        if !trim {
            result.nodeCount = 0
            result.nodeFraction = 0
            result.edgeFraction = 0
        }
        return result
    }

    /// The call tree is drawn by these only.
    var honoursCallTree: Bool { self == .dot || self == .callgrind }
    /// Nodes of different binaries stay apart in these.
    var keepsObjectFiles: Bool { [.raw, .list, .weblist, .disasm, .callgrind].contains(self) }
}
