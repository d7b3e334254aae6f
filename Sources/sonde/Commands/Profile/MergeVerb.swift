import ArgumentParser
import GoProfile
import Report
import Wire

/// `profile merge`: one profile out of any number, read one at a time.
struct MergeVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "One profile out of any number of the same kind.",
        discussion: "Memory depends on how much is different in the profiles, not on how many there are.")
    @Option(name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"))
    var output: String
    @OptionGroup var reading: ProfileReadingArguments
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]

    mutating func run() throws {
        let sources = ProfileSources(reading)
        var merger = ProfileMerger()
        for file in files {
            do { try merger.add(try sources.read(file).withMapping) } catch let error as InputError {
                throw error.inFile(file)
            }
        }
        let merged = try merger.finished()
        try ProfileOutput(path: output == "-" ? nil : output, isBinary: true).write { output in
            // Large profiles would take longer to compress well than all the rest.
            output.add(try ProtoWriter.gzip(merged, level: merged.samples.count > 100_000 ? 1 : 6))
        }
    }
}
