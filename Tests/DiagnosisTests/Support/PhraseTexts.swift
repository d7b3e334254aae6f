import Diagnosis

/// What tests ask of texts, in the language in which they are written.
extension Phrase {
    func contains(_ text: String) -> Bool { english.contains(text) }
    func hasPrefix(_ text: String) -> Bool { english.hasPrefix(text) }
    func hasSuffix(_ text: String) -> Bool { english.hasSuffix(text) }
}
