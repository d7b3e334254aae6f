/// What a function's presence on a stack tells about the goroutine, as a set that is united over the stack.
struct FunctionTraits: OptionSet, Hashable, Sendable {
    let rawValue: UInt64
    init(rawValue: UInt64) { self.rawValue = rawValue }
    private init(bit: UInt64) { rawValue = 1 << bit }

    // Who it is.
    static let profiler = FunctionTraits(bit: 0)
    static let signalLoop = FunctionTraits(bit: 1)
    static let accept = FunctionTraits(bit: 2)
    /// The loop of a server's connection, net/http or HTTP/2.
    static let serverConnection = FunctionTraits(bit: 3)
    /// A request is being handled.
    static let handler = FunctionTraits(bit: 4)
    /// The goroutine of net/http's transport that reads from a connection.
    static let transportRead = FunctionTraits(bit: 5)
    static let transportWrite = FunctionTraits(bit: 6)
    static let http2Client = FunctionTraits(bit: 7)
    static let databaseHousekeeping = FunctionTraits(bit: 8)
    static let rpcTransport = FunctionTraits(bit: 9)
    static let webSocket = FunctionTraits(bit: 10)
    /// A function whose name says that it reads, polls or watches for ever.
    static let readerLoop = FunctionTraits(bit: 11)
    static let childProcess = FunctionTraits(bit: 12)
    static let rowsWatcher = FunctionTraits(bit: 13)
    static let transactionWatcher = FunctionTraits(bit: 14)

    // What it does.
    static let roundTrip = FunctionTraits(bit: 20)
    static let connectionRequest = FunctionTraits(bit: 21)
    static let httpClient = FunctionTraits(bit: 22)
    static let bodyRead = FunctionTraits(bit: 23)
    static let databaseConnection = FunctionTraits(bit: 24)
    static let database = FunctionTraits(bit: 25)
    static let nameResolution = FunctionTraits(bit: 26)
    static let dial = FunctionTraits(bit: 27)
    static let logging = FunctionTraits(bit: 28)
    static let descriptorLock = FunctionTraits(bit: 29)
    static let fileWrite = FunctionTraits(bit: 30)
    static let groupLimit = FunctionTraits(bit: 31)
    static let weightedSemaphore = FunctionTraits(bit: 32)
    static let rpcCall = FunctionTraits(bit: 33)
    static let dialConnection = FunctionTraits(bit: 34)
    /// Waits until a disk has what was written.
    static let diskSync = FunctionTraits(bit: 35)

    // How it waits.
    static let pollRead = FunctionTraits(bit: 40)
    static let pollWrite = FunctionTraits(bit: 41)
    static let mutexLock = FunctionTraits(bit: 42)
    static let readLock = FunctionTraits(bit: 43)
    static let writeLock = FunctionTraits(bit: 44)
    static let waitGroup = FunctionTraits(bit: 45)
    static let cond = FunctionTraits(bit: 46)
    static let sleep = FunctionTraits(bit: 47)
    static let once = FunctionTraits(bit: 48)
    static let channelReceive = FunctionTraits(bit: 49)
    static let channelSend = FunctionTraits(bit: 50)
    static let select = FunctionTraits(bit: 51)

    /// The traits of one function by its full name.
    init(function name: String, package: Substring) {
        self = FunctionTraits.exact[name] ?? []
        for (prefix, traits) in FunctionTraits.prefixes where name.hasPrefix(prefix) { formUnion(traits) }
        if package.hasPrefix("net/http") || package.hasSuffix("net/http2") {
            formUnion(FunctionTraits.http2(FunctionName.receiver(name), FunctionName.member(name)))
        }
        if !FunctionName.isStandard(package: package), FunctionTraits.namesReader(name) { insert(.readerLoop) }
    }

    /// HTTP/2 lives in net/http (as http2…), golang.org/x/net/http2 or net/http/internal/http2, by Go version.
    private static func http2(_ receiver: Substring, _ member: Substring) -> FunctionTraits {
        switch receiver.lowercased().replacing("http2", with: "") {
        case "(*serverconn)": member == "runHandler" ? [.serverConnection, .handler] : .serverConnection
        case "(*clientconnreadloop)": .http2Client
        case "(*clientstream)": .http2Client
        case "(*clientconn)": member.lowercased() == "roundtrip" ? .roundTrip : .http2Client
        default: []
        }
    }

    private static func namesReader(_ name: String) -> Bool {
        let member = FunctionName.member(name).lowercased()
        return readerNames.contains { member.contains($0) }
    }

    private static let readerNames = [
        "readloop", "recvloop", "receiveloop", "readpump", "readmessage", "readframe", "reader", "listen", "subscri",
        "watch", "heartbeat", "keepalive", "consume", "acceptloop", "eventloop", "servec", "handleconn", "longpoll",
    ]

