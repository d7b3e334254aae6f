import Evidence
import GoProcess

/// The other side of a descriptor, in words.
public enum PeerText {
    /// `tcp 10.0.0.2:41822 to 10.0.0.7:5432`, or the path or name of what is no socket.
    static func target(_ target: String, socket: SocketFacts?) -> String {
        guard let socket else { return target }
        if socket.state == "LISTEN" { return "\(socket.network) listening on \(socket.local)" }
        var text = socket.network
        if !socket.local.isEmpty { text += " \(socket.local)" }
        if !socket.remote.isEmpty { text += " to \(socket.remote)" }
        if !socket.state.isEmpty, socket.state != "ESTABLISHED" { text += " (\(socket.state))" }
        return text
    }

    /// The same for a system call's descriptor.
    public static func target(of call: SystemCall) -> String { target(call.target, socket: call.socket) }

    /// Bytes under way in both directions; empty when there are none.
    public static func queues(_ socket: SocketFacts?) -> String {
        guard let socket, socket.state != "LISTEN" else { return "" }
        var parts: [String] = []
        if socket.sendQueue > 0 { parts.append("\(socket.sendQueue) bytes not acknowledged by the peer") }
        if socket.receiveQueue > 0 { parts.append("\(socket.receiveQueue) bytes received and not read") }
        return parts.joined(separator: ", ")
    }
}
