import GoBinary
import Wire

/// How a program was built, as `sonde build info` prints it.
public struct BuildInformationReport {
    private let path: String
    private let format: String
    private let architecture: String
    private let buildID: String?
    private let information: BuildInformation

    public init(path: String, format: String, architecture: String, buildID: String?, information: BuildInformation) {
        self.path = path
        self.format = format
        self.architecture = architecture
        self.buildID = buildID
        self.information = information
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(path, .strong) + StyledText(" \(information.goVersion)"), hanging: 2)
        entry("format", "\(format) \(architecture)", to: &writer)
        if !information.path.isEmpty { entry("package", information.path, to: &writer) }
        if let main = information.main { entry("module", text(main), to: &writer) }
        if let revision = information.revision {
            var text = information.setting("vcs").map { "\($0) \(revision)" } ?? revision
            if let time = information.setting("vcs.time") { text += " of \(time)" }
            switch information.isModified {
            case true?: text += ", with changes that were not committed"
            case false?: text += ", unchanged"
            case nil: break
            }
            entry("revision", text, to: &writer)
        }
        if let buildID, !buildID.isEmpty { entry("build id", buildID, to: &writer) }
        let settings = information.settings.filter { !$0.key.hasPrefix("vcs") }
        if !settings.isEmpty {
            writer.blank()
            writer.line(StyledText("Settings", .strong))
            for setting in settings { entry(setting.key, setting.value, to: &writer, column: 18) }
        }
        if !information.dependencies.isEmpty {
            writer.blank()
            writer.line(StyledText("Dependencies (\(information.dependencies.count))", .strong))
            for module in information.dependencies { writer.line(StyledText(text(module)), indent: 2, hanging: 4) }
        }
    }

    private func text(_ module: BuildInformation.Module) -> String {
        var text = module.version.isEmpty ? module.path : "\(module.path) \(module.version)"
        if let replacement = module.replacement {
            text += " => \(replacement.path)\(replacement.version.isEmpty ? "" : " \(replacement.version)")"
        }
        return text
    }

    private func entry(_ name: String, _ text: String, to writer: inout TextWriter, column: Int = 12) {
        writer.item(StyledText(name, .faint), StyledText(text), indent: 2, column: column)
    }

    /// Schema `sonde.buildinfo/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.buildinfo/1")
            json.member("file", path)
            json.member("format", format)
            json.member("architecture", architecture)
            json.member("goVersion", information.goVersion)
            json.member("package", information.path)
            json.member("main") { json in
                if let main = information.main { write(main, to: &json) } else { json.null() }
            }
            json.member("revision", information.revision ?? "")
            json.member("modified", information.isModified)
            json.member("buildID", buildID ?? "")
            json.member("settings", array: information.settings) { json, setting in
                json.onOneLine {
                    $0.object {
                        $0.member("key", setting.key)
                        $0.member("value", setting.value)
                    }
                }
            }
            json.member("dependencies", array: information.dependencies) { write($1, to: &$0) }
        }
    }

    private func write(_ module: BuildInformation.Module, to json: inout JSONWriter) {
        json.onOneLine { json in
            json.object {
                $0.member("path", module.path)
                $0.member("version", module.version)
                $0.member("sum", module.sum)
                if let replacement = module.replacement {
                    $0.member("replacement") { json in
                        json.object {
                            $0.member("path", replacement.path)
                            $0.member("version", replacement.version)
                            $0.member("sum", replacement.sum)
                        }
                    }
                }
            }
        }
    }
}
