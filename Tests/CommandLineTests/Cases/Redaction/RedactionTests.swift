import TestSupport
import Testing

/// Cases for the eyes of others.
@Suite(.serialized) struct RedactionTests {
    /// Files of a case, each with the words that are in it.
    private func words(_ words: [String], in folder: String) throws -> [String: Set<String>] {
        let script = Repository.path("Tests/CommandLineTests/Cases/Redaction/plain.py")
        let result = try Command.run("python3", [script, folder] + words)
        try #require(result.succeeded, "\(result.error)")
        var found: [String: Set<String>] = [:]
        for line in result.output.split(separator: "\n") {
            let parts = line.split(separator: " ").map(String.init)
            found[parts[0]] = Set(parts.dropFirst())
        }
        return found
    }

    private func report(_ path: String) throws -> String {
        let result = try CommandLine.run("why", path, "--format", "json")
        #expect(result.status.code == 0, "\(result.error)")
        return result.output
    }

    /// Each finding, also those under others, with what no pseudonym may change; titles without what may be one.
    private func findings(_ path: String) throws -> String {
        try Python.evaluate(
            """
            (lambda walk: '\\n'.join(map(str, walk(walk, d['findings']))))(lambda walk, all: [x for f in all \
            if isinstance(f, dict) for x in [(f['cause'], f['severity'], f['confidence'], f['impact']['value'], \
            f['subject']['kind'], __import__('re').sub(r'\\S*/\\S*|\\S*:\\d+', '#', f['subject']['title']), \
            [(g['function'], g['line']) for g in f['subject']['frames']])] + walk(walk, f['explains'])])
            """, on: report(path))
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func nothingThatWasMarkedIsLeft() throws {
        let folder = try TemporaryFolder()
        let (running, _) = try MarkedProgram.start(in: folder)
        let whole = folder.file("whole.case")
        let direct = folder.file("direct.case")
        let collected = try CommandLine.run("collect", String(running.processID), "-o", whole, "--duration", "6s")
        #expect(collected.status.code == 0, "\(collected.error)")
        let redacted = try CommandLine.run(
            "collect", String(running.processID), "-o", direct, "--duration", "6s", "--redact")
        #expect(redacted.status.code == 0, "\(redacted.error)")
        #expect(redacted.error.contains("values removed:"))
        running.close()
        let later = folder.file("later.case")
        #expect(try CommandLine.run("collect", whole, "-o", later, "--redact").status.code == 0)

        let all = MarkedProgram.markers + MarkedProgram.absent
        let before = try words(all, in: whole)
        let marked = before.values.reduce(into: Set()) { $0.formUnion($1) }
        if before["activity.capture"] != nil, Permissions.mayRecordByBPF, before["trace.out"] != nil {
            // All that is looked for below can be found this way.
            #expect(Set(MarkedProgram.markers).subtracting(marked).subtracting(["203.0.113.77", "hex:cb00714d"]) == [])
        }
        #expect(marked.isSuperset(of: ["argmark1a", "labelmark3c", "linkermark4m"]))
        #expect(marked.isDisjoint(with: MarkedProgram.absent))
        for case_ in [direct, later] {
            let after = try words(all, in: case_)
            for (file, found) in after { #expect(found == [], "\(file)") }
            #expect(after.count == before.count)
            #expect(try words(["127.0.0.1"], in: case_)["servers.txt"] == ["127.0.0.1"])
            #expect(try words(["main.waitForLock", "customer"], in: case_)["goroutines-1.snapshot"]?.count == 2)
            let modes = try Command.run("sh", ["-c", "stat -c %a \(case_) \(case_)/*"]).output
            #expect(Set(modes.split(separator: "\n")) == ["700", "600"])
            #expect(try Files.text("\(case_)/manifest.json").contains("\"redacted\": {"))
        }
        #expect(try findings(later) == findings(whole))
        #expect(try findings(direct).contains("mutex main.lock"))
    }

    /// A lock, a leak, a heap, a slow peer, a leak of descriptors, a disk that is synced.
    @Test(
        .enabled(if: Python.isAvailable, "python3 is not installed"),
        arguments: ["accounts", "fares", "sessions", "itinerary", "archive", "journal"])
    func theFindingsAreThoseOfTheWholeCase(program: String) throws {
        let folder = try TemporaryFolder()
        let built = try GoProgram.zoo("programs/\(program)", toolchain: GoToolchain.newest())
        let (running, _) = try built.startAndWait()
        let whole = folder.file("whole.case")
        let collected = try CommandLine.run("collect", String(running.processID), "-o", whole, "--duration", "4s")
        #expect(collected.status.code == 0, "\(collected.error)")
        running.close()
        let redacted = folder.file("redacted.case")
        let result = try CommandLine.run("collect", whole, "-o", redacted, "--redact")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(!result.error.contains("not in it"), "\(result.error)")
        let said = try findings(whole)
        #expect(!said.isEmpty)
        #expect(try findings(redacted) == said)
    }

    @Test func whatCannotBeReadIsLeftOutAndSaid() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("case")
        try Files.makeDirectory(path + "/folder")
        try Files.write("secretmark", to: path + "/heap-secretname.pb.gz")
        try Files.write("secretmark", to: path + "/notes-secretname.txt")
        try Files.write("secretmark", to: path + "/.hidden-secretname")
        try Files.write("127.0.0.1:80\n10.1.2.3:80", to: path + "/secretname")
        try Files.write(
            """
            {"schema": "sonde.case/1", "executable": "/home/secretname/app", "arguments": ["app", "secretmark"],
            "files": [{"file": "heap-secretname.pb.gz", "kind": "heap"}, {"file": "secretname", "kind": "servers"},
            {"file": "../secretname", "kind": "trace"}, {"file": "secretname-9", "kind": "activity"},
            {"file": "secretname-8", "kind": "core"}]}
            """, to: path + "/manifest.json")
        let result = try CommandLine.run("collect", path, "-o", path + "/redacted", "--redact")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(result.error.contains("a file that the case's manifest does not know"))
        #expect(result.error.contains("not in it, of heap-1.pb.gz: cannot be read: it is none of its kind"))
        #expect(try Command.run("ls", ["-A", path + "/redacted"]).output == "manifest.json\nservers.txt\n")
        let manifest = try Files.text(path + "/redacted/manifest.json")
        #expect(!manifest.contains("secret"), "\(manifest)")
        #expect(manifest.contains("activity.capture") && manifest.contains("it is not there"))
        #expect(try Files.text(path + "/redacted/servers.txt").hasPrefix("127.0.0.1:80\n2"))
        #expect(try CommandLine.run("why", path + "/redacted").status.code == 0)
        // Once more does no harm.
        #expect(try CommandLine.run("collect", path + "/redacted", "-o", path + "/again", "--redact").status.code == 0)
    }

    @Test func wrongArgumentsAreRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("case")
        let target = folder.file("redacted")
        try Files.makeDirectory(path)
        try Files.write("{\"schema\": \"sonde.case/1\", \"files\": []}", to: path + "/manifest.json")
        func refusal(_ arguments: String...) throws -> String {
            let result = try SondeProgram.run(["collect"] + arguments)
            #expect(result.status.code == 2, "\(arguments)")
            #expect(!Files.exists(target))
            return result.error
        }
        #expect(try refusal(path, "-o", target).contains("--redact"))
        #expect(try refusal(path, "-o", path, "--redact").contains("not empty"))
        #expect(try refusal(path, "-o", target, "--redact", "--stop").contains("--stop"))
        #expect(try refusal(path, "-o", target, "--redact", "--duration", "5s").contains("--duration"))
        #expect(try refusal(path + "/manifest.json", "-o", target, "--redact").contains("is no case"))
        #expect(try refusal(folder.path, "-o", target, "--redact").contains("core file"))
        #expect(try refusal("-", "-o", target, "--redact").contains("is no running process"))
        #expect(try refusal(path, "--redact").contains("output"))
        try Files.write("{\"schema\": ", to: path + "/manifest.json")
        #expect(try refusal(path, "-o", target, "--redact").contains("manifest.json"))
        try Files.write("{\"schema\": \"sonde.case/9\"}", to: path + "/manifest.json")
        #expect(try refusal(path, "-o", target, "--redact").contains("sonde.case/9"))
    }

    /// Killed at any moment, it leaves nothing that is taken for a case.
    @Test func whatIsInterruptedIsNoCase() throws {
        let folder = try TemporaryFolder()
        let (running, _) = try MarkedProgram.start(in: folder)
        let whole = folder.file("whole.case")
        _ = try CommandLine.run("collect", String(running.processID), "-o", whole, "--duration", "1s")
        running.close()
        let names = try Command.run("ls", [whole]).output
        for number in 0..<8 {
            let target = folder.file("redacted-\(number)")
            let moment = String(0.01 * Double(number * number + 1))
            let killed = try SondeProgram.start(
                ["collect", whole, "-o", target, "--redact"], wrapper: ["timeout", "-s", "KILL", moment])
            _ = try killed.waitForExit()
            killed.close()
            guard Files.exists(target + "/manifest.json") else { continue }
            #expect(try Command.run("ls", [target]).output == names)
        }
    }
}
