import Evidence

extension ActivityTables {
    /// What a process is, in few words: `compile fmt`, `link main`, `go build ./...`, `sh -c make`.
    ///
    /// Steps of a Go build are told by their tool and package; of others the name and the arguments are given, with
    /// names of temporary files as `VolatileText` has them.
    public func title(ofProcess number: Int32) -> String {
        guard processes.indices.contains(Int(number)) else { return "?" }
        let process = processes[Int(number)]
        let name = strings[process.name]
        if let step = GoStep(number, self, end: 0) {
            switch step.tool {
            case .compile, .link, .assemble, .cgo, .vet, .pack:
                return "\(step.tool.rawValue) \(step.package.isEmpty ? step.action : step.package)"
            case .probe: return "\(name) -V=full"
            default: break
            }
        }
        var words = process.arguments.dropFirst().prefix(12).map { VolatileText.stable(strings[$0]) }
        if process.arguments.isEmpty {
            words = WindowsCommandLine.arguments(strings[process.commandLine]).dropFirst().prefix(12)
                .map { VolatileText.stable($0) }
        }
        return ([name.isEmpty ? "?" : name] + words).joined(separator: " ")
    }
}
