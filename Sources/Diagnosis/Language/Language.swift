/// A language of reports.
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The language of a locale or language tag, such as `zh`, `zh_CN.UTF-8`, `zh-Hans` or `C`; nil for others.
    ///
    /// A character set other than UTF-8 has no Chinese: `zh_CN.GBK` could not be shown. Readers of Traditional Chinese
    /// are not given Simplified Chinese instead. Syntax of locales: POSIX.1-2017, Base Definitions, 8.2; of tags: RFC 5646.
    public init?(tag: String) {
        let withoutModifier = tag.split(separator: "@", omittingEmptySubsequences: false).first ?? ""
        let parts = withoutModifier.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let subtags = parts.first?.split { $0 == "_" || $0 == "-" }.map { $0.lowercased() } ?? []
        let charset = parts.count > 1 ? parts[1].lowercased().filter { $0 != "-" } : "utf8"
        switch subtags.first ?? "" {
        case "c", "posix", "en": self = .english
        case "zh" where charset == "utf8" && Self.traditional.isDisjoint(with: subtags): self = .chinese
        default: return nil
        }
    }

    private static let traditional: Set<String> = ["hant", "tw", "hk", "mo"]

    /// The language that the environment asks for, in the order of POSIX.1-2017, Base Definitions, 8.2: the first of
    /// LC_ALL, LC_MESSAGES and LANG that is not empty decides; English when sonde does not have its language.
    public init(environment variable: (String) -> String?) {
        let first = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
        self = first.flatMap { Language(tag: $0) } ?? .english
    }

    /// For the attribute `lang` of a page (BCP 47).
    public var tag: String {
        switch self {
        case .english: "en"
        case .chinese: "zh-Hans"
        }
    }

    /// Nil for the language in which the texts are written.
    var catalogue: Catalogue? {
        switch self {
        case .english: nil
        case .chinese: .chinese
        }
    }
}
