import CLinux
import Glibc
import Wire

/// Whether a process has ended, for good and not for its number: pidfd_open(2).
public final class ProcessLife {
    private let descriptor: Int32

    /// - Throws: `gone` when there is no such process.
    public init(_ process: Int32) throws(InputError) {
        descriptor = sonde_pidfd_open(process)
        guard descriptor >= 0 else { throw MappedFile.systemError("cannot be watched", "process \(process)") }
    }

    deinit { close(descriptor) }

    /// True from its end on, even when nobody has taken notice of that yet.
    public var isOver: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) > 0
    }
}

extension LiveProcess {
    /// For what can only be done with programs.
    /// - Throws: `usage` for a thread of the kernel.
    public func refuseKernelThread() throws(InputError) {
        guard statistics?.isKernelThread == true else { return }
        throw InputError(.usage, "it is a thread of the kernel, which is no program", file: "process \(id)")
    }

    /// Short names of the threads by their ids.
    public var threadNames: [Int32: String] {
        var names: [Int32: String] = [:]
        for thread in directory.numbers(in: "task") ?? [] {
            guard let name = directory.optionalContents("task/\(thread)/comm")?.string else { continue }
            names[thread] = String(name.prefix { $0 != "\n" })
        }
        return names
    }
}
