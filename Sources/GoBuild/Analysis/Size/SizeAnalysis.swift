import Evidence
import GoBinary
import Wire

extension ProgramSize {
    /// What an executable is made of. No code is decoded.
    /// - Parameter fileSize: bytes.
    /// - Throws: `notFound` for a file that has no function table of Go.
    public init(_ executable: Executable, fileSize: Int) throws {
        let program = try ProgramFunctions(executable, decoding: false)
        let modules = ModuleOfPackage(try? executable.buildInformation())
        var byPackage = SizeGroups()
        var byModule = SizeGroups()
        var byCause = SizeGroups()
        for function in program.functions {
            byPackage.add(function.package, code: function.size)
            byModule.add(modules.name(function.package), code: function.size)
            byCause.add(function.cause.rawValue, code: function.size)
        }
        var otherCode = 0
        executable.forEachOtherSymbol(besides: program.table) { name, size, isCode in
            let size = Int(clamping: min(size, UInt64(fileSize)))
            if isCode {
                otherCode += size
                byCause.add("other-language", code: size)
                byModule.add("other languages", code: size)
                return
            }
            let package = FunctionKind.package(name)
            byPackage.add(package, data: size)
            byModule.add(modules.name(package), data: size)
        }
        let parts = FileParts(program, fileSize: fileSize, otherCode: otherCode)
        path = executable.path
        self.fileSize = fileSize
        zeroed = parts.sections.reduce(0) { $0 &+ ($1.memorySize > $1.fileSize ? $1.memorySize &- $1.fileSize : 0) }
        hasSymbols = executable.hasSymbols
        hasData = executable.hasSymbolSizes
        sections = parts.sections
        self.parts = parts.parts
        packages = byPackage.sorted
        self.modules = byModule.sorted
        causes = byCause.sorted
        functions = program.functions.map { Function(name: $0.name, package: $0.package, size: $0.size) }
    }
}

/// Sums by name.
private struct SizeGroups {
    private var groups: [String: ProgramSize.Group] = [:]

    mutating func add(_ name: String, code: Int) {
        groups[name, default: Self.empty(name)].code += code
        groups[name]?.functions += 1
    }

    mutating func add(_ name: String, data: Int) { groups[name, default: Self.empty(name)].data += data }

    private static func empty(_ name: String) -> ProgramSize.Group { .init(name: name, code: 0, functions: 0, data: 0) }

    var sorted: [ProgramSize.Group] { groups.values.sorted { ($1.total, $0.name) < ($0.total, $1.name) } }
}
