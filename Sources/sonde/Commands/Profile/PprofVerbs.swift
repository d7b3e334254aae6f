import ArgumentParser
import GoProfile
import Wire

/// A report of pprof.
protocol PprofVerb: ParsableCommand {
    static var kind: PprofReportKind { get }
    var arguments: PprofArguments { get }
    var files: [String] { get }
}

extension PprofVerb {
    mutating func run() throws {
        try PprofRun(kind: Self.kind, arguments: arguments).run(files, matching: nil)
    }
}

struct TopVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Functions with their own and inclusive values.", aliases: ["text"])
    static let kind = PprofReportKind.top
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct TreeVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Each function between its callers and callees.")
    static let kind = PprofReportKind.tree
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct PeekVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peek", abstract: "Callers and callees of the functions that match.")
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Regular expression of functions.") var expression: String
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]

    mutating func run() throws {
        try PprofRun(kind: .peek, arguments: arguments).run(files, matching: try RegularExpression(expression))
    }
}

struct ListVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The source of the functions that match, with values.")
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Regular expression of functions.") var expression: String
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]

    mutating func run() throws {
        try PprofRun(kind: .list, arguments: arguments).run(files, matching: try RegularExpression(expression))
    }
}

struct DisasmVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disasm", abstract: "The machine code of the functions that match, with values.",
        discussion: """
            The program is the one in front of the profiles, or what the profile names if it is still that build.

            EXAMPLES
              sonde profile disasm 'main\\.work' ./server cpu.pb.gz
              sonde profile disasm -intel_syntax 'json\\.Marshal$' cpu.pb.gz
            """)
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Regular expression of functions, or an address in one.") var expression: String
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]

    mutating func run() throws {
        try PprofRun(kind: .disasm, arguments: arguments).run(files, matching: try RegularExpression(expression))
    }
}

struct TracesVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "traces", abstract: "Every sample with its labels and its stack.")
    static let kind = PprofReportKind.traces
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct TagsVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "tags", abstract: "The values of every label with their weights.")
    static let kind = PprofReportKind.tags
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct CommentsVerb: PprofVerb {
    static let configuration = CommandConfiguration(commandName: "comments", abstract: "The comments of the profile.")
    static let kind = PprofReportKind.comments
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct RawVerb: PprofVerb {
    static let configuration = CommandConfiguration(commandName: "raw", abstract: "All of the profile as text.")
    static let kind = PprofReportKind.raw
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct DotVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "dot", abstract: "The call graph in the language of Graphviz.")
    static let kind = PprofReportKind.dot
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct CallgrindVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "callgrind", abstract: "The call graph for KCachegrind.")
    static let kind = PprofReportKind.callgrind
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct ProtoVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "proto", abstract: "The profile as a compressed profile.proto, filtered and merged.")
    static let kind = PprofReportKind.proto
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}

struct TopProtoVerb: PprofVerb {
    static let configuration = CommandConfiguration(
        commandName: "topproto", abstract: "What top shows as a compressed profile.proto.")
    static let kind = PprofReportKind.topproto
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]
}
