import Evidence
import SystemActivity

/// Who maps memory more often than it is given back.
struct MappedMemory: Sendable {
    /// Calls that map, by stack.
    private(set) var maps: [UInt32: Int] = [:]
    private var names: [StringID: Bool] = [:]

    mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        let isMap: Bool
        if let known = names[event.operation] {
            isMap = known
        } else {
            let name = tables.strings[event.operation]
            isMap = name == "mmap" || name == "mremap" || name == "brk"
            names[event.operation] = isMap
        }
        if isMap, event.stack != 0 { maps[event.stack, default: 0] += 1 }
    }

    /// The place of the program that maps most often; nil when the runtime alone maps.
    static func most(_ activity: ActivityEvidence) -> (place: String, frames: [ResolvedFrame], count: Int)? {
        var places: [String: (frames: [ResolvedFrame], count: Int)] = [:]
        for (stack, count) in activity.mapped.maps {
            let frames = activity.ownFrames(stack)
            // The heap grows under whoever allocates.
            guard
                !frames.contains(where: {
                    $0.function == "runtime.mallocgc" || $0.function.hasPrefix("runtime.(*mheap)")
                }),
                let place = activity.place(frames)
            else { continue }
            places[place, default: (frames, 0)].count += count
        }
        let most = places.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
        guard let most, most.value.count >= 3 else { return nil }
        return (most.key, most.value.frames, most.value.count)
    }
}
