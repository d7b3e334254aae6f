import GoTrace
import Wire

/// `sonde.trace.path/1`: critical paths for programs.
extension PathReport {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.trace.path/1")
            json.member("mode", mode)
            json.member("kind", kind.rawValue)
            json.member("type", type)
            json.member("population") { json in writePopulation(to: &json) }
            if case .one = choice, let result = paths.results.first {
                write(result, to: &json)
            } else {
                json.member("sets", array: setNames.enumerated()) { json, set in
                    json.object { json in
                        json.member("name", set.element)
                        json.member("instances", paths.counts[set.offset])
                        json.member("durationNanoseconds", paths.durations[set.offset])
                    }
                }
            }
            json.member("nodes", array: paths.nodes.all.indices) { json, index in write(node: index, to: &json) }
        }
    }

    private var mode: String {
        switch choice {
        case .one: "instance"
        case .all: "all"
        case .comparison: "comparison"
        }
    }

    private var setNames: [String] {
        if case .comparison = choice { return ["slow", "ordinary"] }
        return ["all"]
    }

    private func writePopulation(to json: inout JSONWriter) {
        json.object { json in
            json.member("complete", durations.count)
            json.member("incomplete", incomplete)
            json.member("begunBefore", begunBefore)
            guard !durations.isEmpty else { return }
            json.member("p50Nanoseconds", durations.quantile(0.5))
            json.member("p90Nanoseconds", durations.quantile(0.9))
            json.member("p99Nanoseconds", durations.quantile(0.99))
            json.member("maxNanoseconds", durations.max)
        }
    }

    private func write(_ result: PathResult, to json: inout JSONWriter) {
        let instance = result.instance
        json.member("instance") { json in
            json.object { json in
                json.member("id", instance.id)
                json.member("name", scene.text(instance.name))
                json.member("task", instance.task > 0 ? instance.task : nil)
                json.member("goroutine", instance.goroutine)
                json.member("isComplete", instance.isComplete)
                json.member("atNanoseconds", names.at(instance.start))
                json.member("durationNanoseconds", instance.duration)
            }
        }
        json.member("segments", array: result.segments) { json, segment in
            json.object { json in
                json.member("atNanoseconds", names.at(segment.start))
                json.member("durationNanoseconds", segment.duration)
                json.member("goroutine", segment.goroutine)
                json.member("group", scene.text(scene.groups.root(segment.group)))
                write(segment.activity, segment.stack, to: &json)
                json.member("stoppedNanoseconds", segment.stopped)
                json.member("assistNanoseconds", segment.assist)
                json.member("samples", segment.samples)
                json.member("wait", segment.wait >= 0 ? segment.wait : nil)
                json.member("node", segment.node)
                names.member("stack", frames(segment.stack), to: &json)
            }
        }
        json.member("waits", array: result.waits) { json, wait in
            json.object { json in
                json.member("atNanoseconds", names.at(wait.start))
                json.member("durationNanoseconds", min(wait.end, instance.end) - wait.start)
                json.member("goroutine", wait.goroutine)
                json.member("group", scene.text(scene.groups.root(wait.group)))
                json.member("kind", wait.kind.rawValue)
                json.member("waker", wait.waker)
                json.member("parent", wait.parent >= 0 ? wait.parent : nil)
                json.member("node", wait.node)
                names.member("stack", frames(wait.stack), to: &json)
                names.member("wakerStack", frames(wait.wakerStack), to: &json)
            }
        }
    }

    private func write(_ activity: PathActivity, _ stack: UInt32, to json: inout JSONWriter) {
        json.member("state", PathWords.state(activity.state))
        if activity.state == .waiting { json.member("waitKind", activity.wait.rawValue) }
        if activity.state == .waiting { json.member("isOpen", activity.isOpen) }
        if activity.state == .runnable { json.member("begin", PathWords.begin(activity.begin)) }
        if activity.state == .syscall {
            json.member("systemCall", names.systemCall(frames(stack)))
            json.member("lostProcessor", activity.lostProcessor)
        }
    }

    private func write(node index: Int, to json: inout JSONWriter) {
        let node = paths.nodes.all[index]
        json.object { json in
            json.member("id", index)
            json.member("parent", node.parent >= 0 ? node.parent : nil)
            json.member("group", scene.text(scene.groups.root(node.group)))
            write(node.activity, node.stack, to: &json)
            json.member("isFollowed", node.isWait)
            json.member("sums", array: node.sums) { json, sum in
                json.onOneLine { json in
                    json.object { json in
                        json.member("nanoseconds", sum.nanoseconds)
                        json.member("count", sum.count)
                        json.member("stoppedNanoseconds", sum.stopped)
                        json.member("assistNanoseconds", sum.assist)
                        json.member("samples", sum.samples)
                    }
                }
            }
            names.member("stack", frames(node.stack), to: &json)
        }
    }
}
