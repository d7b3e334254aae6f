import GoTrace
import Testing

@Suite struct OperationNameTests {
    private static let reading = [
        "internal/poll.(*FD).Read", "net.(*netFD).Read", "net.(*conn).Read",
    ]

    @Test func waitsOfServersForClientsAreBackground() {
        let request = NetworkOperation(
            stack: Self.reading + [
                "net/http.(*connReader).Read", "bufio.(*Reader).fill", "bufio.(*Reader).Peek",
                "net/http.(*conn).serve",
            ])
        #expect((request.action, request.user, request.isBackground) == (.request, "HTTP server", true))
        let head = NetworkOperation(
            stack: Self.reading + [
                "net/http.(*connReader).Read", "bufio.(*Reader).fill", "bufio.(*Reader).ReadSlice",
                "net/http.readRequest", "net/http.(*conn).readRequest", "net/http.(*conn).serve",
            ])
        #expect((head.action, head.isBackground) == (.read, false))
        let watch = NetworkOperation(stack: Self.reading + ["net/http.(*connReader).backgroundRead"])
        #expect((watch.action, watch.isBackground) == (.watch, true))
        let accept = NetworkOperation(
            stack: [
                "internal/poll.(*FD).Accept", "net.(*netFD).accept", "net.(*TCPListener).accept", "main.main",
            ])
        #expect((accept.action, accept.isBackground) == (.accept, true))
    }

    @Test func driversAndProtocolsAreTold() {
        let query = NetworkOperation(
            stack: Self.reading + [
                "bufio.(*Reader).Read", "github.com/lib/pq.(*conn).recvMessage", "github.com/lib/pq.(*conn).query",
                "database/sql.ctxDriverStmtQuery", "database/sql.(*DB).query", "net/http.(*conn).serve",
            ])
        #expect((query.action, query.user, query.isBackground) == (.read, "PostgreSQL", false))
        let handshake = NetworkOperation(
            stack: Self.reading + [
                "crypto/tls.(*atLeastReader).Read", "crypto/tls.(*Conn).readRecordOrCCS",
                "crypto/tls.(*Conn).clientHandshake", "net/http.(*persistConn).addTLS.func2",
            ])
        #expect((handshake.action, handshake.user) == (.handshake, "HTTP client (TLS)"))
        let dial = NetworkOperation(
            stack: ["internal/poll.(*FD).WaitWrite", "net.(*netFD).connect", "net.(*netFD).dial", "main.main"])
        #expect((dial.action, dial.user) == (.dial, ""))
        let pipe = NetworkOperation(stack: ["os.(*File).Read", "main.main"])
        #expect(pipe.action == .file)
    }

    @Test(arguments: [
        (
            ["syscall.Syscall", "syscall.write", "syscall.Write", "internal/poll.(*FD).Write", "os.(*File).Write"],
            "write"
        ),
        (["internal/runtime/syscall/linux.Syscall6", "syscall.Syscall", "syscall.fsync", "os.(*File).Sync"], "fsync"),
        (["golang.org/x/sys/unix.Syscall6", "golang.org/x/sys/unix.EpollWait", "main.main"], "epollwait"),
        (["runtime.cgocall", "main._Cfunc_work", "main.main"], "cgo (main._Cfunc_work)"),
        (["runtime.notetsleepg", "os/signal.signal_recv", "os/signal.loop"], "futex (wait for signals)"),
        (["os.(*File).Write", "main.main"], "os.(*File).Write"), ([], ""),
    ])
    func systemCallsHaveTheNamesOfTheirWrappers(stack: [String], name: String) {
        #expect(SystemCallName.name(stack: stack) == name)
    }
}