    private static let exact: [String: FunctionTraits] = [
        "os/signal.signal_recv": .signalLoop, "os/signal.loop": .signalLoop,
        "internal/poll.(*FD).Accept": .accept,
        "net/http.(*conn).serve": .serverConnection, "net/http.(*connReader).backgroundRead": .serverConnection,
        "net/http.serverHandler.ServeHTTP": .handler,
        "google.golang.org/grpc.(*Server).handleStream": .handler,
        "net/http.(*persistConn).readLoop": .transportRead, "net/http.(*persistConn).writeLoop": .transportWrite,
        "net/http.(*persistConn).roundTrip": [.roundTrip, .httpClient],
        "net/http.(*Transport).getConn": [.connectionRequest, .httpClient],
        "net/http.(*Transport).roundTrip": .httpClient, "net/http.(*Client).do": .httpClient,
        "net/http.(*Transport).dialConn": .dialConnection, "net/http.(*Transport).dialConnFor": .dialConnection,
        "net/http.(*body).Read": .bodyRead, "net/http.(*bodyEOFSignal).Read": .bodyRead,
        "database/sql.(*DB).conn": .databaseConnection,
        "database/sql.(*DB).connectionOpener": .databaseHousekeeping,
        "database/sql.(*DB).connectionCleaner": .databaseHousekeeping,
        "database/sql.(*Rows).awaitDone": [.databaseHousekeeping, .rowsWatcher],
        "database/sql.(*Tx).awaitDone": [.databaseHousekeeping, .transactionWatcher],
        "net.(*netFD).connect": .dial, "net.(*netFD).dial": .dial,
        "net._C2func_getaddrinfo": .nameResolution, "net.doBlockingWithCtx": .nameResolution,
        "net.cgoLookupIP": .nameResolution, "net.cgoLookupHost": .nameResolution,
        "internal/poll.(*fdMutex).rwlock": .descriptorLock, "os.(*File).Write": .fileWrite,
        "golang.org/x/sync/errgroup.(*Group).Go": .groupLimit,
        "golang.org/x/sync/semaphore.(*Weighted).Acquire": .weightedSemaphore,
        "google.golang.org/grpc.(*ClientConn).Invoke": .rpcCall,
        "google.golang.org/grpc.(*clientStream).RecvMsg": .rpcCall,
        "sync.(*Mutex).Lock": .mutexLock, "sync.(*Mutex).lockSlow": .mutexLock,
        "internal/sync.(*Mutex).Lock": .mutexLock, "internal/sync.(*Mutex).lockSlow": .mutexLock,
        "sync.(*RWMutex).RLock": .readLock, "sync.(*RWMutex).Lock": .writeLock,
        "sync.(*WaitGroup).Wait": .waitGroup, "sync.(*Cond).Wait": .cond, "time.Sleep": .sleep,
        "sync.(*Once).doSlow": .once,
        "runtime.chanrecv": .channelReceive, "runtime.chanrecv1": .channelReceive,
        "runtime.chanrecv2": .channelReceive, "runtime.chansend": .channelSend, "runtime.chansend1": .channelSend,
        "runtime.selectgo": .select,
        "os.(*Process).Wait": .childProcess, "os/exec.(*Cmd).Wait": .childProcess,
    ]

    private static let prefixes: [(String, FunctionTraits)] = [
        ("net/http/pprof.", .profiler), ("runtime/pprof.write", .profiler), ("runtime/pprof.(*Profile)", .profiler),
        ("runtime/pprof.profileWriter", .profiler),
        // Not what calls the program's own code: pprof.Do, trace.WithRegion.
        ("runtime/trace.Start", .profiler), ("runtime/trace.Stop", .profiler), ("runtime/trace.(*", .profiler),
        ("internal/poll.(*FD).Read", .pollRead), ("internal/poll.(*FD).Pread", .pollRead),
        ("internal/poll.(*FD).Fsync", .diskSync), ("syscall.Fdatasync", .diskSync), ("syscall.Fsync", .diskSync),
        ("golang.org/x/sys/unix.Fdatasync", .diskSync), ("golang.org/x/sys/unix.Fsync", .diskSync),
        ("golang.org/x/sys/unix.Msync", .diskSync), ("golang.org/x/sys/unix.SyncFileRange", .diskSync),
        ("internal/poll.(*FD).RawRead", .pollRead), ("internal/poll.(*FD).Write", .pollWrite),
        ("internal/poll.(*FD).Pwrite", .pollWrite), ("internal/poll.SendFile", .pollWrite),
        ("database/sql.", .database), ("net.(*Resolver).", .nameResolution),
        ("log.", .logging), ("log/slog.", .logging), ("go.uber.org/zap", .logging),
        ("github.com/rs/zerolog", .logging), ("github.com/sirupsen/logrus", .logging), ("k8s.io/klog", .logging),
        ("github.com/golang/glog", .logging), ("github.com/go-kit/log", .logging),
        ("google.golang.org/grpc/internal/", .rpcTransport), ("google.golang.org/grpc.(*ccBalancer", .rpcTransport),
        ("google.golang.org/grpc.(*Server).serveStreams", .rpcTransport),
        ("github.com/gorilla/websocket.(*Conn).", .webSocket), ("github.com/coder/websocket.(*Conn).", .webSocket),
        ("nhooyr.io/websocket.(*Conn).", .webSocket), ("golang.org/x/net/websocket.(*Conn).", .webSocket),
        ("github.com/gobwas/ws", .webSocket), ("os/exec.(*Cmd).", .childProcess), ("os.(*Process).", .childProcess),
    ]
}
