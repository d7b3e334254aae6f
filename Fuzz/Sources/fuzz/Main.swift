import CFuzzer
import Glibc
import Host
import Wire

/// `fuzz list`, `fuzz seeds TARGET FOLDER`, `fuzz freeze PID CORE`, or with SONDE_FUZZ_TARGET in the environment
/// libFuzzer's own arguments. A variable, since libFuzzer starts itself anew with other arguments.
@main
enum Main {
    static func main() {
        let arguments = CommandLine.arguments
        if let name = variable("SONDE_FUZZ_TARGET") { fuzz(target(name)) }
        do {
            switch arguments.dropFirst().first {
            case "list" where arguments.count == 2:
                for target in FuzzTarget.all { print("\(target.name)\t\(target.maximumLength)\t\(target.what)") }
            case "seeds" where arguments.count == 4: try writeSeeds(target(arguments[2]), to: arguments[3])
            case "freeze" where arguments.count == 4: try FrozenProcess.freeze(arguments[2], to: arguments[3])
            default: end("usage: fuzz list | fuzz seeds TARGET FOLDER | fuzz freeze PID CORE")
            }
        } catch { end("\(error)") }
    }

    static func variable(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    static func end(_ message: String) -> Never {
        try? StandardStream.error.write(Array("fuzz: \(message)\n".utf8))
        exit(2)
    }

    private static func target(_ name: String) -> FuzzTarget {
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            end("no target is called “\(name)”; the targets are \(FuzzTarget.all.map(\.name).joined(separator: " "))")
        }
        return target
    }

    /// The target under way: libFuzzer takes a C function, which captures nothing.
    nonisolated(unsafe) private static var body: ([UInt8]) -> Void = { _ in }

    private static func fuzz(_ target: FuzzTarget) -> Never {
        unsafe Main.body = target.run
        var count = CommandLine.argc
        var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
        exit(
            unsafe LLVMFuzzerRunDriver(&count, &words) { start, length in
                unsafe Main.body(Array(UnsafeBufferPointer(start: start, count: length)))
                return 0
            })
    }

    private static func writeSeeds(_ target: FuzzTarget, to folder: String) throws {
        for (number, seed) in target.seeds().enumerated() {
            try AtomicFile.write(seed, to: "\(folder)/seed-\(number)")
        }
    }
}
