import Evidence
import Wire

/// Where the control groups of a process stand: its place in each hierarchy that has limits or pressure.
struct ControlGroupTree {
    /// A group as a folder.
    struct Folder: Equatable {
        var hierarchy: ControlGroupSample.Hierarchy
        /// As the hierarchy has it.
        var path: String
        /// Where it is mounted.
        var folder: String
        /// The process itself is in it, and not in a group below.
        var isOwn: Bool
    }

    private struct Mount {
        var hierarchy: ControlGroupSample.Hierarchy
        /// The part of the hierarchy that is mounted.
        var root: String
        var point: String
    }

    /// Groups deeper than this are left out from the top.
    private static let greatestDepth = 12

    private let mounts: [Mount]

    /// - Parameter mountInformation: /proc/self/mountinfo (proc(5)).
    init(mountInformation text: Bytes) {
        var mounts: [Mount] = []
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            line.skipFields(3)
            guard let root = line.field(), let point = line.field() else { continue }
            var rest: [String] = []
            while let field = line.field() { rest.append(field) }
            // Optional fields end with a dash; type, source and options of the file system follow.
            guard let dash = rest.firstIndex(of: "-"), rest.count > dash + 3 else { continue }
            let options = rest[dash + 3].split(separator: ",")
            func mount(_ hierarchy: ControlGroupSample.Hierarchy) {
                // What is mounted twice is the same thing.
                guard !mounts.contains(where: { $0.hierarchy == hierarchy }) else { return }
                mounts.append(
                    Mount(hierarchy: hierarchy, root: Self.unescaped(root), point: Self.unescaped(point)))
            }
            switch rest[dash + 1] {
            case "cgroup2": mount(.unified)
            case "cgroup":
                if options.contains("cpu") { mount(.processor) }
                if options.contains("memory") { mount(.memory) }
            default: break
            }
        }
        self.mounts = mounts
    }

    /// The folders of a process' groups, each followed by its parents.
    /// - Parameter text: /proc/PID/cgroup (cgroups(7)).
    func folders(_ text: Bytes) -> [Folder] {
        var paths: [ControlGroupSample.Hierarchy: String] = [:]
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            // `4:memory:/a/b`, `0::/a/b`; the path may hold anything.
            let parts = line.rest().split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let path = Self.withoutMark(String(parts[2]))
            let controllers = parts[1].split(separator: ",")
            if parts[0] == "0", controllers.isEmpty { paths[.unified] = path }
            if controllers.contains("cpu") { paths[.processor] = path }
            if controllers.contains("memory") { paths[.memory] = path }
        }
        return mounts.flatMap { mount in paths[mount.hierarchy].map { Self.folders(mount, $0) } ?? [] }
    }

    private static func folders(_ mount: Mount, _ path: String) -> [Folder] {
        var parts = path.split(separator: "/").map(String.init)
        let root = mount.root.split(separator: "/").map(String.init)
        // Seen from a container, a group outside of it begins with `..`: only the part that is mounted can be read.
        if parts.contains("..") {
            parts = []
        } else if !root.isEmpty, !root.contains(".."), parts.starts(with: root) {
            parts.removeFirst(root.count)
        }
        let lengths = stride(from: parts.count, through: max(0, parts.count - greatestDepth), by: -1)
        return lengths.map { length in
            let inner = parts[..<length].joined(separator: "/")
            return Folder(
                hierarchy: mount.hierarchy, path: "/" + inner,
                folder: inner.isEmpty ? mount.point : mount.point + "/" + inner, isOwn: length == parts.count)
        }
    }

    private static func withoutMark(_ path: String) -> String {
        let mark = " (deleted)"
        return path.hasSuffix(mark) ? String(path.dropLast(mark.count)) : path
    }

    /// `\040` stands for a blank in mountinfo.
    private static func unescaped(_ text: String) -> String {
        guard text.contains("\\") else { return text }
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\\"), bytes.count - at >= 4,
                let byte = UInt8(String(decoding: bytes[at + 1..<at + 4], as: UTF8.self), radix: 8)
            {
                result.append(byte)
                at += 4
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
