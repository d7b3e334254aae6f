import Wire

/// What the runtime wrote, within a line of a log: the program and collectors of logs may have written before it.
enum RuntimeLogLine {
    static let collectionMark = Array("gc ".utf8)
    static let lookMark = Array("SCHED ".utf8)

    /// What stands at a mark.
    enum Reading {
        case entry(RuntimeLog.Entry, end: Int)
        /// It does not go on from `end` as the runtime's lines do: another thread wrote in between, which is sure once
        /// there is more than the mark, or it is something else.
        case broken(end: Int, isSure: Bool)
    }

    /// - Parameter start: of `gc `.
    static func collection(_ bytes: Bytes, at start: Int) -> Reading {
        var scanner = RuntimeLogScanner(bytes, at: start)
        var result = RuntimeLog.Collection()
        guard scanner.skip("gc "), let number = scanner.number(), scanner.skip(" @"), let time = scanner.millionths()
        else { return .broken(end: scanner.position, isSure: false) }
        guard scanner.skip("s "), let percent = scanner.number(), scanner.skip("%") else {
            return .broken(end: scanner.position, isSure: true)
        }
        result.number = number
        // In millionths of seconds, the others of milliseconds: nanoseconds.
        result.time = time * 1000
        result.percent = percent
        _ = scanner.skip(" (checking for goroutine leaks)")
        guard scanner.skip(": "), clock(&scanner, &result), scanner.skip(", "), processor(&scanner, &result),
            scanner.skip(", "), heap(&scanner, &result), let processors = scanner.number(), scanner.skip(" P")
        else { return .broken(end: scanner.position, isSure: true) }
        result.processors = processors
        result.isForced = scanner.skip(" (forced)")
        return .entry(.collection(result), end: scanner.position)
    }

    /// Nanoseconds, from milliseconds; no collection takes two hours, and sums of many stay within bounds.
    private static func duration(_ scanner: inout RuntimeLogScanner) -> Int? {
        scanner.millionths().map { min($0, 1 << 43) }
    }

    /// `0.018+1.2+0.003 ms clock`
    private static func clock(_ scanner: inout RuntimeLogScanner, _ result: inout RuntimeLog.Collection) -> Bool {
        guard let first = duration(&scanner), scanner.skip("+"), let marking = duration(&scanner),
            scanner.skip("+"), let second = duration(&scanner), scanner.skip(" ms clock")
        else { return false }
        (result.firstStop, result.marking, result.secondStop) = (first, marking, second)
        return true
    }

    /// `0.036+0.40/0.63/0.12+0.006 ms cpu`
    private static func processor(_ scanner: inout RuntimeLogScanner, _ result: inout RuntimeLog.Collection) -> Bool {
        guard let first = duration(&scanner), scanner.skip("+"), let assist = duration(&scanner),
            scanner.skip("/"), let worker = duration(&scanner), scanner.skip("/"), let idle = duration(&scanner),
            scanner.skip("+"), let second = duration(&scanner), scanner.skip(" ms cpu")
        else { return false }
        result.stopTime = first + second
        (result.assistTime, result.workerTime, result.idleTime) = (assist, worker, idle)
        return true
    }

    /// `4->5->1 MB, 5 MB goal, 0 MB stacks, 0 MB globals, `; stacks and globals since Go 1.18.
    private static func heap(_ scanner: inout RuntimeLogScanner, _ result: inout RuntimeLog.Collection) -> Bool {
        guard let begin = size(&scanner), scanner.skipArrow(), let end = size(&scanner), scanner.skipArrow(),
            let kept = size(&scanner), scanner.skip(" MB, "), let goal = size(&scanner), scanner.skip(" MB goal, ")
        else { return false }
        (result.heapAtBegin, result.heapAtEnd, result.heapKept, result.goal) = (begin, end, kept, goal)
        let start = scanner
        guard let stacks = size(&scanner), scanner.skip(" MB stacks, "), let globals = size(&scanner),
            scanner.skip(" MB globals, ")
        else {
            scanner = start
            return true
        }
        (result.stacks, result.globals) = (stacks, globals)
        return true
    }

