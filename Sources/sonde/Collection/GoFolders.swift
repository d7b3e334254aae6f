import Host
import Report
import Wire

/// Where this machine keeps the sources of Go's toolchain and of modules.
enum GoFolders {
    static func libraries(remark: @escaping (String) -> Void) -> SourceLibraries {
        var result = SourceLibraries()
        result.goRoot = roots.first { MappedFile.exists($0 + "/src/runtime/proc.go") }
        let home = Surroundings.variable("HOME")
        let path = Surroundings.variable("GOPATH").flatMap { $0.split(separator: ":").first.map(String.init) }
        result.moduleCache =
            Surroundings.variable("GOMODCACHE") ?? path.map { $0 + "/pkg/mod" } ?? home.map { $0 + "/go/pkg/mod" }
        result.remark = remark
        return result
    }

    /// The go command stands in the folder `bin` of its toolchain.
    private static var roots: [String] {
        let named = Surroundings.variable("GOROOT").map { [$0] } ?? []
        let onPath = (Surroundings.variable("PATH") ?? "").split(separator: ":").filter { $0.hasSuffix("/bin") }
        return named + onPath.map { String($0.dropLast(4)) } + ["/usr/local/go", "/usr/lib/go"]
    }
}
