import Evidence
import GoProcess

/// `leak.http-body`: connections whose reading loop waits in its select for a body to be read to its end or closed.
///
/// Between requests the loop reads from the socket instead (net/http/transport.go, `readLoop`), so idle connections
/// are no sign of it.
enum HTTPBodyRule {
    static let rule = Rule(
        id: "leak.http-body", question: "Do client connections wait for response bodies that nobody reads?",
        requires: [.goroutines],
        causes: [.leakHttpBody]
    ) { scene in
        let held = unread(scene)
        // Somebody may be reading right now; as many loops wait for good reason.
        let reading = scene.members { $1.contains(.bodyRead) && !$1.contains(.serverConnection) }.count
        let lasting = scene.hasSequence ? held.count { scene.ages.isSteady[Int($0)] } : held.count
        guard lasting - reading >= scene.thresholds.unreadBodies.value else { return [] }
        return [candidate(held, reading, scene)]
    }

    /// Reading loops in their select, ascending.
    static func unread(_ scene: Scene) -> [UInt32] {
        scene.connections.readers.filter { reader in
            scene.last.traits(reader).contains(.transportRead) && scene.last.kinds[Int(reader)] == .select
        }
    }

    /// The writing loops of the same connections: started by the same goroutine.
    static func partners(of readers: [UInt32], _ scene: Scene) -> [UInt32] {
        let parents = Set(readers.map { scene.last.goroutine($0).parent })
        return scene.members { $1.contains(.transportWrite) }
            .filter { parents.contains(scene.last.goroutine($0).parent) }
    }

    private static func candidate(_ held: [UInt32], _ reading: Int, _ scene: Scene) -> Candidate {
        let earlier = scene.views.first.map { view in
            view.roles.indices.count { index in
                view.roles[index] == .transport && view.kinds[index] == .select
                    && view.traits(UInt32(index)).contains(.transportRead)
            }
        }
        let now = unread(scene).count
        let growth = now - (earlier ?? now)
        let caller = callers(scene)
        var sure = Confidence(0.75, ceiling: 0.95)
        sure.support(0.6, when: scene.hasSequence && growth > 0)
        sure.support(0.4, when: scene.hasSequence)
        sure.support(0.3, when: held.count >= 5 * scene.thresholds.unreadBodies.value)
        sure.refute(0.15, when: scene.isText)
        let site: Phrase = caller.map { ", opened by \(FunctionName.short($0.function))," } ?? ""
        let who: Phrase = "\(Wording.count(held.count, "HTTP connection"))\(site)"
        var finding = Finding(
            .leakHttpBody, .warning, confidence: sure.value,
            impact: Impact(value: Double(held.count), unit: "goroutines"),
            summary: growth > 0
                ? "\(who) wait for a response body that nobody reads or closes, \(growth) more than at the first look; "
                    + "each keeps two goroutines and a socket."
                : "\(who) wait for a response body that nobody reads or closes; each keeps two goroutines and a socket.",
            subject: Subject(
                kind: "creation site",
                title: caller.map { Phrase(FunctionName.short($0.function)) } ?? "callers of the client",
                frames: caller?.frames ?? scene.last.frames(of: held[0])))
        finding.supports = [
            Fact(
                "\(Wording.goroutines(held.count)) in net/http.(*persistConn).readLoop wait in a select, as only "
                    + "behind an unread body", reference: scene.name(held[0])),
            Fact(
                reading == 1
                    ? "\(Wording.goroutines(reading)) of the program is reading a body"
                    : "\(Wording.goroutines(reading)) of the program are reading a body"),
        ]
        if let descriptors = scene.snapshot.descriptorCount {
            finding.supports.append(Fact("\(Wording.count(descriptors, "descriptor")) are open", evidence: "sockets"))
        }
        finding.supports += unreadPeers(scene)
        if caller == nil {
            finding.missing = [
                MissingEvidence(
                    evidence: "who opened the connections",
                    command: "sonde profile traces http://HOST:PORT/debug/pprof/allocs")
            ]
        }
        finding.remedy =
            caller.map {
                "Right behind the check of the request's error in \(FunctionName.short($0.function)), "
                    + "`defer resp.Body.Close()`, also when only the status is wanted; read it to the end to reuse the "
                    + "connection."
            }
            ?? "Right behind the check of the request's error, `defer resp.Body.Close()`, also when only the status is "
            + "wanted; read it to the end to reuse the connection."
        finding.verify = "`\(scene.command())` shows readLoop goroutines only in reads, and their number stays level."
        return Candidate(finding, goroutines: held + partners(of: held, scene))
    }

    /// Sockets in which answers wait that nobody waits to read: the unread bodies, or their rests.
    private static func unreadPeers(_ scene: Scene) -> [Fact] {
        var counts: [String: Int] = [:]
        for socket in scene.snapshot.unreadSockets where socket.network.hasPrefix("tcp") {
            counts[socket.remote, default: 0] += 1
        }
        let peers = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return peers.prefix(3).map { peer, count in
            Fact(
                count == 1
                    ? "1 socket to \(peer) holds bytes that nobody waits to read"
                    : "\(count) sockets to \(peer) hold bytes that nobody waits to read", evidence: "sockets",
                reference: peer)
        }
    }

    /// The function of the program that is seen most often calling the client, over all looks.
    private static func callers(_ scene: Scene) -> (function: String, frames: [ResolvedFrame])? {
        var frames: [String: [ResolvedFrame]] = [:]
        var names: [String] = []
        for view in scene.views {
            for index in view.roles.indices where view.roles[index] == .application {
                let position = UInt32(index)
                guard view.traits(position).contains(.httpClient) else { continue }
                let name = view.function(position)
                if FunctionName.isStandard(package: FunctionName.package(name)) { continue }
                names.append(name)
                if frames[name] == nil { frames[name] = view.frames(view.application(position)) }
            }
        }
        guard let common = Scene.mostFrequent(names) else { return nil }
        return (common.value, frames[common.value] ?? [])
    }
}
