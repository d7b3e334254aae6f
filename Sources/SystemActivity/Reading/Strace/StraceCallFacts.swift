import Evidence

/// What is known of the calls that a log mentions, by name; found out once for each.
struct StraceCallFacts {
    struct Facts {
        var text: String
        var name: StringID
        var kind: ActivityClass
        /// The argument that is its path; nil when none is.
        var path: Int?
        /// Whether that text is a path, and not a name of another kind.
        var isPath: Bool
        /// The argument that is the folder from which the path starts.
        var directory: Int?
        var descriptor: Int?
        var changesFolder: Bool
        var changesDescriptors: Bool
        /// It makes a thread or a process.
        var isBirth: Bool
        var isExecution: Bool
        /// Its address is what it is about.
        var isAboutAddress: Bool
    }

    /// Names have numbers of their own, so that what is known lies in an array.
    private var names = StringTable()
    private var known: [Facts?] = [nil]

    private static let byName: [String: SystemCallTable.Entry] = {
        var entries: [String: SystemCallTable.Entry] = [:]
        for isARM64 in [false, true] {
            for entry in SystemCallTable.entries(isARM64: isARM64).values { entries[entry.name] = entry }
        }
        return entries
    }()

    private static let changesDescriptors: Set<String> = [
        "open", "openat", "openat2", "open_tree", "fspick", "open_by_handle_at", "creat", "memfd_create", "close",
        "close_range", "dup", "dup2", "dup3", "fcntl", "socket", "accept", "accept4", "connect", "bind", "pipe",
        "pipe2",
        "socketpair", "epoll_create", "epoll_create1", "eventfd", "eventfd2", "signalfd4", "timerfd_create",
        "inotify_init1", "fanotify_init", "pidfd_open", "perf_event_open", "userfaultfd", "io_uring_setup",
    ]
    /// What 32-bit systems call their forms of calls.
    private static let others = [
        "fcntl64": "fcntl", "stat64": "stat", "lstat64": "lstat", "fstat64": "fstat", "fstatat64": "newfstatat",
        "mmap2": "mmap", "_llseek": "lseek", "sendfile64": "sendfile", "ftruncate64": "ftruncate",
        "truncate64": "truncate", "chown32": "chown", "fchown32": "fchown", "lchown32": "lchown", "waitpid": "wait4",
        "umount": "umount2", "futex_time64": "futex", "clock_nanosleep_time64": "clock_nanosleep",
        "ppoll_time64": "ppoll", "pselect6_time64": "pselect6", "statfs64": "statfs", "fstatfs64": "fstatfs",
        "fadvise64_64": "fadvise64", "_newselect": "select", "ugetrlimit": "getrlimit",
    ]
    private static let withNames: Set<String> = [
        "memfd_create", "sethostname", "setdomainname", "init_module", "delete_module", "add_key", "request_key",
        "mq_open", "mq_unlink",
    ]

    mutating func facts(_ name: ArraySlice<UInt8>, _ tables: inout ActivityTables) -> Int {
        let number = Int(names.intern(bytes: name).rawValue)
        if number < known.count, known[number] != nil { return number }
        let text = String(decoding: name, as: UTF8.self)
        let generic = Self.others[text] ?? text
        let entry = Self.byName[generic]
        let path = entry?.stringArgument
        let isAboutFile = entry?.descriptorArgument != nil || path != nil
        let directory = entry?.arguments.firstIndex(of: .directory)
        while known.count <= number { known.append(nil) }
        known[number] = Facts(
            text: generic, name: tables.strings.intern(bytes: name),
            kind: CallClass.of(generic, isAboutFile: isAboutFile), path: path,
            isPath: !Self.withNames.contains(generic),
            directory: directory.flatMap { path == $0 + 1 ? $0 : nil },
            descriptor: entry?.arguments.firstIndex(of: .descriptor) ?? entry?.descriptorArgument,
            changesFolder: generic == "chdir" || generic == "fchdir" || generic == "getcwd",
            changesDescriptors: Self.changesDescriptors.contains(generic),
            isBirth: ["clone", "clone3", "fork", "vfork", "clone2"].contains(generic),
            isExecution: generic == "execve" || generic == "execveat",
            isAboutAddress: ["connect", "bind", "sendto"].contains(generic))
        return number
    }

    subscript(_ number: Int) -> Facts? { number < known.count ? known[number] : nil }
}
