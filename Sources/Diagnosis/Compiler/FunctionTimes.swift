/// Sums for functions of a profile, asked for by what the compiler calls them.
struct FunctionTimes: Sendable {
    private var entries: [CompiledFunction.Key: [(function: CompiledFunction, time: Int64)]] = [:]

    mutating func add(_ time: Int64, to function: CompiledFunction) {
        let known = entries[function.key]?.firstIndex { $0.function == function }
        if let known {
            entries[function.key]?[known].time &+= time
        } else {
            entries[function.key, default: []].append((function, time))
        }
    }

    func time(of compiled: CompiledFunction) -> Int64 {
        (entries[compiled.key] ?? []).reduce(0) { $1.function.isSame(as: compiled) ? $0 &+ $1.time : $0 }
    }
}
