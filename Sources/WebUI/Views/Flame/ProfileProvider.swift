import GoProfile

/// Profiles out of evidence.
enum ProfileProvider {
    /// - Parameter number: of a source of the document; -1 for the first that has stacks.
    static func profile(_ number: Int, _ document: Document, _ control: JobControl) throws -> Profile {
        let sources = try document.opened().sources
        let number = number >= 0 ? number : sources.firstIndex { $0.hasStacks } ?? -1
        guard sources.indices.contains(number) else { throw PageError.notFound("profile in this document") }
        switch sources[number].kind {
        case .profile(let profile): return try profile.get(control)
        default: throw PageError(400, "\(sources[number].name) has no profile.")
        }
    }

    /// A profile of any document: `DOCUMENT.SOURCE`.
    static func other(_ text: String, _ document: Document, _ control: JobControl) throws -> Profile {
        let parts = text.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2 else { throw PageError(400, "What to compare with is DOCUMENT.SOURCE, not \(text).") }
        return try profile(parts[1], document.other(parts[0]), control)
    }
}

extension EvidenceSource {
    /// Whether flame graphs can be drawn of it.
    var hasStacks: Bool { if case .profile = kind { true } else { false } }
}
