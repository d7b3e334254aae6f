/// The Python package perfetto, whose classes read Perfetto's traces.
public enum PerfettoPackage {
    /// Whether python3 can import it, from where it is installed or from the cache, into which pip puts it when it is
    /// missing.
    public static let isAvailable: Bool = {
        if canImport(environment) { return true }
        let pip = try? Command.run(
            "python3", ["-m", "pip", "install", "--quiet", "--target", folder, "perfetto==0.59.1", "protobuf"],
            within: .seconds(120))
        return pip?.succeeded == true && canImport(environment)
    }()

    /// Environment for python3 in which the package is found.
    public static var environment: [String: String] {
        var environment = currentEnvironment()
        environment["PYTHONPATH"] = folder
        return environment
    }

    private static let folder = TestCache.root + "/fixtures/python/perfetto-0.59.1"

    private static func canImport(_ environment: [String: String]) -> Bool {
        let script = "from perfetto.protos.perfetto.trace import perfetto_trace_pb2"
        return (try? Command.run("python3", ["-c", script], environment: environment))?.succeeded == true
    }
}
