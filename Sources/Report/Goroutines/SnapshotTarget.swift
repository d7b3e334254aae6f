import Diagnosis
import Evidence
import GoBinary
import GoProcess

extension GoroutineSnapshot {
    /// The target as reports name it.
    public var diagnosedTarget: DiagnosedTarget {
        DiagnosedTarget(
            kind: source.kind == .process ? "process" : source.kind == .core ? "core" : "goroutine dump",
            processID: source.processID,
            executable: source.executable.isEmpty ? (source.kind == .process ? "" : source.name) : source.executable,
            goVersion: goVersion, module: buildInformation?.main?.path ?? "",
            revision: buildInformation?.revision ?? "", isModified: buildInformation?.isModified)
    }
}

extension PathShortener {
    /// The shortener for the main module of a snapshot's program.
    init(_ snapshot: GoroutineSnapshot) { self.init(module: snapshot.buildInformation?.main?.path ?? "") }
}
