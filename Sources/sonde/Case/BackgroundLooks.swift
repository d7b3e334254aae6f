import Diagnosis
import Dispatch
import Glibc
import Host
import Synchronization
import Wire

/// Everything but the system activity of a program that has just been started: the looks begin as soon as its runtime is
/// there, on threads of their own.
final class BackgroundLooks: Sendable {
    private let run: CaseRun
    private let stopsTarget: Bool
    private let group = DispatchGroup()
    private let result = Mutex<(files: [CaseManifest.File], problem: InputError?)>(([], nil))

    /// Between attempts to look at a program that is not yet there.
    private static let pause: Int64 = 20_000_000

    init(_ run: CaseRun, stopsTarget: Bool) {
        self.run = run
        self.stopsTarget = stopsTarget
    }

    func begin() {
        DispatchQueue(label: "sonde.looks").async(group: group) { [self] in
            do throws(InputError) {
                let files = try look()
                result.withLock { $0.files = files }
            } catch {
                result.withLock { $0.problem = error }
            }
        }
    }

    /// Waits for the end of the looks.
    @discardableResult
    func wait() -> (files: [CaseManifest.File], problem: InputError?) {
        group.wait()
        return result.withLock { $0 }
    }

    private func look() throws(InputError) -> [CaseManifest.File] {
        do {
            return try CaseCollection.gather(try open(), run, stopsTarget: stopsTarget)
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError(.inputOutput, "\(error)")
        }
    }

    /// The runtime is not there from the first moment on.
    private func open() throws -> LiveCollection {
        while true {
            do { return try ProcessTarget.open(run.processID) } catch {
                guard !run.isOver else { throw error }
                run.sleep(until: Clock.now(CLOCK_MONOTONIC) + Self.pause)
            }
        }
    }
}
