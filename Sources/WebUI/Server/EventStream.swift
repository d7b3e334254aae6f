import HTTPTypes
import Hummingbird
import NIOCore

/// Server-sent events (HTML Living Standard, 9.2): the list of documents whenever it changes.
enum EventStream {
    static func response(_ workspace: Workspace) -> Response {
        var headers = HTTPFields()
        for header in SecurityHeaders.all { HTTPField.Name(header.name).map { headers[$0] = header.value } }
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                for await _ in workspace.changes() {
                    let json = DocumentsJSON.make(workspace)
                    try await writer.write(ByteBuffer(bytes: Array("event: documents\ndata: ".utf8) + json + [10, 10]))
                    // Nobody reads faster than this, and progress may be reported for each block of a file.
                    try await Task.sleep(for: .milliseconds(50))
                }
                try await writer.finish(nil)
            })
    }
}
