import Evidence

/// The functions that google/pprof does not show of an older profile: those of the profiler or allocator itself. They
/// depend on what the values are.
enum LegacyFrameRules {
    static func add(to profile: inout Profile) {
        let types = profile.sampleTypes.map { profile.text($0.type) }
        let rules: (drop: [String], keep: [String])
        if heapTypes.contains(types) {
            rules = (allocators, ["runtime\\.panic", "runtime\\.reflectcall", "runtime\\.call[0-9]*"])
        } else if types == ["contentions", "delay"] {
            rules = (locks, [])
        } else {
            rules = (profilers, [])
        }
        profile.dropFrames = profile.strings.intern(rules.drop.joined(separator: "|"))
        profile.keepFrames = profile.strings.intern(rules.keep.joined(separator: "|"))
    }

    private static let heapTypes: Set<[String]> = [
        ["allocations", "size"], ["objects", "space"], ["inuse_objects", "inuse_space"],
        ["alloc_objects", "alloc_space"], ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"],
    ]

    // The order is google/pprof's: the joined text is part of the profile.
    private static let allocators =
        ["calloc", "cfree", "malloc", "free", "memalign", "do_memalign", "(__)?posix_memalign", "pvalloc", "valloc"]
        + ["realloc", "tcmalloc::.*"]
        + [
            "calloc", "cfree", "malloc", "free", "memalign", "posix_memalign", "pvalloc", "valloc", "realloc", "new",
            "delete", "newarray", "deletearray", "new_nothrow", "newarray_nothrow",
        ].map { "tc_" + $0 }
        + ["malloc", "calloc", "valloc", "realloc", "memalign", "free"].map { "malloc_zone_" + $0 }
        + ["runtime\\..*", "BaseArena::.*"] + ["_no_errno", "_pages", ""].map { "(::)?do_malloc" + $0 }
        + ["DoSampledAllocation", "MallocedMemBlock::MallocedMemBlock", "_M_allocate"]
        + ["__builtin_(vec_)?delete", "__builtin_(vec_)?new", "__gnu_cxx::new_allocator::allocate", "__libc_malloc"]
        + ["__malloc_alloc_template::allocate", "allocate", "cpp_alloc", "operator new(\\[\\])?"]
        + ["simple_alloc::allocate"]

    private static let profilers =
        ["ProfileData::Add", "ProfileData::prof_handler", "CpuProfiler::prof_handler"]
        + ["__pthread_sighandler", "__restore"]

    private static let locks =
        ["RecordLockProfileData"]
        + ["RecordLockProfileData", "SubmitMutexProfileData", "SubmitSpinLockProfileData"].map { "(base::)?\($0).*" }
        + ["base::", ""].flatMap { space in
            ["AwaitCommon", "Unlock", "UnlockSlow", "ReaderUnlock"].map { "(\(space)Mutex::)?\($0).*" }
                + ["(\(space)MutexLock::)?~MutexLock.*"]
        }
        + ["Unlock", "SlowUnlock"].map { "(SpinLock::)?\($0).*" } + ["(SpinLockHolder::)?~SpinLockHolder.*"]
}
