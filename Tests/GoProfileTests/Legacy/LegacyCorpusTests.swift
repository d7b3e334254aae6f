import GoProfile
import TestSupport
import Testing
import Wire

/// The old formats against google/pprof's own parser.
@Suite struct LegacyCorpusTests {
    static let names = [
        "cppbench.contention", "cppbench.cpu", "cppbench.heap", "cppbench.thread", "cppbench.thread.none",
        "go.crc32.cpu", "gobench.cpu", "java.contention", "java.heap",
    ]

    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"), arguments: names)
    func corpusFileIsReadAsUpstreamReadsIt(name: String) throws {
        let path = try #require(SharedCorpus.path("corpus/pprof/inputs/\(name)"))
        let bytes = try Files.bytes(path)
        let mine = try ProfileReader.read(Bytes(bytes), file: name)
        guard case .profile(let upstream)? = try ParserOracle.parse([bytes]).first else {
            Issue.record("upstream refuses \(name)")
            return
        }
        let theirs = try ProfileReader.read(Bytes(upstream), file: "upstream")
        #expect(ModelText(mine).lines == ModelText(theirs).lines)
        #expect(mine.samples.count > 0 || name == "cppbench.thread.none")
    }
}
