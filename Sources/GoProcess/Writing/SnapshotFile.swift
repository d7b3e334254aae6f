import Evidence
import Wire

/// sonde's own file of a `GoroutineSnapshot`, for taking a moment away and comparing it with a later one.
///
/// Form, all little-endian: `sonde.snapshot` (14 bytes), version (u16), length of the payload when unpacked (u64),
/// FNV-1a of what follows the header (u64), and the payload as one gzip member. The payload holds every text once, and
/// then the parts of the model in the order of `writeParts`; goroutines, waits, frames and stacks are columns of
/// LEB128 numbers, those that ascend or repeat as differences.
///
/// A file is read as if an enemy had written it: whatever is decoded keeps all the promises that `SnapshotChecks`
/// names, so that no analysis has to examine numbers again.
public enum SnapshotFile {
    static let magic = Array("sonde.snapshot".utf8)
    /// To be raised with every change of the form.
    static let version: UInt16 = 2
    static let headerSize = 32
    /// Largest payload that is written or read, bytes unpacked; a million goroutines take some thirty million.
    public static let payloadLimit = 256 << 20

    /// The bytes of a file that holds a snapshot.
    ///
    /// Counts and times outside of the limits in `SnapshotLimits` are brought to the nearest limit, and counted in the
    /// file's quality as `snapshot.limited`.
    /// - Throws: `malformed` when numbers in the snapshot contradict each other, `tooLarge`.
    public static func encode(_ snapshot: GoroutineSnapshot) throws -> [UInt8] {
        try SnapshotChecks(snapshot).run()
        var encoder = SnapshotEncoder()
        writeParts(snapshot, to: &encoder)
        return try seal(payload: encoder.finished())
    }

    /// The snapshot in a file.
    /// - Parameter name: path or description of the file, for messages.
    /// - Throws: `notRecognised`, `unsupported` (a newer version), `truncated`, `malformed`, `tooLarge`.
    public static func decode(_ bytes: Bytes, name: String) throws -> GoroutineSnapshot {
        do {
            return try decode(payload: unseal(bytes))
        } catch let error as InputError {
            throw error.inFile(name)
        }
    }

    /// The snapshot in an unpacked payload.
    static func decode(payload: Bytes) throws -> GoroutineSnapshot {
        do {
            var decoder = try SnapshotDecoder(payload: payload)
            let snapshot = try readParts(&decoder)
            try SnapshotChecks(snapshot).run()
            return snapshot
        } catch var error as InputError {
            // An offset within the payload is none within the file.
            if let offset = error.offset { error.message += ", at byte \(offset) of the unpacked contents" }
            error.offset = nil
            throw error
        }
    }

    /// True when the bytes begin as such a file does, whatever its version.
    public static func isRecognised(_ bytes: Bytes) -> Bool { bytes.starts(with: magic) }

    /// Packs a payload and puts the header before it.
    static func seal(payload: [UInt8]) throws -> [UInt8] {
        guard payload.count <= payloadLimit else {
            throw InputError(
                .tooLarge,
                "the snapshot needs \(payload.count) bytes and a snapshot file holds \(payloadLimit); "
                    + "save fewer goroutines")
        }
        let packed = try Deflate.gzip(payload)
        var result = magic
        append(UInt64(version), bytes: 2, to: &result)
        append(UInt64(payload.count), bytes: 8, to: &result)
        append(checksum(Bytes(packed)), bytes: 8, to: &result)
        return result + packed
    }

    /// The payload behind a header that is as it should be.
    static func unseal(_ bytes: Bytes) throws -> Bytes {
        guard isRecognised(bytes) else {
            throw InputError(.notRecognised, "is no snapshot of sonde: it does not begin with `sonde.snapshot`")
        }
        guard let found: UInt16 = bytes.load(14), let size: UInt64 = bytes.load(16), let sum: UInt64 = bytes.load(24),
            let packed = bytes.suffix(from: headerSize)
        else {
            throw InputError(
                .truncated, "the file ends within its header of \(headerSize) bytes", offset: UInt64(bytes.count))
        }
        guard found == version else {
            throw InputError(
                .unsupported,
                "is a snapshot of version \(found) and this sonde reads version \(version); use the sonde that wrote it",
                offset: 14)
        }
        guard size <= UInt64(payloadLimit) else {
            throw InputError(
                .tooLarge, "announces \(size) bytes; the limit is \(payloadLimit)", offset: 16)
        }
        guard checksum(packed) == sum else {
            throw InputError(
                .malformed, "the checksum does not fit: the file is damaged or cut off; save or copy it again",
                offset: 24)
        }
        let payload = try Inflate.gzip(packed, limit: Int(size))
        guard payload.count == Int(size) else {
            throw InputError(.malformed, "announces \(size) bytes and holds \(payload.count)", offset: 16)
        }
        return payload
    }

    /// FNV-1a, 64 bits.
    private static func checksum(_ bytes: Bytes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash
    }

    private static func append(_ value: UInt64, bytes: UInt64, to result: inout [UInt8]) {
        for at in 0..<bytes { result.append(UInt8(truncatingIfNeeded: value >> (8 * at))) }
    }
}

/// The parts of a payload in their order.
extension SnapshotFile {
    private static func writeParts(_ snapshot: GoroutineSnapshot, to encoder: inout SnapshotEncoder) {
        encoder.write(source: snapshot.source)
        encoder.writeTimes(snapshot)
        encoder.write(buildInformation: snapshot.buildInformation)
        encoder.write(stacks: snapshot.stacks)
        encoder.write(labelSets: snapshot.labelSets)
        encoder.write(goroutines: snapshot.goroutines)
        encoder.write(waits: snapshot.waits)
        encoder.write(objects: snapshot.objects)
        encoder.write(systemCalls: snapshot.systemCalls)
        encoder.write(threads: snapshot.threads)
        // Last, since writing the other parts may count something.
        encoder.write(quality: snapshot.quality)
    }

    private static func readParts(_ decoder: inout SnapshotDecoder) throws -> GoroutineSnapshot {
        var snapshot = GoroutineSnapshot(source: try decoder.source())
        try decoder.readTimes(into: &snapshot)
        snapshot.buildInformation = try decoder.buildInformation()
        snapshot.stacks = try decoder.stacks()
        snapshot.labelSets = try decoder.labelSets()
        snapshot.goroutines = try decoder.goroutines()
        snapshot.waits = try decoder.waits()
        snapshot.objects = try decoder.objects()
        snapshot.systemCalls = try decoder.systemCalls()
        snapshot.threads = try decoder.threads()
        snapshot.quality = try decoder.quality()
        guard decoder.cursor.isAtEnd else {
            throw decoder.damage("\(decoder.cursor.remaining) bytes follow the last part")
        }
        return snapshot
    }
}
