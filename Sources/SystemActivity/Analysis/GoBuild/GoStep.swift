import Evidence

/// What a process of a Go build does.
public enum GoTool: String, Sendable, CaseIterable {
    case compile, link, cgo, vet, pack
    case assemble = "asm"
    /// A C, C++ or Fortran compiler, an assembler or linker that cgo calls for.
    case foreign = "C compiler"
    /// A tool that is only asked for its version (`-V=full`).
    case probe = "tool probe"
    case versionControl = "version control"
    /// The go command itself.
    case command = "go"
    /// A program that was built, run by `go run` or `go test`.
    case program = "run"
}

/// A process of a Go build, recognised from its arguments.
///
/// Source of the forms: `cmd/go/internal/work` of Go 1.27.3 (`gc.go`, `exec.go`, `buildid.go`).
public struct GoStep: Sendable {
    /// In `ActivityTables.processes`.
    public var process: Int32
    public var tool: GoTool
    /// Import path; empty when its arguments do not say.
    public var package: String
    /// Folder of the action that it belongs to, such as `/tmp/go-build123/b010`; empty for none.
    public var action: String
    /// Where the Go is installed whose tool it is; empty when it is none.
    public var goroot: String
    /// In the log's clock.
    public var start: Int64
    public var end: Int64

    public var duration: Int64 { max(0, end &- start) }
}

extension GoStep {
    private static let tools: [String: GoTool] = [
        "compile": .compile, "link": .link, "cgo": .cgo, "vet": .vet, "pack": .pack, "asm": .assemble,
    ]
    private static let foreignTools: Set<String> = [
        "gcc", "g++", "cc", "c++", "clang", "clang++", "cc1", "cc1plus", "as", "ld", "collect2", "gfortran", "ar",
        "pkg-config", "lto-wrapper", "x86_64-linux-gnu-gcc", "aarch64-linux-gnu-gcc",
    ]
    private static let versionControlTools: Set<String> = ["git", "hg", "svn", "bzr", "fossil"]

    /// The step that a process is.
    /// - Parameters:
    ///   - process: its number in `tables.processes`.
    ///   - end: of the log, for a process that had not ended.
    /// - Returns: nil for a process that has no part in a build.
    public init?(_ process: Int32, _ tables: ActivityTables, end: Int64) {
        let found = tables.processes[Int(process)]
        let arguments = Self.arguments(found, tables)
        // Windows' paths have the same parts.
        let image = Self.slashes(
            tables.strings[found.image].isEmpty ? arguments.first ?? "" : tables.strings[found.image])
        let name = Self.withoutEnding(PathText.last(image)[...])
        self.process = process
        start = found.start ?? 0
        self.end = found.end ?? end
        goroot = image.firstRange(of: "/pkg/tool/").map { String(image[..<$0.lowerBound]) } ?? ""
        package = Self.value(of: "-p", in: arguments) ?? ""
        action = arguments.dropFirst().lazy.compactMap { Self.actionFolder($0) }.first ?? ""
        if let tool = Self.tools[name], image.contains("/pkg/tool/") || !action.isEmpty {
            self.tool = arguments.contains("-V=full") ? .probe : tool
            if tool == .link { package = Self.program(arguments) }
        } else if name == "go" {
            tool = .command
        } else if Self.foreignTools.contains(name) || Self.isVersionedCompiler(name) {
            tool = .foreign
        } else if Self.versionControlTools.contains(name) {
            tool = .versionControl
        } else if Self.isBuilt(image) {
            tool = .program
            action = Self.actionFolder(image) ?? image
            package = name
        } else {
            return nil
        }
    }

    /// What a link step makes: the name of a test or of `go run`'s program, else `main`.
    private static func program(_ arguments: [String]) -> String {
        let name = value(of: "-o", in: arguments).map { PathText.last(slashes($0)) } ?? ""
        return name.isEmpty || name == "a.out" || name == "a.out.exe" ? "main" : name
    }

    /// With `/` between the parts of a path, as the same number of bytes.
    static func slashes(_ path: String) -> String {
        path.utf8.contains(UInt8(ascii: "\\")) ? path.replacing("\\", with: "/") : path
    }

    /// With `/` in paths, whatever the system has.
    private static func arguments(_ process: ActivityProcess, _ tables: ActivityTables) -> [String] {
        guard process.arguments.isEmpty else { return process.arguments.map { tables.strings[$0] } }
        return WindowsCommandLine.arguments(tables.strings[process.commandLine]).map { slashes($0) }
    }

    /// `gcc-12`, `x86_64-linux-gnu-gcc-12`, `clang-16`.
    private static func isVersionedCompiler(_ name: String) -> Bool {
        let parts = name.split(separator: "-")
        guard parts.count > 1, let last = parts.last, last.allSatisfy({ $0.isNumber || $0 == "." }) else {
            return false
        }
        return foreignTools.contains(String(parts[parts.count - 2]))
    }

    /// Programs in a work folder, and those of the cache of executables (`HH/<64 digits>-d/NAME`), which `go run` starts.
    public static func isBuilt(_ image: String) -> Bool {
        if slashes(image).contains("/exe/"), actionFolder(image) != nil { return true }
        let parts = slashes(image).split(separator: "/")
        guard parts.count > 2, let last = parts.last else { return false }
        let folder = parts[parts.count - 2]
        return folder.utf8.count == 66 && folder.hasSuffix("-d")
            || withoutEnding(last).hasSuffix(".test") && actionFolder(image) != nil
    }

    /// A program's name without what Windows has behind it.
    private static func withoutEnding(_ name: Substring) -> String {
        String(name.hasSuffix(".exe") ? name.dropLast(4) : name)
    }

    /// The value behind an option; nil when it is not there.
    static func value(of option: String, in arguments: [String]) -> String? {
        guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
    }

    /// The folder of an action in a path or argument: `/tmp/go-build123/b010` of `/tmp/go-build123/b010/_pkg_.a`.
    static func actionFolder(_ text: String) -> String? {
        let text = slashes(text)
        guard let work = text.firstRange(of: "/go-build") else { return nil }
        let bytes = text.utf8
        var at = work.upperBound
        while at < text.endIndex, bytes[at] >= 0x30, bytes[at] <= 0x39 { at = bytes.index(after: at) }
        guard at < text.endIndex, bytes[at] == UInt8(ascii: "/") else { return nil }
        let folder = bytes.index(after: at)
        guard folder < text.endIndex, bytes[folder] == UInt8(ascii: "b") else { return nil }
        var end = bytes.index(after: folder)
        while end < text.endIndex, bytes[end] >= 0x30, bytes[end] <= 0x39 { end = bytes.index(after: end) }
        guard end > bytes.index(after: folder),
            end == text.endIndex || bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: "=")
        else { return nil }
        // Options such as -trimpath=/tmp/… have something before the path.
        let start = text[..<work.lowerBound].lastIndex(of: "=").map { text.index(after: $0) } ?? text.startIndex
        return String(text[start..<end])
    }
}
