/// Who may import whom, and the checks of it.
enum Layering {
    /// The arrows between the modules of the house; everything that is not here is forbidden.
    ///
    /// `Wire` and `Evidence` import nothing of ours. `GoBinary` imports those two. The evidence modules import those
    /// three and never each other. `Host` implements protocols that they declare, and nobody but the top imports it.
    static let allowed: [String: Set<String>] = {
        let base: Set = ["Wire", "Evidence"]
        let evidence: Set = ["GoProfile", "GoTrace", "GoProcess", "GoBuild", "SystemActivity"]
        var table: [String: Set<String>] = [
            "CDeflate": [], "CRE2": [], "CZydis": [], "CLinux": [], "CPages": [],
            "Wire": ["CDeflate", "CPages", "CRE2", "CZydis"],
            "Evidence": [], "GoBinary": base, "Host": base.union(["CLinux"]),
        ]
        for module in evidence { table[module] = base.union(["GoBinary"]) }
        table["Diagnosis"] = base.union(evidence).union(["GoBinary"])
        table["Report"] = base.union(evidence).union(["GoBinary", "Diagnosis"])
        let all = Set(table.keys).subtracting(["CDeflate", "CRE2", "CZydis", "CLinux", "CPages"])
        table["WebUI"] = all
        table["sonde"] = all.union(["WebUI"])
        return table
    }()

    /// Modules from elsewhere, and which of ours may import them; nil stands for all.
    static let foreign: [String: Set<String>?] = [
        "Swift": nil, "Synchronization": nil, "_StringProcessing": nil, "FoundationEssentials": nil, "Dispatch": nil,
        "Glibc": ["Wire", "Host", "sonde"], "ArgumentParser": ["sonde"],
        "AsyncHTTPClient": ["Host"], "NIOCore": ["Host", "WebUI"], "NIOPosix": ["Host", "WebUI"],
        "NIOHTTP1": ["Host"], "NIOSSL": ["Host"],
        "Hummingbird": ["WebUI"], "HTTPTypes": ["WebUI"], "Logging": ["WebUI"],
    ]

    /// Import lines that break the rules, each with its file.
    static func violations(in sources: [SourceText]) -> [String] {
        sources.flatMap { source in
            imports(of: source).compactMap { imported in
                let allowedHere = allowed[source.module] ?? []
                if allowedHere.contains(imported) { return nil }
                if let modules = foreign[imported], modules?.contains(source.module) ?? true { return nil }
                return "\(source.path): \(source.module) may not import \(imported)"
            }
        }
    }

    /// Arrows of the package description that break the rules, and modules that it does not have in the table.
    static func violations(inPackage arrows: [(module: String, imports: [String])]) -> [String] {
        arrows.flatMap { module, imports -> [String] in
            guard let allowedHere = allowed[module] else {
                return ["Package.swift: \(module) has no line in the table of the house"]
            }
            return imports.filter { !allowedHere.contains($0) }.map { "Package.swift: \(module) may not import \($0)" }
        }
    }

    /// Imports of the sources that the package description does not spell out.
    static func undeclared(in sources: [SourceText], package arrows: [(module: String, imports: [String])]) -> [String]
    {
        let declared = Dictionary(arrows.map { ($0.module, Set($0.imports)) }) { $0.union($1) }
        return sources.flatMap { source in
            imports(of: source).filter { allowed[$0] != nil && declared[source.module]?.contains($0) != true }
                .map { "\(source.path): Package.swift does not say that \(source.module) imports \($0)" }
        }
    }

    /// Names of the modules that a file imports.
    static func imports(of source: SourceText) -> [String] {
        source.codeLines.compactMap { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count else { return nil }
            guard words[..<keyword].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains(String($0)) }) else {
                return nil
            }
            // `import struct Module.Type` names a kind first.
            let kind = kinds.contains(String(words[keyword + 1])) && keyword + 2 < words.count
            let name = words[keyword + (kind ? 2 : 1)]
            return name.split(separator: ".").first.map(String.init)
        }
    }

    /// The modules of a package description and their imports, by its own `module(…)` and target lines.
    static func arrows(inPackage text: String) -> [(module: String, imports: [String])] {
        var arrows: [(module: String, imports: [String])] = []
        for opening in ["module(\"", ".target(name: \"", ".executableTarget(", ".systemLibrary(name: \""] {
            // A long list of imports begins on a line of its own.
            var rest = text.replacing(#/module\(\s+"/#, with: "module(\"")[...]
            while let found = rest.firstRange(of: opening) {
                rest = rest[found.upperBound...]
                let call = upToClosingParenthesis(rest)
                let names = quoted(opening.hasSuffix("\"") ? "\"" + call : call)
                guard let name = names.first, name != "TestSupport" else { continue }
                guard opening.hasPrefix("module") || opening.hasPrefix(".executable") else {
                    arrows.append((name, []))
                    continue
                }
                arrows.append((name, names.dropFirst().filter { allowed[$0] != nil }))
            }
        }
        return arrows
    }

    private static let accessLevels: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]

    private static func upToClosingParenthesis(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }

    private static func quoted(_ text: some StringProtocol) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
