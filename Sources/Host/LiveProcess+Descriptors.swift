import Evidence
import Glibc
import Wire

extension LiveProcess {
    public func descriptors(quality: inout Quality) -> [DescriptorFacts] {
        guard let numbers = directory.numbers(in: "fd") else {
            quality.count(
                "descriptors.unavailable", 1, .error,
                "the open descriptors (/proc/PID/fd) cannot be listed; it takes the rights to trace the process")
            return []
        }
        var result: [DescriptorFacts] = []
        result.reserveCapacity(numbers.count)
        var hidden = 0
        for number in numbers {
            guard let target = directory.link("fd/\(number)") else {
                // Closed meanwhile, unless the kernel says otherwise.
                if errno != ENOENT { hidden += 1 }
                continue
            }
            result.append(DescriptorFacts(number: number, target: target, inode: LiveProcess.inode(target)))
        }
        quality.count("descriptors.hidden", hidden, .dataLoss, "open descriptors whose target the kernel does not show")
        return result
    }

    public func epollEntries(among descriptors: [DescriptorFacts], quality: inout Quality) -> [EpollEntry] {
        var result: [EpollEntry] = []
        var unreadable = 0
        for descriptor in descriptors where descriptor.target == "anon_inode:[eventpoll]" {
            guard let text = directory.optionalContents("fdinfo/\(descriptor.number)") else {
                unreadable += 1
                continue
            }
            result += LiveProcess.epollEntries(text, epoll: descriptor.number)
        }
        quality.count("epoll.unreadable", unreadable, .dataLoss, "epoll instances whose entries cannot be read")
        return result
    }

    /// Parses the `tfd:` lines of an epoll instance's fdinfo, ascending by descriptor.
    static func epollEntries(_ text: Bytes, epoll: Int32) -> [EpollEntry] {
        var result: [EpollEntry] = []
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard line.skip("tfd:"), let number = line.decimal(), let descriptor = Int32(exactly: number) else {
                continue
            }
            while let key = line.field() {
                // `events:` is followed by its number as a field of its own, `data:` too.
                guard key == "data:" else { continue }
                if let data = line.hexadecimal() {
                    result.append(EpollEntry(epoll: epoll, descriptor: descriptor, data: data))
                }
                break
            }
        }
        return result.sorted { $0.descriptor < $1.descriptor }
    }

    /// The number in `socket:[N]` or `pipe:[N]`; 0 otherwise.
    static func inode(_ target: String) -> UInt64 {
        guard target.hasPrefix("socket:[") || target.hasPrefix("pipe:["), target.hasSuffix("]") else { return 0 }
        return target.firstIndex(of: "[").flatMap { UInt64(target[target.index(after: $0)...].dropLast()) } ?? 0
    }
}
