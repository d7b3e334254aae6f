import GoBinary

extension BuildFacts {
    /// The facts that the machine code of an executable tells: of the compiler's decisions it has only what came of them.
    /// As in facts of what a build printed, wrappers and copies of closures are left out.
    public init(_ program: ProgramFunctions) {
        self.init()
        let build = (try? program.executable.buildInformation()) ?? nil
        toolchain = build?.goVersion ?? ""
        if let system = build?.setting("GOOS"), let architecture = build?.setting("GOARCH") {
            platform = "\(system)/\(architecture)"
        }
        // The linker calls the program's own package `main`, the go command by its path.
        let main = build.map(\.path).flatMap { $0.isEmpty ? nil : $0 } ?? "main"
        var known: Set<String> = []
        for function in program.functions where function.isCompiled {
            var facts = FunctionFacts(
                package: function.package == "main" ? main : function.package,
                name: FunctionNaming.stable(function.nameInPackage))
            guard known.insert("\(facts.package)\u{0}\(facts.name)").inserted else { continue }
            (facts.file, facts.line) = program.declaration(function)
            facts.size = function.size
            facts.frame = function.frame
            if program.isDecoded {
                facts.boundsChecks = function.boundsChecks
                facts.calls = function.calls
                facts.dynamicCalls = function.dynamicCalls
                facts.allocations = function.allocations
            }
            functions.append(facts)
        }
        sort()
    }
}

extension ProgramFunction {
    /// Whether a programmer wrote it and the compiler made it: once, and not as a copy.
    fileprivate var isCompiled: Bool {
        switch cause {
        case .own, .generic, .closure: name.utf8.last != UInt8(ascii: "#")
        case .wrapper, .typeAlgorithm, .assembly, .data: false
        }
    }

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
