import Evidence
import Glibc
import GoProcess
import Host
import Wire

/// Goroutine dumps fetched from a net/http/pprof server.
struct URLCollection {
    let plan: LookPlan

    /// Adds several looks at the goroutines, and a trace when there is none and the server gives one.
    func observe(url: String, _ result: inout Observation) throws {
        let address = try ProfileURL.goroutineDump(url)
        result.snapshots += try snapshots(address)
        let seconds = Int(clamping: plan.durationNanoseconds / 1_000_000_000)
        guard result.trace == nil, plan.durationNanoseconds > 0,
            let trace = TraceURL.beside(dump: address, seconds: seconds)
        else { return }
        do {
            result.trace = try TraceRun.evidence(
                SequentialInput(bytes: try fetch(trace, patience: seconds), name: trace))
        } catch {
            // The goroutines are worth a report by themselves.
            TraceRun.warn("no trace: \(error)")
        }
    }

    private func snapshots(_ address: String) throws -> [GoroutineSnapshot] {
        let start = Clock.now(CLOCK_MONOTONIC)
        var result = Observation()
        for moment in plan.moments {
            Clock.sleep(until: start + moment, isCancelled: { false })
            do {
                try FileCollection(executablePath: nil).observe(try fetch(address), name: address, &result)
            } catch let error as InputError where !result.snapshots.isEmpty {
                result.snapshots[result.snapshots.count - 1].quality.count(
                    "process.ended", 1, .dataLoss, "a later dump could not be fetched (\(error.message))")
                break
            }
        }
        return result.snapshots
    }

    /// - Parameter patience: seconds that the server takes by design.
    private func fetch(_ address: String, patience: Int = 0) throws -> Bytes {
        var (url, options) = try plan.connection.request(for: address)
        options.timeoutMilliseconds += Int64(patience) * 1000
        do { return try HTTPFetch.body(of: url, options: options) } catch let error as InputError {
            throw error.withServerAdvice(plan.connection)
        }
    }
}
