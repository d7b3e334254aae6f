import Dispatch
import Host
import Wire

/// Tells the user's browser about an address.
enum BrowserLaunch {
    static func open(_ address: String) {
        DispatchQueue(label: "sonde.browser").async {
            guard let program = try? PipedProgram(["xdg-open", address]) else {
                return TraceRun.warn("there is no xdg-open here: open the address yourself")
            }
            // It may become the browser itself, which must not wait for somebody to read what it says.
            let output = SequentialInput(descriptor: program.descriptor, name: "xdg-open")
            var buffer: [UInt8] = []
            while let count = try? output.read(1 << 12, into: &buffer), count > 0 { buffer.removeAll() }
            program.wait()
        }
    }
}
