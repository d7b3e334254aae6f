import GoTrace
import Wire

/// Numbers of tracks, and what stands above what.
///
/// The number of a track follows from what it is for, so that none has to be looked up; small numbers make small files.
enum PerfettoTracks {
    static let process = fixed(1)
    static let processors = fixed(2)
    static let goroutines = fixed(3)
    static let tasks = fixed(4)
    private static let marking = fixed(5)

    static func number(_ counter: TimelineCounter) -> UInt64 { fixed(8 + UInt64(counter.rawValue)) }

    static func number(_ track: TimelineTrack) -> UInt64 {
        switch track {
        case .task(let id): UInt64(bitPattern: id) << 3
        case .goroutine(let id): UInt64(bitPattern: id) << 3 | 1
        case .regions(let id): UInt64(bitPattern: id) << 3 | 2
        case .assists(let id): UInt64(bitPattern: id) << 3 | 3
        case .processor(let id): UInt64(UInt32(bitPattern: id)) << 3 | 4
        case .sweeps(let id): UInt64(UInt32(bitPattern: id)) << 3 | 5
        case .olderRegion(let number, _): UInt64(number) << 3 | 6
        case .marking: marking
        case .stops(let lane): fixed(32 + UInt64(lane))
        }
    }

    static func parent(_ track: TimelineTrack) -> UInt64 {
        switch track {
        case .task: tasks
        case .goroutine: goroutines
        case .regions(let id), .assists(let id), .olderRegion(_, let id): number(.goroutine(id))
        case .processor: processors
        case .sweeps(let id): number(.processor(id))
        case .marking, .stops: process
        }
    }

    /// The place among the tracks of the same parent.
    static func rank(_ track: TimelineTrack) -> Int32 {
        switch track {
        case .marking: 10
        case .stops(let lane): 11 + Int32(clamping: min(lane, 8))
        case .processor(let id): id
        case .goroutine(let id), .task(let id): Int32(clamping: id)
        case .regions: 0
        case .assists, .sweeps: 1
        case .olderRegion: 2
        }
    }

    private static func fixed(_ number: UInt64) -> UInt64 { number << 3 | 7 }
}
