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
        var result: [GoroutineSnapshot] = []
        for moment in plan.moments {
            Clock.sleep(until: start + moment, isCancelled: { false })
            do {
                result += try FileCollection(executablePath: nil).observe(try fetch(address), name: address).snapshots
            } catch let error as InputError where !result.isEmpty {
                result[result.count - 1].quality.count(
                    "process.ended", 1, .dataLoss, "a later dump could not be fetched (\(error.message))")
                break
            }
        }
        return result
    }

    /// A page that is not there usually means that the program does not serve its profiles.
    private func explained(_ error: InputError, _ address: String) -> InputError {
        var result = error
        if address.contains("/debug/pprof/"), error.message.contains("404") {
            result.message += "; the program serves its profiles when it imports net/http/pprof"
        }
        return result
    }

    private func fetch(_ address: String) throws -> Bytes {
        do { return try HTTPFetch.body(of: address) } catch let error as InputError where error.code == .notFound {
            throw explained(error, address)
        }
    }
}
