import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Wire

/// The server of the pages, on the loopback interface alone.
public struct WebServer: Sendable {
    private let workspace: Workspace
    /// 0 for any that is free.
    private let port: Int

    public init(_ workspace: Workspace, port: Int = 0) {
        self.workspace = workspace
        self.port = port
    }

    /// Serves until the task is cancelled.
    /// - Parameter ready: gets the first address, with its token, once it can be opened.
    public func run(ready: @escaping @Sendable (String) -> Void) async throws {
        var logger = Logger(label: "sonde")
        // What goes wrong with a request the browser is told.
        logger.logLevel = .critical
        let token = AccessGuard.makeToken()
        let responder = WebResponder(routes: Routes(workspace: workspace), token: token)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: nil, reuseAddress: port == 0),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                responder.bind(port)
                ready("http://127.0.0.1:\(port)/?token=\(token)")
            }, eventLoopGroupProvider: .singleton, logger: logger)
        try await application.run()
    }
}
