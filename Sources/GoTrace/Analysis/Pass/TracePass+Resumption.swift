import Evidence

/// A pass that begins in the middle of a trace: what an index says is believed as far as the trace does not contradict
/// it. The runtime says only when something is first mentioned what it has been doing since the generation began, and
/// that may be long behind the window.
extension TracePass {
    /// Whether it has to see the trace from its begin on: who works for a task is known only since that began, and an
    /// index knows no tasks.
    public var needsBegin: Bool { selection.task != nil || analyses.contains { $0.wants.contains(.beginning) } }

    /// Begins in the middle of a trace, where `reader` begins too.
    public mutating func resume(_ resumption: TraceResumption) { self.resumption = resumption }

    /// Whether an index says what everything did when the generation began, so that nothing behind the window matters.
    var isResumed: Bool { resumption?.processors.isEmpty == false }

    /// What was so when the generation began, of which the trace has said nothing yet.
    mutating func assumeKnown() {
        guard let resumption else { return }
        for known in resumption.goroutines.values { scene.counts[Int(known.state.rawValue)] += 1 }
        for known in resumption.processors where processorSlots.find(Int64(known.id)) < 0 {
            _ = processorSlots.insert(Int64(known.id))
            scene.processors.append(
                TraceProcessor(
                    id: known.id, state: known.state, since: statusStart, goroutine: known.goroutine, slot: -1,
                    thread: known.thread))
        }
    }

    /// Goes on with what an index says of a goroutine that is mentioned for the first time.
    mutating func recall(_ goroutine: inout TraceGoroutine, _ root: inout StringID, at time: Int64) {
        guard let known = resumption?.goroutines.removeValue(forKey: goroutine.id), let texts = resumption?.texts
        else { return }
        scene.counts[Int(known.state.rawValue)] -= 1
        if root == .empty { root = scene.tables.strings.intern(texts[known.root]) }
        // Reading from the begin, the last events of the generation before may have put off the begin of this one.
        guard known.state == goroutine.state, known.since <= time else { return }
        goroutine.since = known.since
        goroutine.begin = known.begin
        goroutine.isCensored = known.isCensored
        goroutine.created = known.created
        goroutine.parent = known.parent
        goroutine.reason = scene.tables.strings.intern(texts[known.reason])
        if known.stack != 0 { goroutine.stack = resumption?.stack(known.stack, in: &scene.tables) ?? 0 }
    }

    /// Compares what an index says of a processor with the status that the trace gives it.
    /// - Returns: whether it can be believed.
    func isConfirmed(_ processor: TraceProcessor, by event: TraceEvent) -> Bool {
        isResumed && (processor.state == .idle) == (event.processorAfter != .running)
    }

    /// Adds the goroutines of an index that the trace has not mentioned up to the end of the window: it would have, had
    /// they done anything.
    mutating func addUnmentioned() {
        guard isCut, !isBehindFirstGeneration, var resumption else { return }
        var occupied: [Int64: TraceIndex.KnownProcessor] = [:]
        for processor in resumption.processors where processor.goroutine >= 0 {
            occupied[processor.goroutine] = processor
        }
        for known in resumption.goroutines.values.sorted(by: { $0.id < $1.id }) {
            let root = scene.tables.strings.intern(resumption.texts[known.root])
            scene.goroutines.append(
                TraceGoroutine(
                    id: known.id, group: scene.groups.group(root: root), parent: known.parent, creationStack: 0,
                    created: known.created, state: known.state, since: known.since, begin: known.begin,
                    isCensored: known.isCensored, reason: scene.tables.strings.intern(resumption.texts[known.reason]),
                    stack: resumption.stack(known.stack, in: &scene.tables), label: .empty, isAssisting: false))
            var record = Record()
            if let processor = occupied[known.id] {
                record.processor = processor.id
                record.thread = processor.thread
            }
            records.append(record)
            selected.append(nil)
        }
        self.resumption = resumption
        nameOccupants()
    }

    /// Gives the processors whose goroutine only an index knows the slot that it has by now.
    private mutating func nameOccupants() {
        var slots: [Int64: Int32] = [:]
        for (slot, goroutine) in scene.goroutines.enumerated() where goroutine.state != .notExist {
            slots[goroutine.id] = Int32(slot)
        }
        for index in scene.processors.indices where scene.processors[index].slot < 0 {
            scene.processors[index].slot = slots[scene.processors[index].goroutine] ?? -1
        }
    }
}
