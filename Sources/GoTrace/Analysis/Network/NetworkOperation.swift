/// What a goroutine that waits for the network does, and for whom, as the functions of its stack tell.
public struct NetworkOperation: Sendable, Hashable {
    public enum Action: String, Sendable, CaseIterable {
        case accept, dial, read, write, handshake, lookup
        /// A connection of an HTTP client: it awaits an answer, or it is idle; the stack is the same.
        case answer
        /// A server awaits the next request of a client.
        case request
        /// A server that works on a request watches whether its client goes away.
        case watch
        /// A pipe, a terminal, a device: files that the poller watches.
        case file
        case other
    }

    public var action: Action
    /// The protocol or the driver on whose behalf it waits, such as `HTTP server` or `PostgreSQL`; empty when unknown.
    public var user: String
    /// Whether nothing in the program waits for it: a server that awaits clients or their next request, a reader that
    /// only watches for an end.
    public var isBackground: Bool

    /// - Parameter names: functions of the stack, innermost first.
    public init(stack names: [String]) {
        action = Self.loop(names) ?? Self.action(names)
        user = Self.user(names)
        isBackground = [.accept, .request, .watch].contains(action)
    }

    private static func action(_ names: [String]) -> Action {
        var result = Action.other
        // The innermost of these that says something; a handshake or a lookup around it says more.
        for name in names {
            if result == .other, let known = innermost(name) { result = known }
            if name.hasPrefix("crypto/tls.(*Conn).handshake") || name.hasPrefix("crypto/tls.(*Conn).Handshake")
                || name.hasPrefix("crypto/tls.(*Conn).clientHandshake")
                || name.hasPrefix("crypto/tls.(*Conn).serverHandshake")
            {
                return .handshake
            }
            if name.hasPrefix("net.(*Resolver).") || name.hasPrefix("net.dnsPacketRoundTrip")
                || name.hasPrefix("net.dnsStreamRoundTrip")
            {
                return .lookup
            }
            // Pipes and terminals wait in the same functions as sockets.
            if name.hasPrefix("os.(*File)."), [.other, .read, .write].contains(result) { return .file }
        }
        return result
    }

    private static func innermost(_ name: String) -> Action? {
        if name.hasPrefix("internal/poll.(*FD).") {
            let method = name.dropFirst("internal/poll.(*FD).".count)
            if method.hasPrefix("Accept") { return .accept }
            if method.hasPrefix("WaitWrite") || method.hasPrefix("Connect") { return .dial }
            if method.hasPrefix("Read") || method.hasPrefix("RawRead") || method.hasPrefix("Pread") { return .read }
            if method.hasPrefix("Write") || method.hasPrefix("RawWrite") || method.hasPrefix("SendFile") {
                return .write
            }
            return nil
        }
        switch name {
        case "net.(*netFD).accept": return .accept
        case "net.(*netFD).connect": return .dial
        case "internal/poll.SendFile", "internal/poll.sendFile", "internal/poll.spliceDrain",
            "internal/poll.splicePump":
            return .write
        default: return name.hasPrefix("os.(*File).") ? .file : nil
        }
    }

