import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// The committed table of the runtime's figures against the debugging information of each version and processor.
@Suite struct RuntimeStateLayoutTests {
    @Test(arguments: GoToolchain.versions, ["amd64", "arm64"])
    func tableSaysWhatDebugInformationSays(version: String, architecture: String) throws {
        let toolchain = try GoToolchain(version: version)
        let program = try GoProgram.build(
            source: "package main\n\nfunc main() {}\n", toolchain: toolchain, environment: ["GOARCH": architecture])
        let path = program.executable
        let executable = try Executable(contents: try MappedFile.open(path), path: path)
        let index = try #require(RuntimeLayoutIndex.of(executable, cache: nil))
        let known = try #require(
            RuntimeStateLayout.known(
                minorVersion: toolchain.minor, architecture: architecture == "arm64" ? .arm64 : .amd64))
        let extracted = try #require(RuntimeStateLayout(index))
        for (name, _) in RuntimeStateTable.rows where !name.hasPrefix("debug.") {
            #expect(known[name] == extracted[name], "\(name) of \(version) for \(architecture)")
        }
        let block = try #require(
            index.structure(named: "runtime.finBlock") ?? index.structure(named: "runtime.finblock"))
        typealias Block = RuntimeStateLayout.FinalizerBlock
        #expect(block.size <= Block.size && block["fin"]?.offset == Block.first)
        #expect(block["alllink"]?.offset == Block.link && block["cnt"]?.offset == Block.count)
        #expect(block["fin"]?.size == Block.capacity * Block.finalizerSize)
        let statistics = try #require(index.structure(named: "runtime.mstats"))
        #expect(statistics["pause_ns"]?.size == RuntimeStateLayout.pauseCount * 8)
        #expect(statistics["pause_end"]?.size == RuntimeStateLayout.pauseCount * 8)
    }

    @Test func versionsThatNobodyKnowsHaveNoLayout() {
        #expect(RuntimeStateLayout.known(minorVersion: 20) == nil)
        #expect(RuntimeStateLayout(RuntimeLayoutIndex(structures: [], variables: [], constants: [])) == nil)
        #expect(RuntimeStateTable.rows.allSatisfy { $0.values.count == RuntimeStateTable.minorVersions.count })
        #expect(RuntimeStateTable.arm64.allSatisfy { $0.values.count == RuntimeStateTable.minorVersions.count })
    }
}
