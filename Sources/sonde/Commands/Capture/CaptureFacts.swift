import Glibc
import Host
import Wire

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

    /// Why a recording is the lesser one, before it begins.
    static func say(_ shortcoming: InputError) throws {
        try StandardStream.error.write(Array("recording by ptrace, since \(shortcoming.message)\n".utf8))
    }
}
