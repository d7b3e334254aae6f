import TestSupport
import Testing

/// A program that profiles itself: what costs most comes first, however small its change is.
@Suite struct BuildDiffProfileTests {
    private static func source(isNew: Bool) -> String {
        """
        package main

        import (
        \t"os"
        \t"runtime/pprof"
        \t"time"
        )

        var kept *int

        //go:noinline
        func hot(values []int, n int) int {
        \tsum := 0
        \tfor i := 0; i < 200000; i++ {
        \t\tsum += values[i&15]\(isNew ? " + values[sum&15]" : " + sum&15")
        \t}
        \treturn sum + n
        }

        //go:noinline
        func cold(n int) int {
        \tx := n
        \(isNew ? "\tkept = &x\n" : "")\treturn x + 1
        }

        func main() {
        \tfile, _ := os.Create(os.Args[1])
        \tpprof.StartCPUProfile(file)
        \tvalues := make([]int, 16)
        \tsum := 0
        \tfor begin := time.Now(); time.Since(begin) < 700*time.Millisecond; {
        \t\tsum += hot(values, cold(sum))
        \t}
        \tpprof.StopCPUProfile()
        \tfile.Close()
        \tprintln(sum)
        }

        """
    }

    @Test func whatCostsMostComesFirst() throws {
        let folder = try TemporaryFolder()
        let toolchain = try GoToolchain.newest()
        for name in ["old", "new"] {
            try Files.makeDirectory(folder.file(name))
            try Files.write("module weighed\n\ngo 1.21\n", to: folder.file("\(name)/go.mod"))
            try Files.write(Self.source(isNew: name == "new"), to: folder.file("\(name)/main.go"))
        }
        let program = try GoProgram.build(source: Self.source(isNew: true), toolchain: toolchain)
        let run = try Command.run(program.executable, [folder.file("cpu.pb.gz")])
        #expect(run.succeeded, "\(run.error)")
        let plain = try BuildCommandLine.diff(["old", "new"], toolchain, folder: folder.path)
        #expect(plain.order.prefix(2) == ["cold", "hot"])
        let weighed = try BuildCommandLine.diff(
            ["old", "new", "--profile", "cpu.pb.gz"], toolchain, folder: folder.path)
        #expect(weighed.order.prefix(2) == ["hot", "cold"])
        let text = try BuildCommandLine.run(
            ["diff", "old", "new", "--profile", "cpu.pb.gz"], toolchain, folder: folder.path)
        let line = try #require(text.output.split(separator: "\n").first { $0.hasPrefix("weighed.hot (") })
        let share = try #require(
            line.split(separator: " ").compactMap { $0.last == "%" ? Int($0.dropLast()) : nil }.first)
        #expect(share >= 80, "\(line)")
    }

    @Test func aProfileOfAnotherKind() throws {
        let folder = try TemporaryFolder()
        try Files.write("no profile", to: folder.file("profile"))
        let result = try SondeProgram.run(["build", "diff", "a", "b", "--profile", "profile"], folder: folder.path)
        #expect(result.status.code == 2)
        #expect(result.error.contains("profile: "))
    }
}
