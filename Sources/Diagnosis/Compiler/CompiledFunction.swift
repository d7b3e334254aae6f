import Evidence
import GoBuild

/// A function as profiles and the compiler both know it.
///
/// The compiler names functions without their package (`(*T).M`, `Sum[go.shape.int]`) and packages by import path. A profile
/// has both in one name, type arguments as `[...]`, points of a path's last element as `%2e`, and the program's own package as
/// `main`: of that one, the paths of files tell which it is.
struct CompiledFunction: Hashable, Sendable {
    /// What both spell alike.
    struct Key: Hashable, Sendable {
        var name: String
        var base: String
    }

    let package: String
    let file: String
    let key: Key

    /// - Parameters:
    ///   - name: with its package, as profiles have it.
    ///   - file: in which it is declared.
    init(profiled name: String, file: String) {
        let package = FunctionName.package(name)
        self.package = ImportPath.unescaped(String(package))
        self.file = file
        key = Key(name: Self.generic(Self.withoutPackage(name)), base: PathText.last(file))
    }

    /// - Parameter package: import path; empty when the compiler did not say.
    init(package: String, name: String, file: String) {
        self.package = package
        self.file = file
        key = Key(name: Self.generic(name), base: PathText.last(file))
    }

    /// Whether a function of a profile is one of the compiler's.
    /// - Parameter compiled: made of what the compiler says.
    func isSame(as compiled: CompiledFunction) -> Bool {
        key == compiled.key && isOfPackage(compiled.package, file: compiled.file)
    }

    /// Whether the function of a profile is of a package that the compiler names, in a file as it writes it.
    func isOfPackage(_ path: String, file other: String) -> Bool {
        if path.isEmpty || path == "command-line-arguments" || path == package { return true }
        // A generic function is compiled with the package that uses it: then the folder tells. A bare name tells of the
        // program's own package alone.
        return SourcePath.common(file, other) >= (package == "main" ? 1 : 2)
    }

    /// What stands behind the package in a profile's name of a function: `(*T).M` of `example.com/a.(*T).M`.
    static func withoutPackage(_ name: String) -> String {
        let package = FunctionName.package(name)
        guard package.endIndex < name.endIndex else { return name }
        return String(name[package.endIndex...].dropFirst())
    }

    /// Type arguments as `[...]`.
    static func generic(_ name: String) -> String {
        guard let open = name.firstIndex(of: "["), let close = name.lastIndex(of: "]"), open < close else {
            return name
        }
        return name[..<open] + "[...]" + name[name.index(after: close)...]
    }
}
