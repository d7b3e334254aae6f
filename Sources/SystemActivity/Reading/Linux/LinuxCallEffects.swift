import Evidence

/// A system call as it was recorded, with its arguments as numbers.
struct LinuxCall {
    var name: String
    var arguments: [UInt64]
    /// What the kernel returned; from -4095 to -1 a negated errno.
    var result: Int64
    /// The descriptors that it gave by an array.
    var pair: (Int32, Int32)?
    /// The socket address that it took or gave.
    var address: String?

    var isFailed: Bool { result < 0 && result >= -4095 }

    func argument(_ index: Int) -> UInt64 { index < arguments.count ? arguments[index] : 0 }
    func descriptor(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: argument(index)) }
}

extension LinuxCall {
    /// `O_CLOEXEC`, which the flags of nearly all calls that make descriptors share (asm-generic).
    private static let closeOnExecution: UInt64 = 0o2000000

    /// Names of the calls that may change something of their process: without them the paths of others are not known.
    static let namesWithEffects: Set<String> = [
        "open", "openat", "openat2", "open_tree", "fspick", "open_by_handle_at", "creat", "memfd_create", "close",
        "close_range", "dup", "dup2", "dup3", "fcntl", "chdir", "fchdir", "socket", "accept", "accept4", "connect",
        "bind", "pipe", "pipe2", "socketpair", "epoll_create", "epoll_create1", "eventfd", "eventfd2", "signalfd4",
        "timerfd_create", "inotify_init1", "fanotify_init", "pidfd_open", "perf_event_open", "userfaultfd",
        "io_uring_setup",
    ]

    /// What it changes of its process; `namesWithEffects` lists those that may change something.
    /// - Parameters:
    ///   - path: of the file that it opened, of the folder that it changed to, or a name for the pair that it made.
    ///   - intern: gives a text its number.
    func effect(path: StringID, _ intern: (String) -> StringID) -> CallEffect {
        // A connection that is under way has its peer already (EINPROGRESS).
        guard !isFailed || name == "connect" && result == -115 else { return .none }
        let made = Int32(truncatingIfNeeded: result)
        func isClosed(_ index: Int) -> Bool { argument(index) & Self.closeOnExecution != 0 }
        switch name {
        case "open": return .open(made, path, isClosedOnExecution: isClosed(1))
        case "openat": return .open(made, path, isClosedOnExecution: isClosed(2))
        case "openat2", "open_tree", "fspick", "open_by_handle_at": return .open(made, path, isClosedOnExecution: false)
        case "creat": return .open(made, path, isClosedOnExecution: false)
        case "memfd_create":
            return .open(made, path, isClosedOnExecution: argument(1) & 1 != 0)
        case "close": return .close(descriptor(0))
        case "close_range":
            let (low, high) = (Int64(argument(0) & 0xffff_ffff), Int64(argument(1) & 0xffff_ffff))
            // CLOSE_RANGE_CLOEXEC only marks.
            guard low <= high, argument(2) & 4 == 0 else { return .none }
            return .closeRange(low...high)
        case "dup": return .duplicate(descriptor(0), to: made, isClosedOnExecution: false)
        case "dup2": return .duplicate(descriptor(0), to: made, isClosedOnExecution: false)
        case "dup3": return .duplicate(descriptor(0), to: made, isClosedOnExecution: isClosed(2))
        case "fcntl": return control(made)
        case "chdir": return .changeFolder(path)
        case "fchdir": return .changeFolderTo(descriptor(0))
        default: return specialDescriptor(made, path, intern)
        }
    }

    private func control(_ made: Int32) -> CallEffect {
        switch argument(1) {
        case 0: .duplicate(descriptor(0), to: made, isClosedOnExecution: false)
        case 1030: .duplicate(descriptor(0), to: made, isClosedOnExecution: true)
        case 2: .mark(descriptor(0), isClosedOnExecution: argument(2) & 1 != 0)
        default: .none
        }
    }

    /// Calls that make descriptors of something that has no path, and those that tell more of a socket.
    private func specialDescriptor(_ made: Int32, _ path: StringID, _ intern: (String) -> StringID) -> CallEffect {
        func open(_ text: String, _ flags: Int?) -> CallEffect {
            .open(
                made, intern(text),
                isClosedOnExecution: flags.map { argument($0) & Self.closeOnExecution != 0 } ?? true)
        }
        switch name {
        case "socket": return open("socket:" + Self.socketKind(argument(0), argument(1)), 1)
        case "accept", "accept4":
            return .open(
                made, intern("socket:from " + (address ?? "unknown")),
                isClosedOnExecution: name == "accept4" && argument(3) & Self.closeOnExecution != 0)
        case "connect": return address.map { .name(descriptor(0), intern("socket:to \($0)")) } ?? .none
        case "bind": return address.map { .name(descriptor(0), intern("socket:at \($0)")) } ?? .none
        case "pipe", "pipe2", "socketpair":
            guard let pair else { return .none }
            // Flags of pipe2 and the type of socketpair are both the second argument.
            let flags = name == "pipe" ? 0 : argument(1)
            return .openPair(pair.0, pair.1, path, isClosedOnExecution: flags & Self.closeOnExecution != 0)
        case "epoll_create": return .open(made, intern("epoll"), isClosedOnExecution: false)
        case "epoll_create1": return open("epoll", 0)
        case "eventfd": return .open(made, intern("eventfd"), isClosedOnExecution: false)
        case "eventfd2": return open("eventfd", 1)
        case "signalfd4": return open("signalfd", 3)
        case "timerfd_create": return open("timerfd", 1)
        case "inotify_init1": return open("inotify", 0)
        case "fanotify_init": return .open(made, intern("fanotify"), isClosedOnExecution: argument(0) & 1 != 0)
        case "pidfd_open": return open("pidfd:\(argument(0))", nil)
        case "perf_event_open": return open("perf event", nil)
        case "bpf": return .none
        case "userfaultfd": return open("userfaultfd", 0)
        case "io_uring_setup": return open("io_uring", nil)
        default: return .none
        }
    }

    static func socketKind(_ family: UInt64, _ type: UInt64) -> String {
        let stream = type & 15 == 1
        switch family & 0xffff {
        case 1: return "unix"
        case 2: return stream ? "tcp" : type & 15 == 2 ? "udp" : "raw"
        case 10: return stream ? "tcp6" : type & 15 == 2 ? "udp6" : "raw6"
        case 16: return "netlink"
        default: return "family \(family & 0xffff)"
        }
    }
}
