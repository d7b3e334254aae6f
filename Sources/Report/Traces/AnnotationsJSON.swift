import GoTrace
import Wire

/// Times by state as JSON.
extension StateTimes {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("runningNanoseconds", running)
            json.member("runnableNanoseconds", runnable)
            json.member("syscallNanoseconds", systemCall)
            json.member("waitingNanoseconds", waiting)
            json.member("waits") { json in
                json.object { json in
                    for kind in WaitKind.allCases where waiting(kind) > 0 { json.member(kind.rawValue, waiting(kind)) }
                }
            }
            json.member("assistNanoseconds", assist)
            json.member("stoppedNanoseconds", stopped)
        }
    }
}

extension TraceLogs {
    func write(_ names: TraceNames, to json: inout JSONWriter) {
        json.member("logCount", count)
        json.member("logs", array: first) { json, log in
            json.onOneLine { json in
                json.object { json in
                    json.member("atNanoseconds", names.at(log.time))
                    json.member("category", names.scene.text(log.category))
                    json.member("message", names.scene.text(log.message))
                }
            }
        }
    }
}
