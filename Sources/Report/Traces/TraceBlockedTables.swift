import GoTrace
import Wire

/// JSON and comma-separated values of `sonde trace blocked`.
extension TraceBlockedReport {
    /// Schema `sonde.trace.blocked/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.blocked/1")
            json.member("startNanoseconds", names.at(scene.start))
            json.member("durationNanoseconds", scene.end &- scene.start)
            json.key("open")
            open.write(to: &json)
            json.member("places", array: blocked.places) { place($1, to: &$0) }
            json.member("contention", array: blocked.contention) { contention($1, to: &$0) }
            json.member("systemCalls", array: blocked.systemCalls) { systemCall($1, to: &$0) }
        }
    }

    private func place(_ place: BlockedTime.Place, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", place.kind.rawValue)
            json.member("group", scene.text(place.root))
            place.distribution.write(to: &json)
            json.member("sinceBeforeTrace", place.censored)
            json.key("idle")
            if let idle = place.idle { json.value(idle.rawValue) } else { json.null() }
            names.member("stack", place.stack, to: &json)
            json.member("wakers", array: place.wakers) { json, waker in
                json.object { json in
                    json.key("group")
                    if let root = waker.root { json.value(scene.text(root)) } else { json.null() }
                    json.member("count", waker.count)
                    json.member("sumNanoseconds", waker.sum)
                    names.member("stack", waker.stack, to: &json)
                }
            }
        }
    }

    private func contention(_ found: ContentionChains.Contention, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", found.kind.rawValue)
            found.distribution.write(to: &json)
            json.member("longestQueue", found.longestQueue)
            json.member("longestQueueIsLowerBound", found.isQueueCut)
            json.member("longestChain", found.longestChain)
            names.member("waitStack", found.waitStack, to: &json)
            names.member("unlockStack", found.unlockStack, to: &json)
            json.member("wakers", array: found.holders) { share($1, to: &$0) }
            json.member("causes", array: found.causes) { share($1, to: &$0) }
        }
    }

    private func share(_ share: ContentionChains.Share, to json: inout JSONWriter) {
        json.object { json in
            json.member("activity", share.activity.name)
            json.key("kind")
            if let kind = share.kind { json.value(kind.rawValue) } else { json.null() }
            json.member("count", share.count)
            json.member("sumNanoseconds", share.sum)
            names.member("stack", share.stack, to: &json)
        }
    }

    private func systemCall(_ call: SystemCallTally, to json: inout JSONWriter) {
        json.object { json in
            call.ended.write(to: &json)
            json.member("lostProcessor") { json in json.onOneLine { $0.object { call.lost.write(to: &$0) } } }
            json.member("withoutProcessorNanoseconds", call.withoutProcessor)
            json.member("runnableAfter") { json in json.onOneLine { $0.object { call.runnableAfter.write(to: &$0) } } }
            names.member("stack", call.stack, to: &json)
        }
    }

    /// A row for each open wait, then one for each place: `open` says which.
    public var commaSeparated: [UInt8] {
        var table = CommaSeparated(
            columns: ["open", "kind", "group", "place", "idle", "waker_group", "waker_place"]
                + DurationDistribution.csvColumns)
        for wait in blocked.open.all {
            table.row([
                "true", wait.kind?.rawValue ?? "syscall", scene.text(wait.root), names.place(wait.stack),
                wait.idle?.rawValue ?? "", "", "", "\(wait.count)", "\(wait.sum)", "", "", "", "\(wait.longest)",
            ])
        }
        for place in blocked.places {
            let waker = place.wakers.first
            table.row(
                [
                    "false", place.kind.rawValue, scene.text(place.root), names.place(place.stack),
                    place.idle?.rawValue ?? "", waker?.root.map { scene.text($0) } ?? "",
                    waker.map { $0.root == nil ? "" : names.place($0.stack) } ?? "",
                ] + place.distribution.csvCells)
        }
        return table.contents
    }
}
