import Diagnosis
import Dispatch
import GoBuild
import GoProcess
import GoProfile
import Host
import Synchronization
import SystemActivity
import WebUI
import Wire

/// Opens for the browser what `sonde why` takes as a target, and what only views can show.
struct BrowserOpener: TargetOpener {
    let plan: LookPlan
    let thresholds: Thresholds
    /// Packages whose decisions of the compiler stand beside all documents.
    let packages: [String]

    /// - Throws: `usage` for what is not there at all, and for standard input.
    func check(_ target: String) throws {
        if case .standardInput = try TargetCollector(plan: plan).resolve(target) { throw Self.standardInput }
    }

    private static let standardInput = InputError(
        .usage, "the browser cannot open standard input again: save it in a file")

    /// Says on the terminal, too, what could not be opened: the browser may not be there.
    func open(_ targets: [String], _ control: JobControl) throws -> OpenedTarget {
        do { return try opened(targets, control) } catch {
            if !(error is CancellationError) { TraceRun.warn("\(error)") }
            throw error
        }
    }

    private func opened(_ targets: [String], _ control: JobControl) throws -> OpenedTarget {
        var sources: [EvidenceSource] = []
        var live: Observation?
        // Programs and what their compiler said explain other evidence; by themselves they tell no cause.
        var telling: [String] = []
        for text in targets {
            let first = sources.count
            let target = try TargetCollector(plan: plan).resolve(text)
            switch target {
            case .process(let id): live = try process(id, &sources, live, control)
            case .processName(let pattern): live = try process(ProcessSearch.find(pattern), &sources, live, control)
            case .url: live = try server(target, text, &sources, live, control)
            case .standardInput: throw Self.standardInput
            case .file(let path) where CaseFolder.isCase(path): sources += try CaseSources(CaseFolder(path)).all()
            case .file(let path): sources += try FileSources(plan: plan, path: path).all()
            }
            let isFile = if case .file = target { true } else { false }
            // Of some files there are findings, and nothing to draw.
            if isFile, sources.count == first || sources[first...].contains(where: \.tellsCauses) {
                telling.append(text)
            }
            try control.check()
        }
        let log = compilerLog(sources)
        if let log, !packages.isEmpty {
            sources.append(EvidenceSource(name: packages.joined(separator: " "), kind: .compiler(log)))
        }
        readAhead(sources, control)
        return OpenedTarget(
            title: targets.joined(separator: " "), sources: sources,
            report: report(telling.isEmpty && live == nil ? targets : telling, live, log),
            code: Self.code)
    }

    private static let hasReadAhead = Atomic(false)

    /// Has the first profile of this run read while the page is still being loaded: it is what the user will look at.
    /// Others take memory once they are looked at.
    private func readAhead(_ sources: [EvidenceSource], _ control: JobControl) {
        for source in sources {
            guard case .profile(let profile) = source.kind,
                !Self.hasReadAhead.exchange(true, ordering: .relaxed)
            else { continue }
            DispatchQueue(label: "sonde.read").async { _ = try? profile.get(control) }
        }
    }

    /// What the compiler said of the program: saved in a target, or of the packages that the user named.
    private func compilerLog(_ sources: [EvidenceSource]) -> Shared<CompilerLog>? {
        for source in sources { if case .compiler(let log) = source.kind { return log } }
        guard !packages.isEmpty else { return nil }
        return Shared { [packages] control in
            control.report("building \(packages.joined(separator: " "))")
            let log = try CompilerRun.read(packages)
            // Why single calls are not inlined is only there.
            do { return try OptimizerRun.add(to: log, packages) } catch {
                TraceRun.warn("why single calls are not inlined is not told, without the optimizer log: \(error)")
                return log
            }
        }
    }

    private static let code = CodeAccess { file, buildID in
        try ProgramFiles(named: "").find(ProgramFiles.Wanted(file: file, buildID: buildID)).executable
    } sources: {
        PprofRun.sources(PprofOptions())
    }

    /// The report of files, and of what was collected live already, without another look.
    private func report(
        _ files: [String], _ live: Observation?, _ log: Shared<CompilerLog>?
    ) -> Shared<DiagnosisReport> {
        Shared { [plan, thresholds] control in
            control.report("looking for causes")
            var observed = live ?? Observation()
            try TargetCollector(plan: plan, isStopped: { control.isCancelled }).observe(files, &observed)
            try control.check()
            if let log = try log?.get(control) {
                let breakdowns = InliningBreakdowns(log) { try? MappedFile.openRegular($0, limit: 16 << 20) }
                observed.compiler = CompilerEvidence(log, breakdowns)
            }
            try control.check()
            return CaseDiagnosis.report(observed, thresholds)
        }
    }

    private func process(
        _ id: Int32, _ sources: inout [EvidenceSource], _ before: Observation?, _ control: JobControl
    ) throws -> Observation {
        let seconds = plan.durationNanoseconds / 1_000_000_000
        control.report("looking at process \(id) for \(seconds) s")
        let live = try ProcessTarget.open(id)
        let files = MemoryCase()
        let collection = CaseCollection(
            processID: id, duration: plan.durationNanoseconds, connection: plan.connection,
            stopsTarget: plan.stopsTarget, isUnwanted: { control.isCancelled })
        _ = try collection.collect(into: files)
        try control.check()
        var observed = before ?? Observation()
        let reading = CaseReading(files)
        try reading.observe(&observed)
        sources += try CaseSources(files).all()
        // A look takes milliseconds; several browsers' looks come one after the other.
        let looks = SharedLooks(live: live, stops: plan.stopsTarget)
        sources.append(
            EvidenceSource(
                name: "process \(id), now", kind: .liveGoroutines(processID: id) { try looks.look() }))
        return observed
    }

    private func server(
        _ target: Target, _ url: String, _ sources: inout [EvidenceSource], _ before: Observation?,
        _ control: JobControl
    ) throws -> Observation {
        guard before == nil else {
            throw InputError(.usage, "is a second live target: open each by itself", file: url)
        }
        control.report("asking \(url)")
        let observed = try TargetCollector(plan: plan).observe(target)
        let snapshots = observed.snapshots
        sources.append(EvidenceSource(name: url, kind: .goroutines(Shared { _ in snapshots })))
        return observed
    }
}
