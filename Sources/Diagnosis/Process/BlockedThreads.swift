import Evidence
import GoProcess

/// Goroutines that hold threads in calls, at the place of the program where most of them are.
struct BlockedThreads {
    let place: String
    let call: String
    let frames: [ResolvedFrame]
    let goroutines: [UInt32]

    var count: Int { goroutines.count }

    /// Nil when no place stands out.
    init?(_ scene: Scene) {
        var places: [String: [UInt32]] = [:]
        for group in scene.groups where group.role == .application {
            for member in group.members where scene.last.goroutine(member).state == .systemCall {
                places[scene.last.place(of: member), default: []].append(member)
            }
        }
        guard let most = places.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }), most.value.count >= 10
        else { return nil }
        place = most.key
        goroutines = most.value.sorted()
        frames = scene.last.frames(of: goroutines[0])
        let inCall = goroutines.lazy.compactMap { scene.last.systemCall($0)?.name }.first
        call = inCall ?? "a call into C"
    }
}
