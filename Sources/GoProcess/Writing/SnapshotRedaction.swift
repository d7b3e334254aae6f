import Evidence
import GoBinary

/// Snapshots for the eyes of others: values of labels, addresses, paths under home directories and what a build was told
/// are replaced.
extension GoroutineSnapshot {
    /// Tells a redactor what the snapshot has of paths, addresses and values.
    public func teach(_ redactor: Redactor) {
        redactor.learn(program: source.executable)
        stacks.teach(redactor)
        for label in labelSets.joined() { redactor.learn(label: label.value) }
        for object in objects {
            if case .descriptor(let facts) = object.kind { facts.socket?.teach(redactor) }
        }
        for call in systemCalls { call.socket?.teach(redactor) }
        for socket in unreadSockets { socket.teach(redactor) }
    }

    /// Made anew part by part: a part that is not known here must not pass.
    public func redacted(by redactor: Redactor) -> GoroutineSnapshot {
        var result = GoroutineSnapshot(
            source: SnapshotSource(
                kind: source.kind, name: redactor.text(source.name), processID: source.processID,
                executable: redactor.path(source.executable)))
        result.goVersion = goVersion
        result.buildInformation = buildInformation?.redacted(by: redactor)
        result.wallTime = wallTime
        result.monotonicTime = monotonicTime
        result.durationNanoseconds = durationNanoseconds
        result.stoppedNanoseconds = stoppedNanoseconds
        result.observedNanoseconds = observedNanoseconds
        result.waits = waits
        result.threads = threads
        result.descriptorCount = descriptorCount
        result.processors = processors
        result.goroutines = goroutines
        result.objects = objects
        result.systemCalls = systemCalls
        result.unreadSockets = unreadSockets.map { $0.redacted(by: redactor) }
        result.labelSets = labelSets.map { $0.map { Label(key: $0.key, value: redactor.label($0.value)) } }
        result.quality = quality.redacted(by: redactor)
        var table = RedactedStacks(stacks, by: redactor)
        for index in goroutines.indices {
            let old = goroutines[index]
            result.goroutines[index].stack = table.stack(old.stack)
            result.goroutines[index].creation = table.frame(old.creation)
            result.goroutines[index].start = table.intern(redactor.function(text(old.start)))
            result.goroutines[index].reason = table.intern(text(old.reason))
        }
        for index in objects.indices {
            if case .descriptor(var facts) = objects[index].kind {
                facts.target = redactor.path(facts.target)
                facts.socket = facts.socket?.redacted(by: redactor)
                result.objects[index].kind = .descriptor(facts)
            }
            for number in objects[index].holders.indices {
                let holder = objects[index].holders[number]
                result.objects[index].holders[number].frame = table.frame(holder.frame)
                result.objects[index].holders[number].reasons = holder.reasons.map { redactor.text($0) }
            }
        }
        for index in systemCalls.indices {
            result.systemCalls[index].target = redactor.path(systemCalls[index].target)
            result.systemCalls[index].socket = systemCalls[index].socket?.redacted(by: redactor)
        }
        result.stacks = table.table
        return result
    }
}

extension SocketFacts {
    fileprivate func teach(_ redactor: Redactor) {
        redactor.learn(address: local)
        redactor.learn(address: remote)
    }

    fileprivate func redacted(by redactor: Redactor) -> SocketFacts {
        var result = self
        let isUnix = network == "unix"
        result.local = isUnix ? redactor.unixSocket(local) : redactor.address(local)
        result.remote = isUnix ? redactor.unixSocket(remote) : redactor.address(remote)
        return result
    }
}

extension BuildInformation {
    fileprivate func redacted(by redactor: Redactor) -> BuildInformation {
        func module(_ old: Module) -> Module {
            var result = old
            if let path = old.replacement?.path, path.hasPrefix(".") || path.hasPrefix("/") {
                result.replacement?.path = redactor.written(path)
            }
            return result
        }
        var result = self
        result.main = main.map(module)
        result.dependencies = dependencies.map(module)
        result.settings = settings.map { setting in
            Setting(key: setting.key, value: Self.redacted(setting, by: redactor))
        }
        return result
    }

    /// Settings whose values are words that the go command knows, or numbers of versions.
    private static let plainSettings: Set<String> = [
        "-asan", "-buildmode", "-compiler", "-cover", "-covermode", "-msan", "-race", "-trimpath", "CGO_ENABLED",
        "DefaultGODEBUG", "GOARCH", "GOARM", "GOAMD64", "GOARM64", "GOEXPERIMENT", "GOFIPS140", "GOOS", "GO386",
        "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM", "vcs", "vcs.modified", "vcs.revision", "vcs.time",
    ]
    /// Flags of compiler and linker that are the same in all programs, and that rules ask for.
    private static let plainFlags: Set<Substring> = ["-N", "-l", "-s", "-w", "-B", "-e", "-dwarf"]

    private static func redacted(_ setting: Setting, by redactor: Redactor) -> String {
        if plainSettings.contains(setting.key) { return setting.value }
        return setting.value.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let flag = word.split(separator: "=").last ?? ""
            let isPattern = ["", "all", "std"].contains(word.dropLast(flag.count + 1))
            return plainFlags.contains(flag) && isPattern ? String(word) : redactor.written(String(word))
        }.joined(separator: " ")
    }
}

extension RuntimeState {
    public func redacted(by redactor: Redactor) -> RuntimeState {
        var result = self
        result.quality = quality.redacted(by: redactor)
        for index in timers.groups.indices {
            result.timers.groups[index].function = redactor.function(timers.groups[index].function)
        }
        return result
    }
}
