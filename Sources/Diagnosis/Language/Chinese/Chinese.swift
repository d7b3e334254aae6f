extension Catalogue {
    /// Simplified Chinese, as engineers in China write it.
    static let chinese = Catalogue(topics: chineseTexts, nouns: chineseNounTexts, brought: chineseBrought)

    static let chineseTexts = [
        chineseWords, chineseCauses, chineseWaits, chineseQueues, chineseTraces, chineseRuntime, chineseActivity,
        chineseReport, chineseThresholds, chineseCompiler,
    ]

    static let chineseNounTexts = [chineseNouns, chineseReportNouns, chineseThresholdNouns]
}
