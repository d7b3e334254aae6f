import GoProfile
import Report

/// Profiles out of evidence.
enum ProfileProvider {
    /// The profile that a graph is drawn of; of the document's first source with stacks when none is named.
    static func profile(_ query: FlameQuery, _ document: Document, _ control: JobControl) throws -> Profile {
        let sources = try document.opened().sources
        let number = query.source >= 0 ? query.source : sources.firstIndex { $0.hasStacks } ?? -1
        guard sources.indices.contains(number) else { throw PageError.notFound("profile in this document") }
        switch sources[number].kind {
        case .profile(let profile): return try profile.get(control)
        case .trace:
            return try TimelineProfile.profile(
                document, source: number, from: query.from, to: query.to, kind: query.kind, control)
        case .activity:
            let store = try ActivityStore.of(document, number)
            return query.kind == .wait ? try store.waits(control) : try store.profile(query.events, control)
        default: throw PageError(400, "\(sources[number].name) has no stacks.")
        }
    }

    /// The older side of a comparison: the same of any document, `DOCUMENT.SOURCE`.
    static func base(_ query: FlameQuery, _ document: Document, _ control: JobControl) throws -> Profile? {
        if query.base.isEmpty { return nil }
        let parts = query.base.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2 else {
            throw PageError(400, "What to compare with is DOCUMENT.SOURCE, not \(query.base).")
        }
        var other = query
        other.source = parts[1]
        return try profile(other, document.other(parts[0]), control)
    }
}

extension EvidenceSource {
    /// Whether flame graphs can be drawn of it.
    var hasStacks: Bool {
        switch kind {
        case .profile, .trace, .activity: true
        default: false
        }
    }
}
