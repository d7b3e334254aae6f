import Evidence

/// How busy a program keeps the processors, and how much of that is the collector's: by samples of what runs, or by what
/// the runtime wrote to a log.
struct RuntimeLoad {
    /// Processors kept busy on average.
    let processors: Double
    /// Of these, by the collector.
    let collectorProcessors: Double
    /// Part of the time that they are busy, 0 to 1.
    let collectorShare: Double
    /// What was measured.
    let fact: Fact
    /// Where the time went; nil for a log, which does not tell.
    let samples: ProcessorEvidence?
    /// Moments that it rests on: samples, or lines.
    private let moments: Int64
    private let manyMoments: Int64
    private let fewMoments: Int64

    init(_ samples: ProcessorEvidence) {
        processors = samples.processors
        collectorShare = samples.share(samples.collectorTime)
        collectorProcessors = Double(samples.collectorTime) / Double(samples.duration)
        fact = ProcessorRules.load(samples)
        self.samples = samples
        moments = samples.samples
        (manyMoments, fewMoments) = (200, 50)
    }

    init(processors: Double, collectorProcessors: Double, share: Double, fact: Fact, lines: Int) {
        self.processors = processors
        self.collectorProcessors = collectorProcessors
        collectorShare = share
        self.fact = fact
        samples = nil
        moments = Int64(lines)
        (manyMoments, fewMoments) = (60, 10)
    }

    /// Whether the program is busy enough that it matters what it computes.
    func isBusy(_ context: DiagnosisContext) -> Bool {
        processors >= context.thresholds.processorBusy.value * min(1, ProcessorRules.available(context))
    }

    /// How sure a share of so many moments is.
    func confidence(_ start: Double, ceiling: Double) -> Confidence {
        var sure = Confidence(start, ceiling: ceiling)
        sure.support(0.4, when: moments >= manyMoments)
        sure.refute(0.3, when: moments < fewMoments)
        return sure
    }

    /// What the collector costs.
    var collectorImpact: Impact { Impact(value: ProcessorRules.rounded(collectorProcessors), unit: "processors") }
}
