import GoBuild
import Wire

extension BuildDiffReport {
    /// All changes, in the order of the text.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.diff/1")
            json.member("old") { write(old, to: &$0) }
            json.member("new") { write(new, to: &$0) }
            json.member("common", comparison.common)
            json.member("cosmetic") { json in
                json.object { json in
                    json.member("operands", comparison.cosmetic.operands)
                    json.member("encodings", comparison.cosmetic.encodings)
                    json.member("renumbered", comparison.cosmetic.renumbered)
                    json.member("moved", comparison.cosmetic.moved)
                }
            }
            json.member("notCompared", strings: comparison.notCompared)
            if let profile { json.member("profile", profile) }
            json.member("functions") { json in
                json.array(groups) { json, group in write(group, to: &json) }
            }
        }
    }

    private func write(_ side: Side, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", side.name)
            json.member("toolchain", side.toolchain)
            json.member("platform", side.platform)
            json.member("functions", side.functions)
        }
    }

    private func write(_ group: Group, to json: inout JSONWriter) {
        guard let first = group.changes.first else { return json.null() }
        json.object { json in
            json.member("package", first.package)
            json.member("function", first.function)
            json.member("file", first.file)
            json.member("line", first.line)
            if profile != nil { json.member("share", group.share) }
            json.member("changes") { json in
                json.array(group.changes) { json, change in
                    json.onOneLine { json in
                        json.object { json in
                            json.member("kind", change.kind.rawValue)
                            json.member("isWorse", change.kind.isWorse)
                            if !change.subject.isEmpty { json.member("subject", change.subject) }
                            json.member("before", change.before)
                            json.member("after", change.after)
                        }
                    }
                }
            }
        }
    }
}
