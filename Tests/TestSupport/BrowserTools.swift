/// What drives a real browser, and checks the types of the pages: see scripts/browser-tools.
public enum BrowserTools {
    /// Folder of the packages; nil when they are not there.
    public static let folder: String? = {
        let result = try? Command.run(Repository.path("scripts/browser-tools"), ["--find"])
        guard result?.succeeded == true, let line = result?.output.split(separator: "\n").first else { return nil }
        return String(line)
    }()

    public static let hasBrowser =
        folder != nil && (try? Command.run("sh", ["-c", "command -v chromium"]).succeeded) == true

    /// Environment for python3 in which the packages are found.
    public static var environment: [String: String] {
        var environment = currentEnvironment()
        environment["PYTHONPATH"] = folder
        return environment
    }
}
