import Evidence
import SystemActivity
import Wire

/// What machine and limits gave to the processes of a recording, as a part of its summary.
struct HostSection {
    private let usage: HostUsage
    private let threads: [ThreadScheduleSample]
    private let others: [OtherProcessSample]

    /// Nil when there is nothing to say.
    init?(_ host: HostSamples) {
        guard let usage = HostUsage(host) else { return nil }
        self.usage = usage
        threads = host.threads
        others = host.others
    }

    func write(to writer: inout TextWriter) {
        writer.blank()
        let rows = [
            ("processors", processors), ("others", othersText), ("waiting", waiting), ("faults", faults),
            ("memory", memory),
            ("pressure", Self.words(usage.pressure, usage.duration)),
        ]
        for (name, text) in rows where !text.isEmpty {
            writer.item(StyledText(name, .strong), StyledText(text), column: 12)
        }
        for group in usage.groups {
            let isHeld = group.throttledPeriods > 0 || group.memoryKills > 0
            writer.item(
                StyledText("group", .strong), StyledText(words(group), isHeld ? .warning : .plain), column: 12)
        }
        if usage.leftOut > 0 {
            writer.line(StyledText("up to \(usage.leftOut) processes and threads were not looked at", .warning))
        }
    }

    private var processors: String {
        let own = NumberText.percent(usage.share(usage.own))
        let limited = usage.allowed < usage.processors ? " of \(usage.processors)" : ""
        var text = "\(usage.allowed)\(limited); busy \(NumberText.percent(usage.share(usage.busy))): recorded \(own)"
        text += ", others \(NumberText.percent(usage.share(usage.foreign)))"
        text += ", sonde \(NumberText.percent(usage.share(usage.recorder)))"
        if usage.share(usage.stolen) >= 0.01 {
            text += "; taken by the hypervisor \(NumberText.percent(usage.share(usage.stolen)))"
        }
        return text
    }

    private var othersText: String {
        others.prefix(4).map { "\($0.name) (\($0.process)) \(DurationText.format($0.processorTime))" }
            .joined(separator: ", ")
    }

    private var waiting: String {
        let sum = usage.runTime &+ usage.runWait
        guard sum > 0 else { return "" }
        var text = "threads ran \(DurationText.format(usage.runTime)) and waited "
        text += "\(DurationText.format(usage.runWait)) for a processor"
        if let first = threads.first, first.runWait > 0 {
            text += ", thread \(first.thread) \(DurationText.format(first.runWait)) of it"
        }
        return text
    }

    private var faults: String {
        "\(Plural.grouped(Int(usage.minorFaults))) without a disk, \(Plural.grouped(Int(usage.majorFaults))) with one"
    }

    private var memory: String {
        var parts = ["at most \(size(usage.resident)) resident"]
        if usage.swapped > 0 { parts.append("\(size(usage.swapped)) in swap") }
        if usage.swappedIn > 0 || usage.swappedOut > 0 {
            parts.append(
                "the machine read \(size(usage.swappedIn)) from swap and wrote \(size(usage.swappedOut)) to it")
        }
        if let all = usage.memory, let least = usage.leastAvailable {
            parts.append("at least \(size(least)) of \(size(all)) available")
        }
        return parts.joined(separator: ", ")
    }

    /// `cpu /service: 0.5 processors, throttled in 12 of 60 periods for 1.2s`.
    private func words(_ group: HostUsage.Group) -> String {
        var parts: [String] = []
        if let quota = group.quotaProcessors {
            parts.append("quota of \(NumberText.format(quota)) processors")
            parts.append(
                "throttled in \(Plural.grouped(Int(group.throttledPeriods))) of "
                    + "\(Plural.grouped(Int(group.periods))) periods for \(DurationText.format(group.throttledTime))")
        } else if group.hierarchy != .memory {
            parts.append("no quota")
        }
        if group.hierarchy != .processor {
            let limit = group.memoryLimit.map { "of \(size($0))" } ?? "without a limit"
            if group.memory > 0 || group.memoryLimit != nil {
                parts.append("memory at most \(size(group.memory)) \(limit)")
            }
            if group.swap > 0 { parts.append("swap at most \(size(group.swap))") }
            if group.memoryLimitHits > 0 {
                parts.append("at the limit \(Plural.grouped(Int(group.memoryLimitHits))) times")
            }
            if group.memoryKills > 0 { parts.append("\(group.memoryKills) killed for it") }
        }
        let pressure = Self.words(group.pressure, group.duration)
        if !pressure.isEmpty { parts.append("pressure " + pressure) }
        return "\(group.hierarchy.rawValue) \(group.path): \(parts.joined(separator: ", "))"
    }

