import Evidence
import GoProfile
import Host
import Wire

/// The symbol pages of servers that profiles were fetched from.
///
/// Source: internal/symbolz of google/pprof; the page is net/http/pprof's `symbol`, which takes addresses joined by
/// plus signs and answers a line for each.
struct SymbolServers {
    private let fetch: ProfileFetch
    private var sources: [(file: String, buildID: String, start: UInt64, page: String)] = []

    /// Addresses in one request: their text fits into any server's limit for an address line.
    private static let batch = 200

    init(fetch: ProfileFetch) { self.fetch = fetch }

    /// Remembers where the mappings of a fetched profile came from.
    mutating func add(_ url: String, _ profile: Profile) {
        guard let page = Self.page(url) else { return }
        for mapping in profile.mappings {
            sources.append((profile.text(mapping.file), profile.text(mapping.buildID), mapping.start, page))
        }
        if profile.mappings.isEmpty { sources.append(("", "", 0, page)) }
    }

    /// The address of the symbol page beside a profile's page.
    static func page(_ url: String) -> String? {
        guard var address = WebAddress(url), !address.host.isEmpty else { return nil }
        let isGo = address.path.contains("/debug/pprof/")
        let isGperftools = ["heap", "growth", "profile", "pmuprofile", "contention"].contains {
            address.path.hasSuffix("/pprof/" + $0)
        }
        let folder = PathText.clean(Array((address.path + "/..").utf8)[...])
        let name = isGo || isGperftools ? "symbol" : "symbolz"
        address.path = String(decoding: PathText.clean((folder + Array("/\(name)".utf8))[...]), as: UTF8.self)
        address.query = nil
        address.fragment = nil
        return address.text
    }

    /// Asks for the names of a mapping's addresses; false when no server knows the mapping.
    /// - Throws: as `ProfileFetch.page`.
    func symbolise(_ symboliser: inout ProfileSymboliser, _ number: Int) throws -> Bool {
        let profile = symboliser.profile
        let mapping = profile.mappings[number]
        let (file, id) = (profile.text(mapping.file), profile.text(mapping.buildID))
        guard let source = sources.first(where: { $0.file == file || !id.isEmpty && $0.buildID == id }) else {
            return false
        }
        // Merging may have moved the addresses along with their mapping.
        let distance = source.start &- mapping.start
        let addresses = symboliser.addressesWithoutLines(mapping: number, distance: distance)
        var start = 0
        while start < addresses.count {
            let part = addresses[start..<min(start + Self.batch, addresses.count)]
            start = part.endIndex
            let query = part.map { "0x" + String($0, radix: 16) }.joined(separator: "+")
            let answer = try fetch.page(source.page + "?" + query)
            _ = symboliser.take(answer.array, mapping: number, distance: distance)
        }
        return true
    }
}
