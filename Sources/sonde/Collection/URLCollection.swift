import Evidence
import Glibc
import GoProcess
import Host
import Wire

/// Goroutine dumps fetched from a net/http/pprof server.
struct URLCollection {
    let plan: LookPlan

    func snapshots(url: String) throws -> [GoroutineSnapshot] {
        let address = try ProfileURL.goroutineDump(url)
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

    private func fetch(_ address: String) throws -> Bytes {
        let (url, options) = try plan.connection.request(for: address)
        do { return try HTTPFetch.body(of: url, options: options) } catch let error as InputError {
            throw error.withServerAdvice(plan.connection)
        }
    }
}
