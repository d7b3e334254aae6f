@preconcurrency import Dispatch
import Evidence
import Glibc
import Host
import Synchronization

/// Signals that a trigger waits for, from the moment on that this is made.
final class TriggerSignals: Sendable {
    private let pending = Mutex<Set<TriggerField>>([])
    private let sources: [any DispatchSourceSignal]

    /// - Parameter wake: called on some thread whenever one came.
    init(_ fields: Set<TriggerField>, wake: @escaping @Sendable () -> Void) {
        let numbers: [TriggerField: Int32] = [.firstSignal: SIGUSR1, .secondSignal: SIGUSR2]
        let queue = DispatchQueue(label: "sonde.signals")
        let made = numbers.filter { fields.contains($0.key) }.map { field, number in
            _ = Surroundings.ignore(signal: number)
            return (field, DispatchSource.makeSignalSource(signal: number, queue: queue))
        }
        sources = made.map(\.1)
        let listening = DispatchSemaphore(value: 0)
        for (field, source) in made {
            source.setEventHandler { [weak self] in
                self?.pending.withLock { _ = $0.insert(field) }
                wake()
            }
            source.setRegistrationHandler { listening.signal() }
            source.resume()
            // Those that come before are lost.
            listening.wait()
        }
    }

    var all: Set<TriggerField> { pending.withLock { $0 } }

    /// These have been answered.
    func answer(_ fields: Set<TriggerField>) { pending.withLock { $0.subtract(fields) } }
}