    /// Bytes, from mebibytes: no machine has more than 2^24 of them.
    private static func size(_ scanner: inout RuntimeLogScanner) -> Int? {
        guard let number = scanner.number() else { return nil }
        // Without a goal the runtime writes the largest number that there is.
        return min(number, 1 << 24) << 20
    }

    /// - Parameter start: of `SCHED `.
    static func look(_ bytes: Bytes, at start: Int) -> Reading {
        var scanner = RuntimeLogScanner(bytes, at: start)
        var result = RuntimeLog.Look()
        guard scanner.skip("SCHED "), let time = scanner.number(), scanner.skip("ms: ") else {
            return .broken(end: scanner.position, isSure: false)
        }
        result.time = min(time, 1 << 40) * 1_000_000
        var count = 0
        // There are eleven; more of them are none of the runtime's.
        while count < 16, let (field, value) = field(&scanner) {
            if let field { result[keyPath: field] = value }
            count += 1
            // Detailed ones have no queues in this line.
            if !scanner.skip(" ") { break }
        }
        guard count >= 6, result.goMaxProcs > 0, result.goMaxProcs <= 1 << 16 else {
            return .broken(end: scanner.position, isSure: true)
        }
        result.queueLengths = queues(&scanner, result.goMaxProcs) ?? []
        return .entry(.look(result), end: scanner.position)
    }

    private static func fields() -> [(name: StaticString, target: WritableKeyPath<RuntimeLog.Look, Int>?)] {
        [
            ("gomaxprocs=", \.goMaxProcs), ("idleprocs=", \.idleProcessors), ("threads=", \.threads),
            ("spinningthreads=", \.spinningThreads), ("idlethreads=", \.idleThreads), ("runqueue=", \.queueLength),
            ("gcwaiting=", nil), ("nmidlelocked=", nil), ("stopwait=", nil), ("sysmonwait=", nil),
            ("needspinning=", nil),
        ]
    }

    private static func field(
        _ scanner: inout RuntimeLogScanner
    ) -> (target: WritableKeyPath<RuntimeLog.Look, Int>?, value: Int)? {
        for (name, target) in fields() where scanner.skip(name) {
            // Up to Go 1.19 two of them are truth values.
            if scanner.skip("true") || scanner.skip("false") { return (nil, 0) }
            return count(&scanner).map { (target, $0) }
        }
        return nil
    }

    /// There are never more of anything, and sums of many stay within bounds.
    private static func count(_ scanner: inout RuntimeLogScanner) -> Int? { scanner.number().map { min($0, 1 << 30) } }

    /// `[0 3 1]`, since Go 1.26 `[ 0 3 1 ]`; nil unless there is one for each P.
    private static func queues(_ scanner: inout RuntimeLogScanner, _ processors: Int) -> [Int]? {
        guard scanner.skip("[") else { return nil }
        var result: [Int] = []
        while result.count <= processors {
            _ = scanner.skip(" ")
            guard let length = count(&scanner) else { break }
            result.append(length)
        }
        return scanner.skip("]") && result.count == processors ? result : nil
    }

    /// `  P0: status=1 schedtick=12 … runqsize=3 …` of a detailed look; nil for any other line.
    static func queueOfProcessor(_ bytes: Bytes) -> (processor: Int, length: Int)? {
        var scanner = RuntimeLogScanner(bytes)
        guard scanner.skip("  P"), let processor = scanner.number(), scanner.skip(": status="),
            let place = bytes.firstRange(of: Array(" runqsize=".utf8), from: scanner.position)
        else { return nil }
        scanner = RuntimeLogScanner(bytes, at: place)
        guard scanner.skip(" runqsize="), let length = count(&scanner) else { return nil }
        return (processor, length)
    }

    /// Other lines that the runtime writes for GODEBUG: threads and goroutines of a detailed look, the pacer, the
    /// scavenger.
    static func isKnown(_ bytes: Bytes) -> Bool {
        var scanner = RuntimeLogScanner(bytes)
        if scanner.skip("  M") || scanner.skip("  G") { return scanner.number() != nil && scanner.skip(": ") }
        return scanner.skip("pacer: ") || scanner.skip("scav ")
    }
}
