import SystemActivity

@testable import Diagnosis

/// What programs do by themselves: names, connections, start-up.
extension ScriptedActivity {
    /// Questions of 20 ms, then some that take as long as is said.
    static func lookups(_ slow: Int, _ length: Double, isAnswered: Bool = true, prompt: Int = 3)
        -> ScriptedActivity
    {
        var script = ScriptedActivity()
        for number in 0..<(prompt + slow) {
            let at = 10 + Double(number) * (number < prompt ? 30 : length + 1)
            let took = number < prompt ? 20 : length
            script.call(at, "socket", -1, "socket:udp", "5")
            script.call(at + 0.1, "connect", 5, "10.0.0.53:53", "0")
            script.call(at + 0.2, "write", 5, "", "30")
            if isAnswered || number < prompt { script.call(at + took, "read", 5, "", "90") }
            script.call(at + took + 0.1, "close", 5)
        }
        return script
    }

    /// - Parameter uses: of each connection.
    static func connections(
        _ count: Int, uses: Int, every pause: Double = 20, isEndedByPeer: Bool = false
    ) -> ScriptedActivity {
        var script = ScriptedActivity()
        for number in 0..<count {
            var at = 10 + Double(number) * pause
            script.call(at, "socket", -1, "socket:tcp", "5")
            script.call(at + 0.1, "connect", 5, "10.0.0.1:80", "EINPROGRESS")
            for _ in 0..<uses {
                at += 1
                script.call(at, "write", 5, "", "100")
                script.call(at + 0.5, "read", 5, "", "100")
            }
            if isEndedByPeer { script.call(at + 0.6, "read", 5, "", "0") }
            script.call(at + 0.7, "close", 5)
        }
        return script
    }

    /// - Parameter pause: milliseconds between files.
    static func start(_ files: Int, pause: Double, missing: Int = 0, until ready: Double) -> ScriptedActivity {
        var script = ScriptedActivity()
        for number in 0..<files {
            script.call(
                1 + Double(number) * pause, "openat", -1, "/etc/shop/\(number)", number < missing ? "ENOENT" : "3",
                took: 0.05)
        }
        script.call(ready, "listen", 3, kind: .network)
        return script
    }
}
