import Evidence
import GoBinary
import Wire

/// What timers do, by the functions that they call.
struct TimerNames {
    struct Action {
        var kind: TimerState.Kind
        var function: String
    }

    private let reader: LiveSnapshotReader
    private let batch: BatchReader
    /// By program counter.
    private var names: [UInt64: String] = [:]

    /// `time.goFunc`: the argument is the function that AfterFunc was given.
    private static let caller = "time.goFunc"

    init(reader: LiveSnapshotReader) {
        self.reader = reader
        batch = BatchReader(reader.memory)
    }

    /// The action of each timer.
    mutating func actions(_ timers: [RawTimer]) -> [Action] {
        let functions = resolve(timers.map(\.function))
        // Only of those that call a function is the argument one.
        let arguments = resolve(zip(timers, functions).map { $1 == Self.caller ? $0.argument : 0 })
        return zip(functions, arguments).map { function, argument in
            Action(kind: Self.kind(function), function: function == Self.caller ? argument : function)
        }
    }

    private static func kind(_ function: String) -> TimerState.Kind {
        switch function {
        case "time.sendTime": .channel
        case caller: .function
        case "runtime.goroutineReady": .sleep
        case "runtime.netpollDeadline", "runtime.netpollReadDeadline", "runtime.netpollWriteDeadline": .deadline
        default: .other
        }
    }

    /// Names of the functions of function values, each of which begins with its program counter; empty for those that
    /// lead nowhere.
    private mutating func resolve(_ values: [UInt64]) -> [String] {
        let distinct = Array(Set(values.filter { $0 > 4096 }))
        batch.read(distinct.map { MemoryRange(address: $0, count: 8) }, gap: 512)
        var known: [UInt64: String] = [:]
        for (request, value) in distinct.enumerated() where batch.isReadable(request) {
            let (bytes, offset) = batch.location(request)
            known[value] = name(bytes.checkedLoad(offset))
        }
        return values.map { known[$0] ?? "" }
    }

    private mutating func name(_ counter: UInt64) -> String {
        if let known = names[counter] { return known }
        let address = RuntimeAddress(counter).unmoved(by: reader.slide)
        let function = reader.functions.function(containing: address)
        let name = function.map { printableFunctionName(reader.functions.name($0)) } ?? ""
        names[counter] = name
        return name
    }
}