    /// `processor 12%, memory 1%`: parts of the time in which something stood still for want of it.
    private static func words(_ pressure: PressureSample, _ duration: Int64) -> String {
        let parts = [
            ("processor", pressure.processorSome), ("memory", pressure.memorySome),
            ("disk", pressure.inputOutputSome),
        ]
        return parts.compactMap { name, time in
            time.map { "\(name) \(NumberText.percent(Double($0) / Double(max(1, duration))))" }
        }.joined(separator: ", ")
    }

    private func size(_ bytes: Int64) -> String { SizeText.format(UInt64(clamping: bytes)) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("looks", usage.count)
            json.member("durationNanoseconds", usage.duration)
            json.member("processors", usage.processors)
            json.member("allowedProcessors", usage.allowed)
            json.member("busyNanoseconds", usage.busy)
            json.member("recordedNanoseconds", usage.own)
            json.member("foreignNanoseconds", usage.foreign)
            json.member("sondeNanoseconds", usage.recorder)
            json.member("stolenNanoseconds", usage.stolen)
            json.member("runNanoseconds", usage.runTime)
            json.member("runWaitNanoseconds", usage.runWait)
            json.member("minorFaults", usage.minorFaults)
            json.member("majorFaults", usage.majorFaults)
            json.member("residentBytes", usage.resident)
            json.member("swappedBytes", usage.swapped)
            json.member("swappedInBytes", usage.swappedIn)
            json.member("swappedOutBytes", usage.swappedOut)
            json.member("memoryBytes", usage.memory)
            json.member("leastAvailableBytes", usage.leastAvailable)
            json.member("leftOut", usage.leftOut)
            Self.members(usage.pressure, to: &json)
            json.member("groups", array: usage.groups) { json, group in
                json.object { json in
                    json.member("hierarchy", group.hierarchy.rawValue)
                    json.member("path", group.path)
                    if let quota = group.quotaProcessors { json.member("quotaProcessors", quota) }
                    json.member("periodNanoseconds", group.period)
                    json.member("periods", group.periods)
                    json.member("throttledPeriods", group.throttledPeriods)
                    json.member("throttledNanoseconds", group.throttledTime)
                    json.member("memoryBytes", group.memory)
                    json.member("memoryLimitBytes", group.memoryLimit)
                    json.member("swapBytes", group.swap)
                    json.member("swapLimitBytes", group.swapLimit)
                    json.member("memoryLimitHits", group.memoryLimitHits)
                    json.member("memoryKills", group.memoryKills)
                    Self.members(group.pressure, to: &json)
                }
            }
            json.member("others", array: others) { json, other in
                json.onOneLine {
                    $0.object {
                        $0.member("pid", Int64(other.process))
                        $0.member("name", other.name)
                        $0.member("processorNanoseconds", other.processorTime)
                    }
                }
            }
            json.member("threads", array: threads) { json, thread in
                json.onOneLine {
                    $0.object {
                        $0.member("pid", Int64(thread.process))
                        $0.member("thread", Int64(thread.thread))
                        $0.member("runNanoseconds", thread.runTime)
                        $0.member("runWaitNanoseconds", thread.runWait)
                    }
                }
            }
        }
    }

    private static func members(_ pressure: PressureSample, to json: inout JSONWriter) {
        json.member("processorPressureNanoseconds", pressure.processorSome)
        json.member("memoryPressureNanoseconds", pressure.memorySome)
        json.member("memoryFullPressureNanoseconds", pressure.memoryFull)
        json.member("diskPressureNanoseconds", pressure.inputOutputSome)
        json.member("diskFullPressureNanoseconds", pressure.inputOutputFull)
    }
}