    /// Beginnings of names of functions that tell on whose behalf something waits: the innermost decides.
    private static let users: [(prefix: String, user: String)] = [
        ("google.golang.org/grpc", "gRPC"),
        ("golang.org/x/net/http2.(*ClientConn)", "HTTP/2 client"),
        ("golang.org/x/net/http2.(*clientConn", "HTTP/2 client"),
        ("golang.org/x/net/http2.(*Transport)", "HTTP/2 client"),
        ("golang.org/x/net/http2.(*serverConn)", "HTTP/2 server"),
        ("net/http.(*http2ClientConn)", "HTTP/2 client"), ("net/http.(*http2clientConn", "HTTP/2 client"),
        ("net/http.(*http2serverConn)", "HTTP/2 server"),
        ("net/http/internal/http2.(*ClientConn)", "HTTP/2 client"),
        ("net/http/internal/http2.(*clientConn", "HTTP/2 client"),
        ("net/http/internal/http2.(*serverConn)", "HTTP/2 server"),
        ("net/http.(*persistConn)", "HTTP client"), ("net/http.(*Transport)", "HTTP client"),
        ("net/http.(*conn)", "HTTP server"), ("net/http.(*connReader)", "HTTP server"),
        ("net/http.(*Server)", "HTTP server"), ("net/http.(*response)", "HTTP server"),
        ("github.com/valyala/fasthttp", "fasthttp"), ("github.com/quic-go/", "QUIC"),
        ("github.com/lib/pq", "PostgreSQL"), ("github.com/jackc/pg", "PostgreSQL"), ("github.com/uptrace/bun", "SQL"),
        ("github.com/go-sql-driver/mysql", "MySQL"), ("github.com/go-mysql-org/go-mysql", "MySQL"),
        ("github.com/microsoft/go-mssqldb", "SQL Server"), ("github.com/denisenkom/go-mssqldb", "SQL Server"),
        ("github.com/sijms/go-ora", "Oracle"), ("github.com/godror/godror", "Oracle"),
        ("github.com/ClickHouse/", "ClickHouse"), ("github.com/gocql/gocql", "Cassandra"),
        ("github.com/apache/cassandra-gocql-driver", "Cassandra"), ("go.mongodb.org/", "MongoDB"),
        ("github.com/redis/", "Redis"), ("github.com/go-redis/", "Redis"), ("github.com/gomodule/redigo", "Redis"),
        ("github.com/valkey-io/", "Valkey"), ("github.com/bradfitz/gomemcache", "Memcached"),
        ("go.etcd.io/", "etcd"), ("github.com/segmentio/kafka-go", "Kafka"), ("github.com/IBM/sarama", "Kafka"),
        ("github.com/Shopify/sarama", "Kafka"), ("github.com/twmb/franz-go", "Kafka"),
        ("github.com/nats-io/", "NATS"), ("github.com/rabbitmq/amqp091-go", "AMQP"),
        ("github.com/streadway/amqp", "AMQP"),
        ("github.com/gorilla/websocket", "WebSocket"), ("github.com/coder/websocket", "WebSocket"),
        ("nhooyr.io/websocket", "WebSocket"), ("golang.org/x/net/websocket", "WebSocket"),
        ("golang.org/x/crypto/ssh", "SSH"), ("net/smtp.", "SMTP"), ("net/rpc.", "RPC"),
        ("net/http.", "HTTP"), ("database/sql.", "SQL"),
    ]

    private static func user(_ names: [String]) -> String {
        var hasTLS = false
        for name in names {
            if name.hasPrefix("crypto/tls.") { hasTLS = true }
            // Packages of a framework stand below those that wait in it, so the innermost is the protocol itself.
            guard name.utf8.contains(UInt8(ascii: "/")) else { continue }
            if let found = users.first(where: { name.hasPrefix($0.prefix) }) {
                return hasTLS ? found.user + " (TLS)" : found.user
            }
        }
        return hasTLS ? "TLS" : ""
    }

    /// What a connection of net/http that has a goroutine for itself waits for.
    private static func loop(_ names: [String]) -> Action? {
        for (index, name) in names.enumerated() {
            switch name {
            case "net/http.(*connReader).backgroundRead": return .watch
            case "bufio.(*Reader).Peek":
                // What follows of a message is read by bufio's other methods.
                guard index + 1 < names.count else { return nil }
                if names[index + 1] == "net/http.(*conn).serve" { return .request }
                if names[index + 1] == "net/http.(*persistConn).readLoop" { return .answer }
            case "net/http.(*http2serverConn).readFrames", "golang.org/x/net/http2.(*serverConn).readFrames",
                "net/http/internal/http2.(*serverConn).readFrames":
                return .request
            case "net/http.(*http2clientConnReadLoop).run", "golang.org/x/net/http2.(*clientConnReadLoop).run",
                "net/http/internal/http2.(*clientConnReadLoop).run":
                return .answer
            default: continue
            }
        }
        return nil
    }
}
