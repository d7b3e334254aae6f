import Wire

/// The list of documents and of the work under way, as the pages get it.
enum DocumentsJSON {
    static func make(_ workspace: Workspace) -> [UInt8] {
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("documents", array: workspace.documents) { write($1, to: &$0) }
            json.member("work", array: workspace.work) { json, work in
                json.object {
                    $0.member("number", work.number)
                    $0.member("text", work.progress.text)
                    if let part = work.progress.part { $0.member("part", part) }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ document: Document, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", document.id)
            json.member("title", document.title)
            json.member("targets", strings: document.targets)
            switch document.state {
            case .opening:
                let progress = document.control.progress
                json.member("state", "opening")
                json.member("progress", progress.text)
                if let part = progress.part { json.member("part", part) }
            case .failed(let reason):
                json.member("state", "failed")
                json.member("reason", reason)
            case .ready(let opened):
                json.member("state", "ready")
                json.member("sources", array: opened.sources) { json, source in
                    json.object {
                        $0.member("name", source.name)
                        $0.member("kind", source.word)
                        if case .liveGoroutines = source.kind { $0.member("live", true) }
                    }
                }
            }
        }
    }
}
