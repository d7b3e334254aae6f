extension Catalogue {
    /// Simplified Chinese, as engineers in China write it.
    static let chinese = Catalogue(
        topics: [
            chineseWords, chineseCauses, chineseWaits, chineseQueues, chineseTraces, chineseRuntime, chineseActivity,
            chineseReport,
        ], nouns: [chineseNouns, chineseReportNouns], brought: chineseBrought)
}
