import ArgumentParser
import Evidence
import Host
import SystemActivity

/// The time zone in which moments are printed.
struct TimeZoneOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Time zone of what is printed, such as Europe/Berlin, or local; TZ without it, and UTC without both.",
            valueName: "zone"))
    var timezone: String?

    /// - Throws: `usage` when the machine does not know the zone.
    func zone() throws -> WallZone {
        guard try LocalTime.choose(timezone) else { return .universal }
        return WallZone { LocalTime.civil($0).offset }
    }
}
