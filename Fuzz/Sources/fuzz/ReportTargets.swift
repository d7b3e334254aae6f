import Diagnosis
import Evidence
import GoBinary
import Report
import Wire

@testable import GoProcess

extension FuzzTarget {
    static let reports = [
        FuzzTarget(
            name: "why", what: "diagnosis and all reports of a snapshot", maximumLength: 1 << 13,
            seeds: { payloadSeeds },
            run: { if let snapshot = try? SnapshotFile.decode(payload: Bytes($0)) { report(snapshot) } }),
        FuzzTarget(
            name: "why-dump", what: "diagnosis and all reports of a goroutine dump", maximumLength: 1 << 11,
            seeds: { DumpSeeds.texts.map { Array($0.utf8) } },
            run: { bytes in
                guard let snapshot = try? TextDump.read(Bytes(bytes), name: "fuzz") else { return }
                report(snapshot, fatalError: FatalError.text(in: Bytes(bytes)))
            }),
    ]

    private static let other = SnapshotFixture.full()

    private static func report(_ snapshot: GoroutineSnapshot, fatalError: String = "") {
        var later = snapshot
        later.monotonicTime = snapshot.monotonicTime.map { $0 &+ 1_000_000_000 }
        var context = DiagnosisContext()
        context.fatalError = fatalError
        for looks in [[snapshot], [snapshot, later], [snapshot, other]] {
            let report = Diagnosis.diagnose(snapshots: looks, context: context)
            write({ WhyText(report).write(to: &$0) }, { WhyJSON(report).write(to: &$0) })
            var documents = ByteReport()
            WhyMarkdown(report).write(to: &documents)
            WhyPage(report).write(to: &documents)
            consume(documents.bytes.count)
        }
        list(snapshot)
        for (before, after) in [(snapshot, later), (snapshot, other), (other, snapshot)] {
            let diff = SnapshotDiff(from: before, to: after)
            write(
                { SnapshotDiffText(diff, from: before, to: after).write(to: &$0) },
                { SnapshotDiffJSON(diff, from: before, to: after).write(to: &$0) })
        }
    }

    private static func list(_ snapshot: GoroutineSnapshot) {
        let roots = WaitForGraph(snapshot).roots()
        var options = GoroutinesOptions()
        for key in [GroupBy.stack, .creator, .reason, .label("tenant")] {
            let groups = snapshot.groups(by: key, includingSystem: true).map { $0.members.map { Int($0) } }
            options.showsAllFrames.toggle()
            write(
                { GoroutinesText(snapshot, options: options).write(groups: groups, roots: roots, to: &$0) },
                { GoroutinesJSON(snapshot).write(groups: groups, roots: roots, to: &$0) })
        }
        let members = Array(snapshot.goroutines.indices)
        write(
            { GoroutineListText(snapshot, options: options).write(members, to: &$0) },
            { GoroutinesJSON(snapshot).write(all: members, roots: roots, to: &$0) })
        if let build = snapshot.buildInformation {
            let report = BuildInformationReport(
                path: "fuzz", format: "elf", architecture: "amd64", buildID: nil, information: build)
            write({ report.write(to: &$0) }, { report.write(to: &$0) })
        }
    }

    private static func write(_ text: (inout TextWriter) -> Void, _ json: (inout JSONWriter) -> Void) {
        for width in [1, 80] {
            var writer = TextWriter(TextOptions(width: width, hasColor: width == 80))
            text(&writer)
            consume(writer.bytes.count)
        }
        var writer = JSONWriter()
        json(&writer)
        consume(writer.bytes.count)
    }
}
