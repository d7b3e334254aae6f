import Evidence
import GoProfile
import TestSupport
import Testing
import Wire

@testable import sonde

/// Reports on profiles without names, with the program in front or found by its build id: against the reports on the
/// same profiles as the Go runtime named them, and against pprof.
@Suite struct SymbolisedReportTests {
    private static let reports: [[String]] = [
        ["top"], ["top", "-lines"], ["top", "-addresses", "-noinlines"], ["tree", "-nodecount=30"], ["traces"],
        ["list", "main\\."], ["peek", "main\\.mix"], ["dot"], ["callgrind"],
    ]

    @Test(arguments: ["1.21.13", "1.27.3"], [false, true])
    func reportsAreThoseOfTheOriginal(version: String, isPositionIndependent: Bool) throws {
        let profiles = try StrippedProfiles(version, isPositionIndependent: isPositionIndependent)
        var compared = 0
        for kind in StrippedProfiles.kinds {
            for report in Self.reports {
                let arguments = ["profile"] + report + [profiles.program]
                let expected = try SondeProgram.run(arguments + [profiles.original(kind)])
                let actual = try SondeProgram.run(arguments + [profiles.stripped(kind)])
                #expect(actual.status.code == expected.status.code, "\(kind) \(report): \(actual.error)")
                #expect(actual.output == expected.output, "\(kind) \(report)")
                if expected.output.contains("main.") { compared += 1 }
            }
        }
        #expect(compared > 30)
    }

    /// pprof knows no inlined calls there: what remains comparable are functions without them. It gives wrappers their
    /// own name (`f-fm`, and those of deferred calls in the mutex profile), where the Go runtime and sonde give that of
    /// what is called.
    @Test(arguments: [false, true]) func functionsAreThoseOfPprof(isPositionIndependent: Bool) throws {
        let profiles = try StrippedProfiles("1.27.3", isPositionIndependent: isPositionIndependent)
        for kind in StrippedProfiles.kinds where kind != "mutex" {
            let rest = [profiles.program, profiles.stripped(kind)]
            for report in ["top", "traces", "tree"] {
                let expected = try Pprof.run(["-" + report, "-noinlines"] + rest, folder: profiles.folder.path)
                let actual = try SondeProgram.run(["profile", report, "-noinlines"] + rest)
                #expect(expected.succeeded && expected.output.contains("main.main"), "\(expected.error)")
                // A wrapper again, which few samples hit.
                if expected.output.contains("main.(*tiny).work") { continue }
                let names = expected.output.replacing("-fm\n", with: "\n")
                #expect(actual.output == names, "\(kind) \(report): \(actual.error)")
            }
        }
    }

    @Test func programsWithoutSymbolsAreNamedByTheFunctionTable() throws {
        let profiles = try StrippedProfiles("1.27.3", flags: ["-ldflags=-s -w"])
        for report in Self.reports {
            let arguments = ["profile"] + report + [profiles.program]
            let expected = try SondeProgram.run(arguments + [profiles.original("cpu")])
            let actual = try SondeProgram.run(arguments + [profiles.stripped("cpu")])
            #expect(actual.output == expected.output, "\(report)")
            #expect(actual.output.contains("main.") || report[0] == "peek", "\(report): \(actual.error)")
        }
    }

