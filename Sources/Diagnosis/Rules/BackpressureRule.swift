import Evidence
import GoProcess

/// `backpressure.channel`, and `pool.exhausted` where the consumers are a pool of workers that all wait.
enum BackpressureRule {
    static let rule = Rule(
        id: "backpressure.channel", question: "Do senders queue at a channel, and what do its receivers do?",
        requires: [.objects],
        causes: [.backpressureChannel, .poolExhausted]
    ) { scene in
        let pools = Set(ChannelPools.all(scene).compactMap(\.object))
        var queues: [WaitObjectID: ChannelQueue] = [:]
        for object in scene.histories.keys.sorted() where !pools.contains(object) {
            guard let queue = ChannelQueue(object, scene), queue.isNoticeable(scene), isAlive(queue, scene) else {
                continue
            }
            let root = last(queue, scene)
            queues[root.object] = root
        }
        return queues.values.sorted { $0.object < $1.object }.map { candidate($0, scene) }
    }

    private static func isAlive(_ queue: ChannelQueue, _ scene: Scene) -> Bool {
        queue.isMoving(scene) || queue.consumers.contains { scene.progress.canProgress[Int($0)] }
    }

    /// The last queue of a pipeline: those who receive from one wait to send to the next.
    private static func last(_ queue: ChannelQueue, _ scene: Scene) -> ChannelQueue {
        var queue = queue
        var seen: Set<WaitObjectID> = [queue.object]
        while let object = next(queue, scene), seen.insert(object).inserted,
            let following = ChannelQueue(object, scene), !following.consumers.isEmpty, isAlive(following, scene)
        {
            queue = following
        }
        return queue
    }

    /// The channel that most of a queue's receivers wait to send to.
    private static func next(_ queue: ChannelQueue, _ scene: Scene) -> WaitObjectID? {
        var counts: [WaitObjectID: Int] = [:]
        for consumer in queue.consumers {
            for wait in scene.last.waits(consumer) where wait.operation == .send {
                counts[wait.object, default: 0] += 1
            }
        }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return most.flatMap { $0.value * 2 > queue.consumers.count ? $0.key : nil }
    }

    private static func candidate(_ queue: ChannelQueue, _ scene: Scene) -> Candidate {
        let isPool = queue.areWorkers(scene)
        let behind = Set(scene.graph.behind(object: queue.object)).subtracting(queue.consumers)
        let waiting = behind.union(queue.senders).count
        let title = scene.title(queue.object)
        var sure = Confidence(0.6, ceiling: 0.92)
        sure.support(0.5, when: (1...2).contains(queue.consumers.count) || isPool)
        sure.refute(0.2, when: queue.consumers.isEmpty)
        sure.support(0.4, when: scene.hasSequence)
        sure.support(0.3, when: queue.facts.capacity > 0 && queue.facts.length >= queue.facts.capacity)
        var finding = Finding(
            isPool ? .poolExhausted : .backpressureChannel, scene.severity(waiting: waiting), confidence: sure.value,
            impact: scene.impact(waiting: waiting, object: queue.object),
            summary: summary(queue, waiting, isPool, scene),
            subject: Subject(
                kind: isPool ? "pool" : "channel", title: isPool ? "workers of \(title)" : title,
                address: scene.snapshot.objects[Int(queue.object)].address,
                frames: scene.last.frames(of: scene.commonActivity(queue.consumers)?.example ?? queue.senders[0])))
        finding.supports = supports(queue, scene)
        if !scene.hasSequence {
            finding.missing = [MissingEvidence(evidence: "whether the queue moves", command: scene.command())]
        }
        let consumer = queue.consumers.first.map { scene.last.shortFunction($0) } ?? "the receiver"
        finding.remedy =
            isPool
            ? "Give what the workers do in \(consumer) a timeout, or have more workers; and bound or refuse work at "
                + "\(scene.last.shortFunction(queue.senders[0])) while they are all busy."
            : "Let more than one goroutine receive in \(consumer), make each step cheaper (batch it), or refuse work "
                + "at \(scene.last.shortFunction(queue.senders[0])) when the queue is full; a larger buffer only "
                + "delays this."
        finding.verify =
            "`\(scene.command())` shows fewer than \(scene.thresholds.channelSenders.value) senders at this channel."
        let ahead = queue.consumers.flatMap { scene.graph.path(from: $0).steps.map(\.object) }
        let ends = queue.consumers.map { scene.graph.path(from: $0).end }
        return Candidate(
            finding, goroutines: behind.union(queue.senders), culprits: Set(queue.consumers + ends),
            objects: [queue.object], ahead: ahead)
    }

    private static func summary(_ queue: ChannelQueue, _ waiting: Int, _ isPool: Bool, _ scene: Scene) -> Phrase {
        let title = scene.title(queue.object)
        let start: Phrase =
            "\(Wording.goroutines(waiting)) \(Wording.wait(waiting)) to send to \(title) (at "
            + "\(scene.last.shortFunction(queue.senders[0])))"
        guard let first = scene.commonActivity(queue.consumers)?.example else {
            return "\(start); the queue moves, so somebody receives, but too slowly."
        }
        let function = scene.last.shortFunction(first)
        if isPool {
            return
                "\(start); all \(Wording.count(queue.consumers.count, "worker")) are busy in \(function), where each "
                + "\(scene.story(first))."
        }
        let who: Phrase =
            queue.consumers.count == 1
            ? Phrase(scene.name(first))
            : "\(Wording.goroutines(queue.consumers.count)), such as \(scene.name(first))"
        return "\(start) behind \(who) in \(function), which \(scene.story(first)) and receives too slowly."
    }

    private static func supports(_ queue: ChannelQueue, _ scene: Scene) -> [Fact] {
        var facts: [Fact] = []
        let facts0 = queue.facts
        facts.append(
            Fact(
                facts0.capacity == 0
                    ? "\(scene.title(queue.object)) has no buffer"
                    : "its buffer holds \(facts0.length) of \(facts0.capacity) elements"))
        if let places = Scene.mostFrequent(queue.senders.prefix(4096).map { scene.last.place(of: $0) }) {
            facts.append(
                Fact(
                    "\(Wording.goroutines(queue.senders.count)) wait to send, most at \(places.value)",
                    reference: places.value))
        }
        for consumer in queue.consumers.prefix(3) {
            facts.append(
                Fact(
                    "\(scene.name(consumer)) refers to the channel at \(scene.last.place(of: consumer)) and "
                        + "\(scene.story(consumer))", reference: scene.name(consumer)))
        }
        if scene.hasSequence, let history = scene.histories[queue.object] {
            facts.append(
                Fact("senders in each look: \(history.waiters.map(String.init).joined(separator: ", "))"))
        }
        return facts
    }
}
