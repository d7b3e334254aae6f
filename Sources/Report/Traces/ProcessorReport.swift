import GoTrace
import Wire

/// What `sonde trace procs` tells, from one pass over a trace.
public struct ProcessorReport {
    let sites: TraceSites
    let use: ProcessorUse

    /// The analyses that a pass needs for the report.
    public static func analyses() -> [any TraceAnalysis] { [ProcessorUse()] }

    public init(_ pass: TracePass) {
        sites = TraceSites(pass)
        use = pass.result()
    }

    func time(_ state: ProcessorInterval.State) -> Int64 { use.processors.reduce(0) { $0 &+ $1.time(state) } }

    /// Processor time in which there was none to do anything, those that were never mentioned included.
    var idleTime: Int64 { max(use.capacity &- time(.running) &- time(.scheduling) &- time(.syscall), 0) }

    /// The busiest processor's running time in relation to the mean; 1 when all are used alike.
    var imbalance: Double {
        let times = use.processors.map { Double($0.time(.running)) }
        guard let most = times.max(), most > 0 else { return 1 }
        return most * Double(times.count) / times.reduce(0, +)
    }

    /// Schema `sonde.trace.procs/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.procs/1")
            json.member("durationNanoseconds", sites.duration)
            json.member("availableProcessorNanoseconds", use.capacity)
            json.member("runningNanoseconds", time(.running))
            json.member("schedulingNanoseconds", time(.scheduling))
            json.member("systemCallNanoseconds", time(.syscall))
            json.member("idleNanoseconds", idleTime)
            json.member("imbalance", imbalance)
            json.member("threads", use.threadCount)
            json.member("mostRunning", use.mostRunning)
            json.member("mostReady", use.mostReady)
            json.member("readyNanoseconds", use.readyTime)
            json.member("gomaxprocs", array: use.limits) { json, change in
                json.object {
                    sites.write(at: max(change.time, sites.scene.start), to: &$0)
                    $0.member("value", change.value)
                }
            }
            write("saturation", use.saturation, to: &json)
            write("starvation", use.starvation, to: &json)
            write("allIdle", use.allIdle, to: &json)
            write("stopped", use.stopped, to: &json)
            json.member("processors", array: use.processors) { json, processor in
                json.object {
                    $0.member("processor", processor.processor)
                    $0.member("runningNanoseconds", processor.time(.running))
                    $0.member("schedulingNanoseconds", processor.time(.scheduling))
                    $0.member("systemCallNanoseconds", processor.time(.syscall))
                    $0.member("idleNanoseconds", max(sites.duration &- busy(processor), 0))
                    $0.member("runs", processor.runs)
                    $0.member("threadChanges", processor.threadChanges)
                }
            }
            json.member("timeline") { timeline(to: &$0) }
        }
    }

    func busy(_ processor: ProcessorTally) -> Int64 {
        processor.time(.running) &+ processor.time(.scheduling) &+ processor.time(.syscall)
    }

    private func write(_ name: String, _ stretches: ProcessorUse.Stretches, to json: inout JSONWriter) {
        json.member(name) { json in
            json.object {
                TraceSites.write("stretches", stretches.durations, to: &$0)
                guard !stretches.durations.isEmpty else { return }
                $0.member("longestAtNanoseconds", sites.offset(stretches.longestStart))
                $0.member("longestReady", stretches.longestReady)
            }
        }
    }

    /// Buckets of processor time, all of one width.
    private func timeline(to json: inout JSONWriter) {
        let width = use.timeline.reduce(1) { max($0, $1.width) }
        let count = Int(min((sites.duration + width - 1) / width, 256))
        json.object { json in
            json.member("bucketNanoseconds", width)
            let states: [(String, ProcessorInterval.State)] = [
                ("running", .running), ("scheduling", .scheduling), ("systemCall", .syscall),
            ]
            for (name, state) in states {
                let parts = use.timeline[Int(state.rawValue)].parts(count, of: Int64(count) * width)
                json.member(name) { json in
                    json.onOneLine { $0.array(parts) { $0.value(Int64($1.rounded())) } }
                }
            }
        }
    }
}
