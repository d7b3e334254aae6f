import Evidence
import Wire

/// A profile: weighted stacks with labels, and the code that their frames lie in, in columns.
///
/// The shape is that of profile.proto of google/pprof; all texts are numbers in `strings`. Times are nanoseconds since
/// the epoch, durations nanoseconds.
public struct Profile: Sendable {
    public var strings = StringTable()
    public var sampleTypes: [ValueType] = []
    public var samples = ProfileSamples()
    public var locations = ProfileLocations()
    public var functions = ProfileFunctions()
    public var mappings: [ProfileMapping] = []
    public var labelSets = LabelSets()
    /// Regular expressions of functions that are not to be shown, and of exceptions; see `Profile.removeUninteresting`.
    public var dropFrames = StringID.empty
    public var keepFrames = StringID.empty
    public var timeNanoseconds: Int64 = 0
    public var durationNanoseconds: Int64 = 0
    public var periodType = ValueType()
    public var period: Int64 = 0
    public var comments: [StringID] = []
    /// Type of the column that is shown when none is asked for; empty stands for the last.
    public var defaultSampleType = StringID.empty
    public var documentationURL = StringID.empty
    /// What was lost or assumed while reading.
    public var quality = Quality()

    public init() {}

    public func text(_ id: StringID) -> String { strings[id] }

    /// Marks the samples of the base in a comparison.
    static let baseKey = "pprof::base"
}
