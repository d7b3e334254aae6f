import Wire

/// Answers requests that may be answered.
struct Routes: Sendable {
    let workspace: Workspace

    private static let views: [any DocumentView.Type] = [
        FindingsView.self, FlameView.self, TimelineView.self, GoroutinesView.self, ActivityView.self, CodeView.self,
    ]

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.first == "api" else { return try page(request, parts) }
        if request.method == .delete, parts.count == 3, parts[1] == "work", let number = Int(parts[2]) {
            workspace.cancelWork(number)
            return list()
        }
        guard parts.count > 1, parts[1] == "documents" else { throw PageError.notFound("such address") }
        if parts.count == 2 { return try documents(request) }
        guard let id = Int(parts[2]) else { throw PageError.notFound("document \(parts[2])") }
        if request.method == .delete, parts.count == 3 {
            try workspace.close(id)
            return list()
        }
        guard request.method == .get || request.method == .head else { throw PageError(405, "That is only read.") }
        let document = try workspace.document(id)
        guard parts.count > 3, let view = Self.views.first(where: { $0.name == parts[3] }) else {
            throw PageError.notFound("such view")
        }
        return try workspace.working(on: document) { control in
            // Whoever no longer wants the answer cancels the work, too.
            request.control.forward(to: control)
            var request = request
            request.control = control
            return try view.init().answer(Array(parts[4...]), request, document)
        }
    }

    private func list() -> PageAnswer {
        PageAnswer(type: "application/json", DocumentsJSON.make(workspace))
    }

    private func documents(_ request: PageRequest) throws -> PageAnswer {
        guard request.method == .post else { return list() }
        var targets: [String] = []
        var reader = JSONReader(Bytes(request.body), depthLimit: 4)
        guard try reader.next() == .arrayBegin else { throw PageError(400, "A list of targets is wanted.") }
        while let token = try reader.next(), token == .string { targets.append(reader.string) }
        guard !targets.isEmpty else { throw PageError(400, "There is no target.") }
        workspace.open(targets)
        return list()
    }

    /// A file of the pages; an address of a view is the one page that shows all.
    private func page(_ request: PageRequest, _ parts: [String]) throws -> PageAnswer {
        guard request.method == .get || request.method == .head else { throw PageError(405, "That is only read.") }
        let isView = parts.isEmpty || Int(parts[0]) != nil
        guard let page = Page.all[isView ? "/index.html" : request.path] else { throw PageError.notFound("such page") }
        var answer = PageAnswer(type: page.type, page.bytes)
        if request.headers["if-none-match"] == page.entityTag { answer = PageAnswer(status: 304, type: page.type, []) }
        answer.headers.append(("etag", page.entityTag))
        answer.headers.append(("cache-control", "no-cache"))
        return answer
    }
}
