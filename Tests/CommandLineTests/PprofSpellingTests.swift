import Testing

@testable import sonde

/// What users of pprof type, as the verbs and options that sonde has.
@Suite struct PprofSpellingTests {
    @Test(arguments: [
        ("profile -top cpu.pb.gz", "profile top cpu.pb.gz"),
        ("profile --traces cpu.pb.gz", "profile traces cpu.pb.gz"),
        ("profile -nodecount=5 -top cpu.pb.gz", "profile top --nodecount=5 cpu.pb.gz"),
        ("profile top -top cpu.pb.gz", "profile top cpu.pb.gz"),
        ("profile -list=main.* cpu.pb.gz", "profile list main.* cpu.pb.gz"),
        ("profile -peek main.* ./program cpu.pb.gz", "profile peek main.* ./program cpu.pb.gz"),
        ("profile top -focus x -cum cpu.pb.gz", "profile top --focus=x cpu.pb.gz --cum"),
        ("profile top -cum=false --nodecount 5 cpu.pb.gz", "profile top --nodecount=5 cpu.pb.gz"),
        ("profile top -- -top", "profile top -- -top"),
    ]) func isTurnedInto(typed: String, read: String) {
        let words = typed.split(separator: " ").map(String.init)
        #expect(ArgumentRewriting.rewritten(words).joined(separator: " ") == read)
    }
}
