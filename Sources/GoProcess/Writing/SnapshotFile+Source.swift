import Evidence
import GoBinary

extension SnapshotEncoder {
    mutating func write(source: SnapshotSource) {
        append(source.kind.rawValue)
        append(source.name)
        append(source.processID) { $0.append(signed: Int64($1)) }
        append(source.executable)
    }

    /// The Go version and the plain numbers of a snapshot.
    mutating func writeTimes(_ snapshot: GoroutineSnapshot) {
        append(snapshot.goVersion)
        append(snapshot.wallTime, in: SnapshotLimits.time)
        append(snapshot.monotonicTime) { $0.append($1, in: SnapshotLimits.time) }
        append(snapshot.durationNanoseconds, in: SnapshotLimits.duration)
        append(snapshot.stoppedNanoseconds, in: SnapshotLimits.duration)
        append(snapshot.observedNanoseconds, in: SnapshotLimits.duration)
        append(snapshot.descriptorCount) { $0.append($1, in: SnapshotLimits.count) }
        append(snapshot.processors) { $0.append($1, in: SnapshotLimits.count) }
        append(list: snapshot.unreadSockets) { $0.write(socket: $1) }
    }

    mutating func write(buildInformation: BuildInformation?) {
        append(buildInformation) { encoder, build in
            encoder.append(build.goVersion)
            encoder.append(build.path)
            encoder.append(build.main) { $0.write(module: $1) }
            encoder.append(list: build.dependencies) { $0.write(module: $1) }
            encoder.append(list: build.settings) { encoder, setting in
                encoder.append(setting.key)
                encoder.append(setting.value)
            }
        }
    }

    private mutating func write(module: BuildInformation.Module) {
        append(module.path)
        append(module.version)
        append(module.sum)
        append(module.replacement) { encoder, replacement in
            encoder.append(replacement.path)
            encoder.append(replacement.version)
            encoder.append(replacement.sum)
        }
    }

    mutating func write(quality: Quality) {
        var quality = quality
        let before = limited
        func withinLimit(_ counter: QualityCounter) -> Bool { SnapshotLimits.count.contains(counter.value) }
        let changed = before + quality.counters.count { !withinLimit($0) }
        quality.count(
            "snapshot.limited", changed, .dataLoss,
            "counts and times that no program has, brought to the nearest value that a snapshot file holds")
        append(list: quality.counters) { encoder, counter in
            encoder.append(counter.name)
            encoder.append(counter.value, in: SnapshotLimits.count)
            encoder.append(counter.severity.rawValue)
            encoder.append(counter.explanation)
        }
    }
}

extension SnapshotDecoder {
    mutating func source() throws -> SnapshotSource {
        let kindText = try text()
        guard let kind = SnapshotSource.Kind(rawValue: kindText) else {
            throw damage("`\(kindText.prefix(40))` is no kind of source")
        }
        return SnapshotSource(
            kind: kind, name: try text(), processID: try optional { try $0.signedFitting() }, executable: try text())
    }

    mutating func readTimes(into snapshot: inout GoroutineSnapshot) throws {
        snapshot.goVersion = try text()
        snapshot.wallTime = try signed(in: SnapshotLimits.time)
        snapshot.monotonicTime = try optional { try $0.signed(in: SnapshotLimits.time) }
        snapshot.durationNanoseconds = try signed(in: SnapshotLimits.duration)
        snapshot.stoppedNanoseconds = try signed(in: SnapshotLimits.duration)
        snapshot.observedNanoseconds = try signed(in: SnapshotLimits.duration)
        snapshot.descriptorCount = try optional { try $0.signed(in: SnapshotLimits.count) }
        snapshot.processors = try optional { try $0.signed(in: SnapshotLimits.count) }
        snapshot.unreadSockets = try list(minimum: 7) { try $0.socket() }
    }

    mutating func buildInformation() throws -> BuildInformation? {
        try optional { decoder in
            BuildInformation(
                goVersion: try decoder.text(), path: try decoder.text(), main: try decoder.optional { try $0.module() },
                dependencies: try decoder.list(minimum: 4) { try $0.module() },
                settings: try decoder.list(minimum: 2) {
                    BuildInformation.Setting(key: try $0.text(), value: try $0.text())
                })
        }
    }

    private mutating func module() throws -> BuildInformation.Module {
        BuildInformation.Module(
            path: try text(), version: try text(), sum: try text(),
            replacement: try optional {
                BuildInformation.Replacement(path: try $0.text(), version: try $0.text(), sum: try $0.text())
            })
    }

    mutating func quality() throws -> Quality {
        var quality = Quality()
        var names: Set<String> = []
        let counters = try list(minimum: 4) { decoder in
            let name = try decoder.text()
            let value = try decoder.signed(in: SnapshotLimits.count)
            let severityText = try decoder.text()
            guard let severity = QualitySeverity(rawValue: severityText) else {
                throw decoder.damage("`\(severityText.prefix(40))` is no severity")
            }
            return QualityCounter(name: name, value: value, severity: severity, explanation: try decoder.text())
        }
        for counter in counters {
            // Twice the same name would add the values up.
            guard names.insert(counter.name).inserted else { throw damage("a quality counter is there twice") }
            quality.count(counter.name, counter.value, counter.severity, counter.explanation)
        }
        return quality
    }
}
