import ArgumentParser
import GoProfile
import Wire

/// pprof's options under pprof's names; `ArgumentRewriting` turns one dash into two.
struct PprofArguments: ParsableArguments {
    @Flag(name: .customLong("functions"), help: "One line for each function, whatever its file (the default).")
    var functions = false
    @Flag(name: .customLong("filefunctions"), help: "One line for each function of each file.")
    var fileFunctions = false
    @Flag(name: .customLong("files"), help: "One line for each source file.")
    var files = false
    @Flag(name: .customLong("lines"), help: "One line for each source line.")
    var lines = false
    @Flag(name: .customLong("addresses"), help: "One line for each address.")
    var addresses = false
    @Flag(name: .customLong("noinlines"), help: "Count inlined functions to their callers.")
    var noInlines = false
    @Flag(name: .customLong("showcolumns"), help: "Tell columns of a line apart.")
    var showColumns = false
    @Flag(name: .customLong("flat"), help: "Sort by the weight of the function itself (the default).")
    var flat = false
    @Flag(name: .customLong("cum"), help: "Sort by the weight with everything called.")
    var cumulative = false

    @Option(
        name: .customLong("nodecount"), help: ArgumentHelp("Most lines or nodes to show; 0 for all.", valueName: "n"))
    var nodeCount = -1
    @Option(
        name: .customLong("nodefraction"),
        help: ArgumentHelp("Leave out what is lighter than this part of the whole.", valueName: "f"))
    var nodeFraction = 0.005
    @Option(
        name: .customLong("edgefraction"),
        help: ArgumentHelp("Leave out calls that are lighter than this part of the whole.", valueName: "f"))
    var edgeFraction = 0.001
    @Flag(name: .customLong("trim"), inversion: .prefixedNo, help: "Leave out what is light.")
    var trim = true
    @Flag(name: .customLong("compact_labels"), help: "Print a short head.")
    var compactLabels = false
    @Flag(name: .customLong("call_tree"), help: "Draw a function once for each way to it.")
    var callTree = false
    @Flag(
        name: .customLong("relative_percentages"),
        help: "Percentages of what the filters leave.")
    var relativePercentages = false
    @Option(name: .customLong("unit"), help: ArgumentHelp("Unit to print, such as ms or MB.", valueName: "unit"))
    var unit = "minimum"
    @Option(
        name: .customLong("divide_by"),
        help: ArgumentHelp("Divide all values, such as by a number of requests.", valueName: "n"))
    var divideBy = 1.0
    @Flag(name: .customLong("mean"), help: "Divide by the first value, a count.")
    var mean = false
    @Option(
        name: .customLong("sample_index"),
        help: ArgumentHelp("Which values to show, by number or type, such as alloc_space.", valueName: "type"))
    var sampleIndex = ""
    @Flag(name: .customLong("inuse_space"), help: "Memory in use.") var inUseSpace = false
    @Flag(name: .customLong("inuse_objects"), help: "Objects in use.") var inUseObjects = false
    @Flag(name: .customLong("alloc_space"), help: "Memory allocated since the start.") var allocSpace = false
    @Flag(name: .customLong("alloc_objects"), help: "Objects allocated since the start.") var allocObjects = false
    @Flag(name: .customLong("total_delay"), help: "Time waited.") var totalDelay = false
    @Flag(name: .customLong("contentions"), help: "How often something waited.") var contentions = false
    @Flag(name: .customLong("mean_delay"), help: "Time waited each time.") var meanDelay = false
    @Flag(name: .customLong("intel_syntax"), help: "Machine code in Intel's syntax rather than that of the GNU tools.")
    var intelSyntax = false
    @OptionGroup(title: "Filters") var filters: PprofFilterArguments
    @OptionGroup(title: "Sources") var sources: PprofSourceArguments
    @OptionGroup(title: "Reading") var reading: ProfileReadingArguments

    /// The options as the report takes them.
    /// - Parameter remark: receives what the user should know.
    /// - Throws: `usage` when options contradict each other.
    func options(remark: (String) -> Void) throws -> PprofOptions {
        var options = PprofOptions()
        options.granularity = try granularity()
        guard !(flat && cumulative) else { throw InputError(.usage, "conflicting options set: [cum flat]") }
        options.sortsByCumulative = cumulative
        options.noInlines = noInlines
        options.showColumns = showColumns
        options.nodeCount = nodeCount
        options.nodeFraction = nodeFraction
        options.edgeFraction = edgeFraction
        options.trim = trim
        options.compactLabels = compactLabels
        options.callTree = callTree
        options.relativePercentages = relativePercentages
        options.unit = unit
        options.divideBy = divideBy
        options.intelSyntax = intelSyntax
        options.mean = mean || meanDelay
        options.sampleIndex = sampleType(remark)
        filters.apply(to: &options)
        try sources.apply(to: &options)
        return options
    }

    private func granularity() throws -> PprofOptions.Granularity? {
        let chosen: [(Bool, PprofOptions.Granularity)] = [
            (functions, .functions), (fileFunctions, .filefunctions), (files, .files), (lines, .lines),
            (addresses, .addresses),
        ]
        let set = chosen.filter(\.0).map(\.1)
        guard set.count < 2 else {
            throw InputError(.usage, "conflicting options set: [\(set.map(\.rawValue).joined(separator: " "))]")
        }
        return set.first
    }

