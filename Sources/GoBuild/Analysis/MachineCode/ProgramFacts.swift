import GoBinary

extension BuildFacts {
    /// The facts that the machine code of an executable tells: of the compiler's decisions it has only what came of them.
    public init(_ program: ProgramFunctions) {
        self.init()
        let build = (try? program.executable.buildInformation()) ?? nil
        toolchain = build?.goVersion ?? ""
        if let system = build?.setting("GOOS"), let architecture = build?.setting("GOARCH") {
            platform = "\(system)/\(architecture)"
        }
        functions = program.functions.filter { $0.cause != .data }.map { function in
            var facts = FunctionFacts(package: function.package, name: function.nameInPackage)
            (facts.file, facts.line) = program.declaration(function)
            facts.size = function.size
            facts.frame = function.frame
            guard program.isDecoded else { return facts }
            facts.boundsChecks = function.boundsChecks
            facts.calls = function.calls
            facts.dynamicCalls = function.dynamicCalls
            facts.allocations = function.allocations
            return facts
        }.sorted { ($0.package, $0.name) < ($1.package, $1.name) }
    }
}

extension ProgramFunction {
    /// The name as the compiler has it within the package: `(*T).M` of `example.com/m.(*T).M`.
    public var nameInPackage: String {
        guard cause != .typeAlgorithm, !package.isEmpty else { return name }
        // The package is spelled otherwise in names if it has points behind its last slash.
        let end = name.utf8.firstIndex { $0 == UInt8(ascii: "[") } ?? name.endIndex
        let slash = name.utf8[..<end].lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex
        guard let point = name.utf8[slash..<end].firstIndex(of: UInt8(ascii: ".")) else { return name }
        return String(name[name.utf8.index(after: point)...])
    }
}
