import SystemActivity
import TestSupport
import Testing
import Wire

/// A small module with a cache of its own, and the capture of its build with the empty cache.
struct GoCommandBuild {
    let folder: TemporaryFolder
    let toolchain: GoToolchain
    let environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        toolchain = try GoToolchain.newest()
        environment = toolchain.environment.merging(["GOCACHE": folder.file("cache"), "HOME": folder.path]) { $1 }
        try Files.write("module example.com/small\n\ngo 1.24\n", to: folder.file("go.mod"))
        try Files.write(
            "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"built\") }\n", to: folder.file("main.go"))
        try capture("cold", ["build", "-debug-actiongraph=\(folder.file("graph.json"))", "-o", "small", "."])
    }

    var cold: String { folder.file("cold.capture") }

    /// - Parameter subfolder: of the module, where the go command runs.
    @discardableResult
    func capture(_ name: String, _ arguments: [String], in subfolder: String = ".") throws -> String {
        let file = folder.file("\(name).capture")
        let result = try SondeProgram.run(
            ["capture", "-o", file, "--", toolchain.go] + arguments, environment: environment,
            folder: folder.file(subfolder), within: .seconds(600))
        try #require(result.succeeded, "\(result.error)")
        #expect(result.error.contains("nothing was lost"), "\(result.error)")
        return file
    }
}

/// What `events path --format json` says of a file.
struct BuildPathReport {
    struct Part: Equatable {
        var package = ""
        var tool = ""
        var duration = 0
    }

    var total = 0
    /// In the order of time.
    var parts: [Part] = []
    /// By name.
    var times: [String: Int] = [:]

    init(_ file: String) throws {
        let result = try SondeProgram.run(["events", "path", file, "--format", "json"])
        try #require(result.succeeded, "\(result.error)")
        var reader = JSONReader(Bytes(result.outputBytes))
        var (part, name, list) = (Part(), "", "")
        while let token = try reader.next() {
            let key = reader.string
            switch token {
            case .objectBegin: (part, name) = (Part(), "")
            case .objectEnd:
                if list == "segments", part.duration > 0 { parts.append(part) }
                if list == "times", !name.isEmpty { times[name] = part.duration }
                part = Part()
                name = ""
            case .key:
                let value = try #require(try reader.next())
                if value == .arrayBegin { list = key }
                if key == "package" { part.package = reader.string }
                if key == "tool" { part.tool = reader.string }
                if key == "name" { name = reader.string }
                if key == "durationNanoseconds", list.isEmpty { total = Int(reader.integer ?? 0) }
                if key == "durationNanoseconds", !list.isEmpty { part.duration = Int(reader.integer ?? 0) }
            default: break
            }
        }
    }

    /// Packages that actions are of, in the order of time, with what they took; what follows on the same package is
    /// one: its compiling and its linking.
    var packages: [Part] { Self.joined(parts.filter { !$0.tool.isEmpty }) }

    static func joined(_ parts: [Part]) -> [Part] {
        var result: [Part] = []
        for part in parts {
            if result.last?.package == part.package {
                result[result.count - 1].duration += part.duration
            } else {
                result.append(Part(package: part.package, tool: "", duration: part.duration))
            }
        }
        return result
    }
}

/// The chain of the go command's own times, from what was first to the last link, out of `-debug-actiongraph`: read by
/// Python, so that it owes nothing to sonde.
struct ActionChain {
    private struct Action {
        var id: Int
        var isLink: Bool
        var package: String
        var start: Int
        var done: Int
        var dependencies: Set<Int>
    }

    private(set) var packages: [BuildPathReport.Part] = []
    private let ran: [Action]

    /// Nanoseconds since the first start of an action, which floating-point numbers would not hold.
    private static let script = """
        import datetime, json, sys
        def nanoseconds(text):
            day = datetime.datetime.fromisoformat(text[:19] + '+00:00')
            fraction = text[19:].rstrip('Z').lstrip('.')
            return int(day.timestamp()) * 10**9 + int((fraction + '0' * 9)[:9])
        for a in json.load(open(sys.argv[1])):
            if a.get('Cmd'):
                print(a['ID'], a['Mode'], a['Package'], nanoseconds(a['TimeStart']), nanoseconds(a['TimeDone']),
                      *(a.get('Deps') or []))
        """

    /// - Parameter main: the import path of what sonde calls main, as the compiler does.
    init(_ graph: String, main: String) throws {
        let result = try Command.run("python3", ["-c", Self.script, graph])
        try #require(result.succeeded, "\(result.error)")
        ran = try result.output.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            return Action(
                id: try #require(Int(words[0])), isLink: words[1] == "link",
                package: words[2] == main ? "main" : String(words[2]), start: try #require(Int(words[3])),
                done: try #require(Int(words[4])), dependencies: Set(words[5...].compactMap { Int($0) }))
        }
        var current = ran.filter(\.isLink).max { $0.done < $1.done }
        var visited: Set<Int> = []
        var chain: [BuildPathReport.Part] = []
        while let action = current, visited.insert(action.id).inserted {
            chain.append(.init(package: action.package, duration: action.done - action.start))
            current = predecessor(of: action, among: ran.filter { !visited.contains($0.id) })
        }
        packages = BuildPathReport.joined(chain.reversed())
    }

    /// What an action waited for: what it needs, or whose place it took.
    private func predecessor(of action: Action, among others: [Action]) -> Action? {
        let earlier = others.filter { $0.done <= action.start + 5_000_000 }
        let needed = earlier.filter { action.dependencies.contains($0.id) }.max { $0.done < $1.done }
        let isPrompt = needed.map { action.start - $0.done <= 20_000_000 } ?? false
        return isPrompt ? needed : earlier.max { $0.done < $1.done } ?? needed
    }

    /// The steps from one package to the next in which the next did not begin when the one had ended, but when another
    /// had, by more than the go command may take on a busy machine to see that something ended.
    func wrongSteps(of packages: [BuildPathReport.Part]) throws -> [String] {
        var wrong: [String] = []
        for (before, after) in zip(packages, packages.dropFirst()) {
            let ended = try #require(ran.filter { $0.package == before.package }.map(\.done).max(), "\(before)")
            let next = try #require(ran.filter { $0.package == after.package }.min { $0.start < $1.start }, "\(after)")
            guard let right = predecessor(of: next, among: ran.filter { $0.id != next.id }) else { continue }
            let late = right.done - ended
            if abs(late) <= 50_000_000 { continue }
            wrong.append("\(after.package) began after \(right.package), \(late) ns after the end of \(before.package)")
        }
        return wrong
    }
}