    private func sampleType(_ remark: (String) -> Void) -> String {
        var result = sampleIndex
        let choices = [
            (totalDelay, "delay", "-total_delay"), (meanDelay, "delay", "-mean_delay"),
            (contentions, "contentions", "-contentions"), (inUseSpace, "inuse_space", "-inuse_space"),
            (inUseObjects, "inuse_objects", "-inuse_objects"), (allocSpace, "alloc_space", "-alloc_space"),
            (allocObjects, "alloc_objects", "-alloc_objects"),
        ]
        for (isSet, type, option) in choices where isSet {
            if result.isEmpty { result = type } else { remark("Multiple value selections, ignoring \(option)") }
        }
        return result
    }
}

/// Which samples and frames are shown.
struct PprofFilterArguments: ParsableArguments {
    @Option(name: .customLong("focus"), help: ArgumentHelp("Only samples with a matching frame.", valueName: "re"))
    var focus = ""
    @Option(name: .customLong("ignore"), help: ArgumentHelp("No samples with a matching frame.", valueName: "re"))
    var ignore = ""
    @Option(name: .customLong("hide"), help: ArgumentHelp("Without matching frames.", valueName: "re"))
    var hide = ""
    @Option(name: .customLong("show"), help: ArgumentHelp("Only matching frames.", valueName: "re"))
    var show = ""
    @Option(
        name: .customLong("show_from"),
        help: ArgumentHelp("Without the callers of the outermost matching frame.", valueName: "re"))
    var showFrom = ""
    @Option(
        name: .customLong("prune_from"),
        help: ArgumentHelp("Without what the innermost matching frame calls.", valueName: "re"))
    var pruneFrom = ""
    @Option(
        name: .customLong("tagfocus"),
        help: ArgumentHelp(
            "Only samples with a matching label: key=regex, or a range such as 1kb:2mb.", valueName: "filter"))
    var tagFocus = ""
    @Option(
        name: .customLong("tagignore"), help: ArgumentHelp("No samples with a matching label.", valueName: "filter"))
    var tagIgnore = ""
    @Option(name: .customLong("tagshow"), help: ArgumentHelp("Only labels whose key matches.", valueName: "re"))
    var tagShow = ""
    @Option(name: .customLong("taghide"), help: ArgumentHelp("Without labels whose key matches.", valueName: "re"))
    var tagHide = ""
    @Option(
        name: .customLong("tagroot"), help: ArgumentHelp("Frames made of these labels at the roots.", valueName: "keys")
    )
    var tagRoot = ""
    @Option(
        name: .customLong("tagleaf"),
        help: ArgumentHelp("Frames made of these labels at the leaves.", valueName: "keys"))
    var tagLeaf = ""
    @Flag(name: .customLong("drop_negative"), help: "Without what became less.")
    var dropNegative = false

    func apply(to options: inout PprofOptions) {
        options.focus = focus
        options.ignore = ignore
        options.hide = hide
        options.show = show
        options.showFrom = showFrom
        options.pruneFrom = pruneFrom
        options.tagFocus = tagFocus
        options.tagIgnore = tagIgnore
        options.tagShow = tagShow
        options.tagHide = tagHide
        options.tagRoot = tagRoot
        options.tagLeaf = tagLeaf
        options.dropNegative = dropNegative
    }
}

/// What is read, and what it is compared with.
struct PprofSourceArguments: ParsableArguments {
    @Option(
        name: .customLong("base"), help: ArgumentHelp("Subtract this profile.", valueName: "file"))
    var base = ""
    @Option(
        name: .customLong("diff_base"),
        help: ArgumentHelp("Compare with this profile, in percentages of it.", valueName: "file"))
    var diffBase = ""
    @Flag(name: .customLong("normalize"), help: "Scale to the total of the base first.")
    var normalize = false
    @Option(
        name: .customLong("symbolize"),
        help: ArgumentHelp(
            "Where names of functions come from: none, local, fastlocal, remote, force.", valueName: "how"))
    var symbolize = ""
    @Option(
        name: .customLong("buildid"),
        help: ArgumentHelp("Build id of the program, where the profile has none.", valueName: "id"))
    var buildID = ""
    @Option(name: .customLong("source_path"), help: ArgumentHelp("Folders to look for sources in.", valueName: "paths"))
    var sourcePath = ""
    @Option(
        name: .customLong("trim_path"),
        help: ArgumentHelp("Prefixes to cut off the paths of sources.", valueName: "paths"))
    var trimPath = ""
    @Option(name: .customLong("add_comment"), help: ArgumentHelp("A comment to add to the profile.", valueName: "text"))
    var comment = ""
    @Flag(name: .customLong("all_frames"), help: "Also frames that the profile asks to drop.")
    var allFrames = false
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write instead of standard output.", valueName: "file"))
    var output: String?

    /// As with pprof, the last one counts.
    var bases: [String] { [diffBase, base].filter { !$0.isEmpty } }

    func apply(to options: inout PprofOptions) throws {
        guard diffBase.isEmpty || base.isEmpty else {
            throw InputError(.usage, "-base and -diff_base flags cannot both be specified")
        }
        options.isDiffBase = !diffBase.isEmpty
        options.normalize = normalize
        options.sourcePath = sourcePath
        options.trimPath = trimPath
        options.comment = comment
        options.buildID = buildID
        options.allFrames = allFrames
        guard !normalize || !bases.isEmpty else {
            throw InputError(.usage, "must have base profile to normalize by")
        }
    }
}
