/// Numbers of fields in Perfetto's messages, by message.
///
/// Source: https://github.com/google/perfetto, `protos/perfetto/trace` at version 59 (`trace_packet.proto`,
/// `clock_snapshot.proto`, `interned_data/interned_data.proto`, `track_event/*.proto`,
/// `profiling/profile_common.proto`).
enum PerfettoField {
    enum Trace { static let packet: UInt32 = 1 }

    enum Packet {
        static let clockSnapshot: UInt32 = 6
        static let timestamp: UInt32 = 8
        static let sequence: UInt32 = 10
        static let trackEvent: UInt32 = 11
        static let internedData: UInt32 = 12
        static let sequenceFlags: UInt32 = 13
        static let compressedPackets: UInt32 = 50
        static let timestampClock: UInt32 = 58
        static let defaults: UInt32 = 59
        static let trackDescriptor: UInt32 = 60
        static let isFirstOnSequence: UInt32 = 87
    }

    /// Values of `Packet.sequenceFlags`.
    enum SequenceFlag {
        static let stateCleared: UInt64 = 1
        static let needsState: UInt64 = 2
    }

    enum Clocks {
        static let clock: UInt32 = 1
        static let primary: UInt32 = 2
        static let clockNumber: UInt32 = 1
        static let clockTime: UInt32 = 2
    }

    /// Numbers of clocks; those from 64 on are of one sequence of packets alone.
    enum Clock {
        static let wall: UInt64 = 1
        static let monotonic: UInt64 = 3
        static let ofTrace: UInt64 = 64
    }

    enum Track {
        static let number: UInt32 = 1
        static let name: UInt32 = 2
        static let process: UInt32 = 3
        static let parent: UInt32 = 5
        static let counter: UInt32 = 8
        static let childOrder: UInt32 = 11
        static let rank: UInt32 = 12
        static let mergeBehavior: UInt32 = 15
        static let processNumber: UInt32 = 1
        static let processName: UInt32 = 6
        static let counterUnit: UInt32 = 3
        static let unitCount: UInt64 = 2
        static let unitBytes: UInt64 = 3
        static let orderedByRank: UInt64 = 3
        static let neverMerged: UInt64 = 2
    }

    enum Event {
        static let annotation: UInt32 = 4
        static let type: UInt32 = 9
        static let nameNumber: UInt32 = 10
        static let track: UInt32 = 11
        static let counterValue: UInt32 = 30
        static let flow: UInt32 = 47
        static let endOfFlow: UInt32 = 48
        static let stack: UInt32 = 56
    }

    /// Values of `Event.type`.
    enum EventType {
        static let begin: UInt64 = 1
        static let end: UInt64 = 2
        static let instant: UInt64 = 3
        static let counter: UInt64 = 4
    }

    enum Annotation {
        static let nameNumber: UInt32 = 1
        static let integer: UInt32 = 4
        static let textNumber: UInt32 = 17
        static let text: UInt32 = 6
    }

    enum Interned {
        static let eventName: UInt32 = 2
        static let annotationName: UInt32 = 3
        static let functionName: UInt32 = 5
        static let frame: UInt32 = 6
        static let stack: UInt32 = 7
        static let sourcePath: UInt32 = 18
        static let annotationText: UInt32 = 29
        /// Of all kinds of entries.
        static let number: UInt32 = 1
        /// Of all entries that are texts.
        static let text: UInt32 = 2
        static let frameFunction: UInt32 = 2
        static let framePath: UInt32 = 5
        static let frameLine: UInt32 = 6
        static let stackFrame: UInt32 = 2
    }
}
