import ArgumentParser
import Diagnosis
import Glibc
import GoProcess
import Host
import Report
import Wire

struct GoroutinesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows goroutines by group: what each waits for, and who holds it up.",
        usage: """
            sonde goroutines <target> [<options>]
            sonde goroutines diff <before> <after>
            """,
        discussion: """
            A target is the id of a process, name:PATTERN, the URL of a net/http/pprof server, a goroutine dump, a \
            snapshot, a core file with --executable, or - for standard input.

            EXAMPLES
              sonde goroutines 4711
              sonde goroutines 4711 --where 'age > 60s && stack ~ "checkout"'
              sonde goroutines 4711 --label endpoint=/checkout --all
              sonde goroutines 4711 --watch 5s
              sonde goroutines 4711 --save before.sonde
              sonde goroutines diff before.sonde 4711
              sonde goroutines dump.txt --group-by creator
            """)

    @Argument(help: "What to look at: see above.", completion: .file())
    var target: String

    @Flag(help: "List every goroutine instead of groups.")
    var all = false

    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Show the frames inside the runtime one by one; with --all, the stack of each goroutine.")
    var allFrames = false

    @Option(help: ArgumentHelp("Look again and again, each time after so long, such as 5s.", valueName: "time"))
    var watch: DurationArgument?

    @Option(help: ArgumentHelp("Also write a snapshot, for diff and why.", valueName: "file"), completion: .file())
    var save: String?

    @OptionGroup var look: LookOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let watch, watch.nanoseconds < 100_000_000 { throw ValidationError("--watch takes at least 100ms.") }
        if watch != nil, save != nil { throw ValidationError("Give either --watch or --save, not both.") }
    }

    func run() throws {
        let plan = LookPlan(stopsTarget: look.stop, executablePath: look.executable, connection: connection)
        let source = try TargetCollector(plan: plan).repeatable(target)
        if let watch { try repeatedly(source, every: watch.nanoseconds) }
        let snapshot = try Progress.show("looking at \(target) …") { _ in try source.look() }
        if let save { try AtomicFile.write(try SnapshotFile.encode(snapshot), to: save) }
        try show(snapshot, layout: .pretty)
    }

    private func show(_ snapshot: GoroutineSnapshot, layout: JSONWriter.Layout) throws {
        let view = try GoroutinesView(snapshot, selection: selection)
        var options = GoroutinesOptions()
        options.showsAllFrames = allFrames
        options.hiddenSystemCount = view.hiddenSystemCount
        if all {
            try Output.write(output.format, layout: layout) {
                GoroutineListText(snapshot, options: options).write(view.members, to: &$0)
            } json: {
                GoroutinesJSON(snapshot).write(all: view.members, roots: view.roots, to: &$0)
            }
        } else {
            try Output.write(output.format, layout: layout) {
                GoroutinesText(snapshot, options: options).write(groups: view.groups, roots: view.roots, to: &$0)
            } json: {
                GoroutinesJSON(snapshot).write(groups: view.groups, roots: view.roots, to: &$0)
            }
        }
    }

    /// Does not return: ends with an error, of the target's end or of the pipe's.
    private func repeatedly(_ source: RepeatableSource, every interval: Int64) throws -> Never {
        let clearsScreen = StandardStream.output.isTerminal && output.format == .text
        var history = WatchHistory()
        while true {
            let start = Clock.now(CLOCK_MONOTONIC)
            let snapshot = history.aged(try source.look())
            if clearsScreen { try StandardStream.output.write(Array("\u{1b}[H\u{1b}[2J\u{1b}[3J".utf8)) }
            // JSON of a stream is one document a line.
            try show(snapshot, layout: .compact)
            if !clearsScreen, output.format == .text { try StandardStream.output.write([0x0a]) }
            Clock.sleep(until: start + interval) { false }
        }
    }
}

/// The part of a snapshot that was asked for.
struct GoroutinesView {
    /// Positions in the snapshot, ascending.
    let members: [Int]
    let groups: [[Int]]
    let roots: [RootBlocker]
    /// Goroutines of the runtime that are left out since nobody asked for them.
    let hiddenSystemCount: Int

    init(_ snapshot: GoroutineSnapshot, selection: SelectionOptions) throws {
        let isShown = try selection.predicate(on: snapshot)
        members = snapshot.goroutines.indices.filter(isShown)
        let groups = snapshot.groups(by: try selection.groupKey(), matching: isShown, includingSystem: true)
        self.groups = groups.map { $0.members.map { Int($0) } }
        roots = WaitForGraph(snapshot).roots()
        let isDefault = !selection.system && selection.condition == nil
        hiddenSystemCount = isDefault ? snapshot.goroutines.filter { $0.flags.contains(.system) }.count : 0
    }
}