    @Test func placesOfPrograms() throws {
        let profiles = try StrippedProfiles("1.27.3")
        let (stripped, program) = (profiles.stripped("cpu"), profiles.program)
        func top(_ arguments: [String], _ environment: [String: String] = [:]) throws -> CommandResult {
            try SondeProgram.run(["profile", "top"] + arguments, environment: environment)
        }
        // The mapping's own file has the build id of the profile.
        let own = try top([stripped])
        #expect(own.output.contains("main.main") && !own.error.contains("names"), "\(own.error)")
        #expect(!(try top(["-symbolize=none", stripped])).output.contains("main.main"))
        #expect(!(try top(["-symbolize=remote", stripped])).output.contains("main.main"))
        for mode in ["local", "fastlocal", "force", "local:force", "demangle=none"] {
            #expect(try top(["-symbolize=\(mode)", stripped]).output == own.output, "\(mode)")
        }
        let odd = try top(["-symbolize=sideways", stripped])
        #expect(odd.error.contains("ignoring unrecognized symbolization option: sideways"))

        // Without it, folders of the user's choice.
        let moved = profiles.folder.file("moved")
        let away = try StrippedProfiles.strip(profiles.original("cpu")) { profile in
            profile.mappings[0].file = profile.strings.intern("/gone/\(program.split(separator: "/").last ?? "")")
        }
        try Files.write(away.array, to: moved)
        let missing = try top([moved])
        #expect(missing.succeeded && !missing.output.contains("main.main"))
        #expect(
            missing.error.contains("no names for") && missing.error.contains("PPROF_BINARY_PATH"), "\(missing.error)")
        let id = try #require(own.output.split(separator: "\n").first { $0.hasPrefix("Build ID: ") }?.dropFirst(10))
        let base = String(program.split(separator: "/").last ?? "")
        for place in ["\(id)/\(base)", "\(id)/other", base] {
            let shelf = try TemporaryFolder()
            let target = shelf.file(place)
            let made = try Command.run(
                "sh", ["-c", "mkdir -p \"$(dirname \"$1\")\" && ln -s \"$0\" \"$1\"", program, target])
            #expect(made.succeeded)
            let found = try top([moved], ["PPROF_BINARY_PATH": "/nowhere:\(shelf.path)"])
            #expect(found.output.contains("main.main") && !found.error.contains("names"), "\(place): \(found.error)")
        }
    }

    @Test func wrongAndSpoiltPrograms() throws {
        let profiles = try StrippedProfiles("1.27.3")
        let other = try GoProgram.zoo("demo", toolchain: try GoToolchain.newest())
        func top(_ program: String, _ profile: String = profiles.stripped("cpu")) throws -> CommandResult {
            try SondeProgram.run(["profile", "top", program, profile])
        }
        let wrong = try top(other.executable)
        #expect(wrong.succeeded && !wrong.output.contains("main."))
        #expect(wrong.error.contains("build id mismatch"), "\(wrong.error)")

        // The same without build ids: the code tells.
        let anonymous = profiles.folder.file("anonymous")
        let bytesWithoutID = try StrippedProfiles.strip(profiles.original("cpu")) { profile in
            for at in profile.mappings.indices { profile.mappings[at].buildID = .empty }
        }
        try Files.write(bytesWithoutID.array, to: anonymous)
        let misfit = try top(other.executable, anonymous)
        #expect(misfit.succeeded && !misfit.output.contains("main."), "\(misfit.output)")
        #expect(misfit.error.contains("is not the program that ran"), "\(misfit.error)")
        #expect(try top(profiles.program, anonymous).output.contains("main.main"))

        // Cut off anywhere: an answer, with or without names.
        let bytes = try Files.bytes(profiles.program)
        let spoilt = profiles.folder.file("spoilt")
        for length in [4, 16, 64, 100, 1000, 4096, 100_000, bytes.count / 2, bytes.count - 1] {
            try Files.write(Array(bytes[..<length]), to: spoilt)
            let result = try top(spoilt)
            #expect(result.status.code != nil, "cut off after \(length) bytes: \(result.error)")
            #expect(result.succeeded || !result.error.isEmpty)
        }
        for input in Hostile.bitFlips(of: Array(bytes.prefix(4096)), count: 20, seed: 5) {
            try Files.write(input.bytes + bytes[4096...], to: spoilt)
            let result = try top(spoilt)
            #expect(result.status.code != nil, "\(input): \(result.error)")
        }
        try Files.write("no program", to: spoilt)
        let text = try top(spoilt)
        #expect(!text.succeeded && text.error.contains("spoilt"), "\(text.error)")
    }

    @Test func serversNameWhatTheyRan() throws {
        let server = try ProfileServer()
        let page = server.url + "/debug/pprof/goroutine"
        let fetch = ProfileFetch()
        let original = try ProfileReader.read(try fetch.fetch(page).bytes, file: page)
        let stripped = StrippedProfiles.strip(original)
        var servers = SymbolServers(fetch: fetch)
        servers.add(page, stripped)
        var remarks: [String] = []
        let symbolisation = Symbolisation(
            mode: SymbolisationMode("remote") { _ in }, programs: ProgramFiles(named: ""), servers: servers
        ) { remarks.append($0) }
        let named = symbolisation.apply(stripped)
        var compared = 0
        for location in 0..<original.locations.count where original.locations.addresses[location] != 0 {
            // A server gives one name for an address (runtime.FuncForPC): that of the innermost inlined call.
            guard let expected = original.locations.lines(location).first,
                let actual = named.locations.lines(location).first
            else { continue }
            #expect(
                named.text(named.functions.names[Int(actual.function)])
                    == original.text(original.functions.names[Int(expected.function)]))
            compared += 1
        }
        #expect(compared > 5 && remarks.isEmpty, "\(compared) locations; \(remarks)")
        #expect(SymbolServers.page("http://h:1/debug/pprof/profile?seconds=1") == "http://h:1/debug/pprof/symbol")
        #expect(SymbolServers.page("http://h:1/pprof/heap") == "http://h:1/pprof/symbol")
        #expect(SymbolServers.page("https://h/a/profilez") == "https://h/a/symbolz")
    }
}
