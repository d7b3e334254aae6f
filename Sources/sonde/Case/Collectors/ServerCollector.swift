import Diagnosis
import Evidence
import Host
import Wire

/// Profiles and traces of net/http/pprof, where the process serves it.
struct ServerCollector: CaseCollector {
    let evidence = "net/http/pprof"
    let process: LiveProcess

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] { [] }
}
