import ArgumentParser
import Diagnosis
import Host

/// A language as it is typed: `en`, `zh`, `zh_CN`, `zh-Hans`, `zh_CN.UTF-8`.
struct LanguageArgument: ExpressibleByArgument {
    let language: Language

    init?(argument: String) {
        guard let language = Language(tag: argument) else { return nil }
        self.language = language
    }

    static var allValueStrings: [String] { Language.allCases.map(\.rawValue) }
}

/// In which language a command reports.
struct LanguageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Language of the report: en, or zh for Simplified Chinese. Without it LC_ALL, LC_MESSAGES or LANG decide; "
                + "JSON is in English unless this is given.", valueName: "language"))
    private var language: LanguageArgument?

    /// The language of what people read.
    var ofText: Language { language?.language ?? Language(environment: Surroundings.variable) }

    /// The language of what programs read: the same text on every machine unless another one is asked for; nil when none
    /// is.
    var ofJSON: Language? { language?.language }
}
