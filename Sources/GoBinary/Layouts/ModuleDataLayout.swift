/// Where the fields of `runtime.moduledata` lie in one range of Go versions, in words from its start.
///
/// The first 32 words (up to `enoptrbss`) are the same since Go 1.16. Source: runtime/symtab.go of each version; from
/// 1.21 on checked against the DWARF of programs.
struct ModuleDataLayout: Sendable {
    /// First minor version of Go 1 that has it.
    var since: Int
    var types: Int
    var etypes: Int
    /// Absent before 1.18.
    var rodata: Int?
    var goFunc: Int?
    var textSections: Int
    var next: Int

    // Words that all versions share.
    static let header = 0
    static let functions = 16
    static let findFunctionTable = 19
    static let minimumCounter = 20
    static let maximumCounter = 21
    static let text = 22
    static let endOfText = 23
    static let noPointerData = 24
    static let data = 26
    static let bss = 28
    static let noPointerBSS = 30

    /// Newest first.
    static let all: [ModuleDataLayout] = [
        .init(since: 27, types: 37, etypes: 39, rodata: 42, goFunc: 43, textSections: 45, next: 70),
        .init(since: 26, types: 37, etypes: 38, rodata: 39, goFunc: 40, textSections: 42, next: 73),
        .init(since: 23, types: 37, etypes: 38, rodata: 39, goFunc: 40, textSections: 41, next: 72),
        .init(since: 21, types: 37, etypes: 38, rodata: 39, goFunc: 40, textSections: 41, next: 73),
        .init(since: 20, types: 37, etypes: 38, rodata: 39, goFunc: 40, textSections: 41, next: 70),
        .init(since: 18, types: 35, etypes: 36, rodata: 37, goFunc: 38, textSections: 39, next: 68),
        .init(since: 16, types: 35, etypes: 36, rodata: nil, goFunc: nil, textSections: 37, next: 66),
    ]

    /// All layouts, the one of a version first: a build of an unreleased Go may already have the next one's.
    static func candidates(minorVersion: Int?) -> [ModuleDataLayout] {
        guard let minorVersion, let own = all.first(where: { $0.since <= minorVersion }) else { return all }
        return [own] + all.filter { $0.since != own.since }
    }
}
