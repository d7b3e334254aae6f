import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// The runtime's variables as machine code tells them, against the symbols of the same program.
@Suite struct RuntimeVariableSearchTests {
    enum Variant: String, CaseIterable, Sendable {
        case amd64, arm64
        case positionIndependent
        /// Without inlining and other optimisations of the program itself.
        case debug
    }

    @Test(arguments: GoToolchain.versions, Variant.allCases)
    func sameAddressesAsSymbols(version: String, variant: Variant) throws {
        let toolchain = try GoToolchain(version: version)
        let isARM = variant == .arm64
        let flags: [Variant: [String]] = [.positionIndependent: ["-buildmode=pie"], .debug: ["-gcflags=all=-N -l"]]
        for source in ["package main\n\nfunc main() {}\n", Self.large] where variant == .amd64 || source != Self.large {
            let program = try GoProgram.build(
                source: source, toolchain: toolchain, flags: flags[variant] ?? [],
                environment: isARM ? ["GOARCH": "arm64"] : [:])
            // Without optimisation nothing must be wrong, but less is found.
            try compare(program.executable, minor: toolchain.minor, isARM: isARM, mayMiss: variant == .debug)
        }
    }

    /// Large programs, of which the compiler was built with a profile: other functions of the runtime are inlined.
    @Test(arguments: GoToolchain.versions, ["bin/go", "pkg/tool/linux_amd64/compile"])
    func sameAddressesInTheToolsOfGo(version: String, tool: String) throws {
        let toolchain = try GoToolchain(version: version)
        try compare("\(toolchain.root)/\(tool)", minor: toolchain.minor, isARM: false, mayMiss: false)
    }

    private func compare(_ path: String, minor: Int, isARM: Bool, mayMiss: Bool) throws {
        let executable = try Executable(contents: try MappedFile.open(path), path: path)
        let layout = try #require(
            RuntimeStateLayout.known(minorVersion: minor, architecture: isARM ? .arm64 : .amd64))
        let found = RuntimeVariableSearch(
            layout, functions: try executable.functionTable(), module: try executable.moduleData()
        ).find()
        for variable in RuntimeVariable.allCases where variable.since <= minor {
            guard let expected = try symbol(variable, executable, layout) else { continue }
            if mayMiss, found[variable] == nil { continue }
            #expect(found[variable]?.rawValue == expected, "\(variable) in \(path)")
        }
    }

    private static let large = """
        package main

        import (
        \t"fmt"
        \t"net/http"
        \t_ "net/http/pprof"
        \t"runtime/debug"
        \t"runtime/metrics"
        )

        func main() {
        \tmetrics.Read([]metrics.Sample{{Name: "/gc/heap/live:bytes"}})
        \tdebug.SetGCPercent(100)
        \tdebug.FreeOSMemory()
        \tfmt.Println(http.ListenAndServe("127.0.0.1:0", nil))
        }

        """

    private func symbol(
        _ variable: RuntimeVariable, _ executable: Executable, _ layout: RuntimeStateLayout
    ) throws -> UInt64? {
        func address(_ name: String) -> UInt64? {
            executable.symbol(named: "runtime." + name)?.address.rawValue
        }
        switch variable {
        case .sched, .allp, .allm, .gomaxprocs: return nil
        case .ncpu: return try #require(address("ncpu") ?? address("numCPUStartup"))
        case .asyncpreemptoff:
            return try #require(address("debug")) + UInt64(try #require(layout["debug.asyncpreemptoff"]))
        default: return try #require(address(variable.rawValue))
        }
    }
}
