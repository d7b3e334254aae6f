import Evidence
import Glibc
import Wire

/// Looks at what one process has: threads, descriptors, memory.
public struct ProcessSampler: Sendable {
    private let directory: ProcessDirectory

    /// Descriptors whose targets are looked up; of the others only the number is known.
    private static let mostTargets = 4096
    /// Paths that are told apart.
    private static let mostPaths = 64

    /// - Throws: `gone`.
    public init(processID: Int32) throws { directory = try ProcessDirectory(processID: processID) }

    /// How things stand now; nil once the process is gone.
    /// - Parameter inDetail: whether memory is looked at by mapping, which makes the process wait for its own mappings
    ///   meanwhile, and whether the flags of open files are.
    public func sample(inDetail: Bool) -> ProcessSample? {
        guard let status = directory.optionalContents("status") else { return nil }
        var sample = ProcessSample(time: Clock.now(CLOCK_MONOTONIC))
        var scanner = TextScanner(status)
        while var line = scanner.line() {
            guard let key = line.field() else { continue }
            func bytes() -> Int64 { Int64(clamping: (line.unsigned() ?? 0) &* 1024) }
            switch key {
            case "VmRSS:": sample.resident = bytes()
            case "RssAnon:": sample.anonymous = bytes()
            case "RssFile:": sample.ofFiles = bytes()
            case "RssShmem:": sample.shared = bytes()
            case "VmSwap:": sample.swapped = bytes()
            case "Threads:": sample.threads = Int(line.decimal() ?? 0)
            default: break
            }
        }
        countDescriptors(&sample, withFlags: inDetail)
        if inDetail { addMappings(&sample) }
        return sample
    }

    /// Connections that this side of the process' network namespace ended in the last so many nanoseconds, by
    /// `address:port` of the other side, those with most; the kernel does not say which process had them.
    public func endedConnections(within time: Int64) -> [String: Int] {
        var result: [String: Int] = [:]
        for table in ["net/tcp", "net/tcp6"] {
            guard let text = directory.optionalContents(table) else { continue }
            result.merge(SocketTable.ended(text, within: time), uniquingKeysWith: +)
        }
        let most = result.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostPaths)
        return Dictionary(uniqueKeysWithValues: most.map { ($0.key, $0.value) })
    }

    private func countDescriptors(_ sample: inout ProcessSample, withFlags: Bool) {
        guard let numbers = directory.numbers(in: "fd") else { return }
        sample.descriptors = numbers.count
        // The newest ones tell what grows.
        for number in numbers.sorted().suffix(Self.mostTargets) {
            guard let target = directory.link("fd/\(number)") else { continue }
            if target.hasPrefix("/") {
                sample.descriptorKinds["file", default: 0] += 1
                if withFlags, sample.synchronousFiles.count < Self.mostPaths, isSynchronous(number) {
                    sample.synchronousFiles.insert(target)
                }
                let path = Self.pattern(target)
                if sample.paths[path] != nil || sample.paths.count < Self.mostPaths {
                    sample.paths[path, default: 0] += 1
                }
            } else {
                let kind = target.hasPrefix("anon_inode:") ? target[...] : target.prefix { $0 != ":" }
                sample.descriptorKinds[String(kind), default: 0] += 1
            }
        }
    }

    /// Whether writes to a descriptor wait for the disk (proc_pid_fdinfo(5); O_SYNC has the bit of O_DSYNC in it).
    private func isSynchronous(_ descriptor: Int32) -> Bool {
        guard let text = directory.optionalContents("fdinfo/\(descriptor)") else { return false }
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard line.skip("flags:") else { continue }
            let flags = line.field().flatMap { Int32($0, radix: 8) } ?? 0
            return flags & O_DSYNC != 0 && flags & O_ACCMODE != O_RDONLY
        }
        return false
    }

    /// A path with each run of digits as one `*`.
    static func pattern(_ path: String) -> String {
        var result: [UInt8] = []
        for byte in path.utf8 {
            if (0x30...0x39).contains(byte) {
                if result.last != UInt8(ascii: "*") { result.append(UInt8(ascii: "*")) }
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where Go puts its heap on Linux, up to the second place that it tries (runtime/malloc.go: arena hints
    /// i << 40 | 0xc0 << 32).
    private static let goHeap: Range<UInt64> = 0xc0_0000_0000..<0x1c0_0000_0000

    private func addMappings(_ sample: inout ProcessSample) {
        guard let text = directory.optionalContents("smaps") else { return }
        var scanner = TextScanner(text)
        var name = ""
        while var line = scanner.line() {
            let whole = line
            if line.skip("Rss:") {
                let size = Int64(clamping: (line.unsigned() ?? 0) &* 1024)
                if size > 0 { sample.mappings[name, default: 0] += size }
                continue
            }
            var head = whole
            guard let start = head.hexadecimal(), head.skip(byte: UInt8(ascii: "-")) else { continue }
            head.skipFields(5)
            let path = head.rest()
            name =
                path.isEmpty
                ? (Self.goHeap.contains(start) ? "Go heap" : "anonymous")
                : path.hasPrefix("[anon: Go") ? "Go runtime" : Self.pattern(path)
        }
    }
}
