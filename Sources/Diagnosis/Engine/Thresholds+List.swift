/// The thresholds as a list, so that a file may change them and a command may print them.
extension Thresholds {
    /// A threshold without its type.
    public struct Row: Sendable {
        public let name: String
        public let value: Double
        public let unit: String
        public let source: ThresholdSource
    }

    private static var real: [any WritableKeyPath<Thresholds, Threshold<Double>> & Sendable] {
        [
            \.heapGrowth, \.explainedShare, \.directShare, \.buildShare, \.buildShareWarning, \.scannerShare,
            \.activityShare, \.activityShareWarning, \.throttledInfo, \.throttledWarning, \.foreignInfo,
            \.foreignWarning, \.runDelay, \.swapShare, \.swapShareWarning, \.lookupShare, \.reuseExchanges,
            \.reuseRateWarning, \.startUpShare, \.traceLockInfo, \.traceLockWarning, \.traceSlowHolder,
            \.traceSyncWarning, \.traceCollectorInfo, \.traceCollectorWarning, \.traceSaturation, \.traceReadyInfo,
            \.traceReadyWarning, \.traceStarvationShare, \.processorBusy, \.processorHot, \.processorReflection,
            \.processorReflectionWarning, \.processorRegexp, \.processorRegexpWarning, \.processorText,
            \.processorTextWarning, \.processorSpin, \.processorPoll, \.runtimeLockInfo, \.runtimeLockWarning,
            \.forcedCollections, \.queueCrowd, \.buildChange, \.buildChangeWarning,
        ]
    }

    private static var times: [any WritableKeyPath<Thresholds, Threshold<Int64>> & Sendable] {
        [
            \.lockAge, \.lateIO, \.slowIO, \.lateResolution, \.blockedSystemCall, \.poolAge, \.dumpMinute,
            \.lookupInfo, \.lookupWarning, \.startUpTime, \.startUpTimeWarning, \.traceLookup, \.traceSync,
            \.tracePauseInfo, \.tracePauseWarning, \.traceStarvation, \.offHeapGrowth, \.finalizerAge,
        ]
    }

    private static var counts: [any WritableKeyPath<Thresholds, Threshold<Int>> & Sendable] {
        [
            \.lockQueue, \.lockWaiters, \.peerWaiters, \.channelSenders, \.poolWaiters, \.leakGrowth, \.leakCount,
            \.leakSuspect, \.leakText, \.unreadBodies, \.criticalWaiters, \.reuseConnections, \.startUpFiles,
            \.descriptorGrowth, \.threadGrowth, \.manyThreads, \.keptGrowth, \.keptSteepTimes, \.keptSteepCycles,
            \.timerGrowth,
            \.reuseTimesOver, \.syncLooks,
        ]
    }

    /// All of them, by name.
    public var rows: [Row] {
        let all =
            Self.real.map { row(self[keyPath: $0]) { $0 } } + Self.times.map { row(self[keyPath: $0]) { Double($0) } }
            + Self.counts.map { row(self[keyPath: $0]) { Double($0) } }
        return all.sorted { $0.name < $1.name }
    }

    private func row<Value>(_ threshold: Threshold<Value>, _ number: (Value) -> Double) -> Row {
        Row(name: threshold.name, value: number(threshold.value), unit: threshold.unit, source: threshold.source)
    }

    /// Changes the threshold of a name.
    /// - Returns: false when there is none.
    public mutating func set(_ name: String, to value: Double) -> Bool {
        if let path = Self.real.first(where: { self[keyPath: $0].name == name }) {
            self[keyPath: path].value = value
        } else if let path = Self.times.first(where: { self[keyPath: $0].name == name }) {
            self[keyPath: path].value = Int64(exactly: value.rounded()) ?? .max
        } else if let path = Self.counts.first(where: { self[keyPath: $0].name == name }) {
            self[keyPath: path].value = Int(exactly: value.rounded()) ?? .max
        } else {
            return false
        }
        return true
    }
}
