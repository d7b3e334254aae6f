import Glibc
import Host

/// What a capture says of itself.
enum CaptureFacts {
    static func make(command: [String], _ backEnd: ActivityBackEnd) -> [(String, String)] {
        let wall = Clock.now(CLOCK_REALTIME) - Clock.now(CLOCK_MONOTONIC)
        return [
            ("sonde", Version.text), ("command", command.joined(separator: " ")), ("wall.offset", "\(wall)"),
            ("machine", Surroundings.kernel.machine), ("kernel", Surroundings.kernel.release),
            ("back end", backEnd.rawValue),
        ]
    }
}
