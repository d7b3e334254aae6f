import Evidence
import GoBinary

/// Which module a package comes from, by what the linker recorded of the build.
struct ModuleOfPackage {
    /// Name of the group of the standard library and the toolchain's own programs.
    static let standardLibrary = "std"
    static let none = "no package"

    private let build: BuildInformation?
    /// Paths of modules, the longest first: modules may lie within each other.
    private let paths: [String]

    init(_ build: BuildInformation?) {
        self.build = build
        paths = (build.map { ($0.main.map { [$0] } ?? []) + $0.dependencies } ?? []).map(\.path).filter { !$0.isEmpty }
            .sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
    }

    func name(_ package: String) -> String {
        if package.isEmpty { return Self.none }
        if package == "main" {
            if let main = build?.main?.path, !main.isEmpty { return main }
            return build.map { module($0.path) } ?? "main"
        }
        return module(package)
    }

    private func module(_ package: String) -> String {
        for path in paths where package == path || package.hasPrefix(path + "/") { return path }
        if StandardLibrary.contains(path: package[...]) { return Self.standardLibrary }
        return package
    }
}
