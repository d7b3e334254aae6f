import Wire

/// Reads the formats that came before profile.proto, all that google/pprof reads (profile/legacy_profile.go and
/// legacy_java_profile.go), and tells what else a text may be.
enum LegacyReader {
    /// A profile of one of the older formats; nil when the bytes are of none of them.
    /// - Throws: `malformed` or `truncated` with the line; `unsupported` or `notRecognised` for a text that is no
    ///   profile.
    static func read(_ bytes: Bytes) throws -> Profile? {
        // No message of protocol buffers begins so: 0 is not the number of any field.
        switch try LegacyProcessorReader.read(bytes) {
        case .other: break
        case .refused(let error): throw error
        case .profile(let profile): return finished(profile)
        }
        do {
            if let profile = try readText(bytes) { return isProto(bytes) ? nil : finished(profile) }
            try refuseOtherTexts(bytes)
            return nil
        } catch {
            // Any message may hold such texts.
            if isProto(bytes) { return nil }
            throw error
        }
    }

    private static func readText(_ bytes: Bytes) throws -> Profile? {
        let readers: [(Bytes) throws -> LegacyResult] = [
            LegacyHeapReader.read, LegacyCountReader.read, LegacyThreadReader.read, LegacyContentionReader.read,
            JavaProfileReader.read,
        ]
        var refusal: InputError?
        for reader in readers {
            switch try reader(bytes) {
            case .other: continue
            case .refused(let error): refusal = refusal ?? error
            case .profile(let profile): return profile
            }
        }
        if let refusal { throw refusal }
        return nil
    }

    private static func finished(_ profile: Profile) -> Profile {
        var result = profile
        LegacyFrameRules.add(to: &result)
        return result
    }

    /// google/pprof tries profile.proto before all older formats.
    private static func isProto(_ bytes: Bytes) -> Bool { (try? ProtoReader.read(bytes)) != nil }
}

/// Texts that are no profiles.
extension LegacyReader {
    private static func refuseOtherTexts(_ bytes: Bytes) throws(InputError) {
        guard isText(bytes) else { return }
        var lines = LegacyLines(bytes)
        while lines.next(), lines.current.trimmed.isEmpty {}
        let first = lines.current
        var cursor = LegacyCursor(first)
        if cursor.text("GO PREPROFILE V1") {
            throw InputError(
                .unsupported,
                "is a summary for the compiler, made by `go tool preprofile`: it has calls and weights, but no stacks; "
                    + "give the cpu profile that it was made of")
        }
        if cursor.text("goroutine "), cursor.digits() != nil, cursor.text(" ") {
            throw InputError(
                .unsupported,
                "is a goroutine dump and no profile; `sonde goroutines` and `sonde why` read it, and "
                    + "`/debug/pprof/goroutine` without `debug=2` gives a profile")
        }
        throw InputError(
            .notRecognised,
            "is a text that begins with “\(LegacyErrors.quoted(first))”, which no profile of pprof does; "
                + "profiles come from `go test -cpuprofile`, from runtime/pprof, and from /debug/pprof/ of a server")
    }

    /// True when the beginning has no control characters but white space.
    private static func isText(_ bytes: Bytes) -> Bool {
        let start = bytes.slice(0, min(bytes.count, 512)) ?? bytes
        guard !start.trimmed.isEmpty else { return false }
        return (0..<start.count).allSatisfy { start[$0] >= 0x20 && start[$0] != 0x7f || Bytes.isSpace(start[$0]) }
    }
}
