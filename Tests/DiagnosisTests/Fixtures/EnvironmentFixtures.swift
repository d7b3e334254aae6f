@testable import Diagnosis

/// What machine and limits withhold.
enum EnvironmentFixtures {
    static let all = [quotaRule, othersRule, swapRule, scannerRule]

    private static let second: Int64 = 1_000_000_000

    private static let quotaRule = RuleFixture(
        "machine.quota",
        fires: [.init(.cpuThrottled, "/box") { try .activity(.throttled(80, 6 * second)) }],
        silent: [
            .init("a quota that never runs out") { try .activity(.throttled(0, 0)) },
            .init("many periods, each only for a moment") { try .activity(.throttled(80, second / 20)) },
        ])

    private static let othersRule = RuleFixture(
        "machine.others",
        fires: [
            .init(.cpuForeignLoad, "make (99)") { try .activity(.loaded(busy: 19, own: 4, wait: 5)) },
            .init(.cpuForeignLoad, "hypervisor") { try .activity(.loaded(busy: 6, own: 6, wait: 5, stolen: 12)) },
        ],
        silent: [
            .init("others are busy, and nobody waits for it") {
                try .activity(.loaded(busy: 19, own: 4, wait: 0.1))
            },
            .init("the program waits for its own threads") { try .activity(.loaded(busy: 19, own: 18.5, wait: 5)) },
            .init("what is busy is the recorder") {
                try .activity(.loaded(busy: 19, own: 4, wait: 5, recorder: 14))
            },
        ])

    private static let swapRule = RuleFixture(
        "machine.swap",
        fires: [
            .init(.memorySwap, "shop (7)") {
                try .activity(.swapping(readBack: 100 << 20, swapped: 50 << 20, pressure: 4 * second))
            }
        ],
        silent: [
            .init("in swap for long, and nobody misses it") {
                try .activity(.swapping(readBack: 0, swapped: 50 << 20, pressure: 4 * second))
            },
            .init("others are swapped") {
                try .activity(.swapping(readBack: 100 << 20, swapped: 0, pressure: 4 * second))
            },
            .init("it takes no time") { try .activity(.swapping(readBack: 100 << 20, swapped: 50 << 20, pressure: 0)) },
        ])

    /// Openings of files that each take 35 ms.
    private static func openings(_ count: Int, in kernel: [String]) throws -> FixtureEvidence {
        var script = ScriptedActivity()
        for number in 0..<count {
            script.held(100 + Double(number) * 40, 35, "openat", in: kernel, by: "watchful")
        }
        return try .activity(script)
    }

    private static let permission = ["fanotify_handle_event", "__fsnotify_parent", "do_dentry_open", "vfs_open"]

    private static let scannerRule = RuleFixture(
        "machine.scanner",
        fires: [.init(.buildScanner, "watchful (99)") { try openings(30, in: permission) }],
        silent: [
            .init("the disk is waited for") {
                try openings(30, in: ["io_schedule", "ext4_file_open", "do_dentry_open", "vfs_open"])
            },
            .init("nine are no pattern") { try openings(9, in: permission) },
        ])
}
