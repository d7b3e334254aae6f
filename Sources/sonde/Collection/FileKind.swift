import GoProcess
import SystemActivity
import Wire

/// What a file is, told from its first bytes.
enum FileKind: Hashable {
    case empty
    case gzip
    case elfCore
    case elfExecutable
    case otherExecutable
    case goTrace
    case processMonitor
    /// A capture that sonde recorded.
    case capture
    /// A protocol buffer that begins as pprof's profiles do.
    case pprof
    /// A snapshot that sonde wrote.
    case snapshot
    case text
    case unknown

    init(_ bytes: Bytes) {
        if bytes.isEmpty {
            self = .empty
        } else if Inflate.isGzip(bytes) {
            self = .gzip
        } else if bytes.starts(with: [0x7f] + Array("ELF".utf8)) {
            // e_type, in the file's byte order: ET_CORE is 4.
            let isBigEndian = bytes.load(5, as: UInt8.self) == 2
            let type = bytes.load(16, as: UInt16.self).map { isBigEndian ? $0.byteSwapped : $0 }
            self = type == 4 ? .elfCore : .elfExecutable
        } else if bytes.starts(with: Array("MZ".utf8)) || Self.machO.contains(where: { bytes.starts(with: $0) }) {
            self = .otherExecutable
        } else if bytes.starts(with: Array("go 1.".utf8)),
            bytes.slice(0, 16)?.firstRange(of: Array(" trace".utf8)) != nil
        {
            self = .goTrace
        } else if bytes.starts(with: Array("PML_".utf8)) {
            self = .processMonitor
        } else if bytes.starts(with: CaptureFormat.mark) {
            self = .capture
        } else if SnapshotFile.isRecognised(bytes) {
            self = .snapshot
        } else if Self.looksLikeText(bytes) {
            self = .text
        } else if Self.looksLikePprof(bytes) {
            self = .pprof
        } else {
            self = .unknown
        }
    }

    private static let machO: [[UInt8]] = [
        [0xcf, 0xfa, 0xed, 0xfe], [0xfe, 0xed, 0xfa, 0xcf], [0xce, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe],
    ]

    /// True when the first fields are some that a profile.proto message has, of the right wire types.
    private static func looksLikePprof(_ bytes: Bytes) -> Bool {
        var cursor = ByteCursor(bytes)
        for _ in 0..<8 where !cursor.isAtEnd {
            guard let tag = try? cursor.readUnsignedLEB(), (1...14).contains(tag >> 3) else { return false }
            switch (tag >> 3, tag & 7) {
            case (1...5, 2), (6, 2), (11, 2):
                guard let length = try? cursor.readUnsignedLEB(), length <= UInt64(cursor.remaining),
                    (try? cursor.skip(Int(length))) != nil
                else { return false }
            case (7...10, 0), (12...14, 0): guard (try? cursor.readUnsignedLEB()) != nil else { return false }
            case (13, 2): return true
            default: return false
            }
        }
        return true
    }

    /// True when the first kilobytes hold no control characters but white space and escape.
    private static func looksLikeText(_ bytes: Bytes) -> Bool {
        let count = min(bytes.count, 4096)
        for index in 0..<count {
            let byte = bytes[index]
            if byte < 0x20, byte != 0x09, byte != 0x0a, byte != 0x0d, byte != 0x1b { return false }
        }
        return true
    }
}
