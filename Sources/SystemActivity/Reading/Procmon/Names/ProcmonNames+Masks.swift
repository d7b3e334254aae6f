/// Bits of masks in the order in which Process Monitor takes them off.
extension ProcmonNames {
    /// Access to keys.
    static let registryAccess: [MaskName] = [
        MaskName(0xf003f, "All Access"),
        MaskName(0x2001f, "Read/Write"),
        MaskName(0x20019, "Read"),
        MaskName(0x20006, "Write"),
        MaskName(0x1, "Query Value"),
        MaskName(0x2, "Set Value"),
        MaskName(0x4, "Create Sub Key"),
        MaskName(0x8, "Enumerate Sub Keys"),
        MaskName(0x10, "Notify"),
        MaskName(0x20, "Create Link"),
        MaskName(0x300, "WOW64_Res"),
        MaskName(0x200, "WOW64_32Key"),
        MaskName(0x100, "WOW64_64Key"),
        MaskName(0x10000, "Delete"),
        MaskName(0x20000, "Read Control"),
        MaskName(0x40000, "Write DAC"),
        MaskName(0x80000, "Write Owner"),
        MaskName(0x100000, "Synchronize"),
        MaskName(0x1000000, "Access System Security"),
        MaskName(0x2000000, "Maximum Allowed"),
    ]

    /// Access to files.
    static let fileAccess: [MaskName] = [
        MaskName(0x1f01ff, "All Access"),
        MaskName(0x1201bf, "Generic Read/Write/Execute"),
        MaskName(0x12019f, "Generic Read/Write"),
        MaskName(0x1200a9, "Generic Read/Execute"),
        MaskName(0x1201b6, "Generic Write/Execute"),
        MaskName(0x120089, "Generic Read"),
        MaskName(0x120116, "Generic Write"),
        MaskName(0x1200a0, "Generic Execute"),
        MaskName(0x1, "Read Data/List Directory"),
        MaskName(0x2, "Write Data/Add File"),
        MaskName(0x4, "Append Data/Add Subdirectory/Create Pipe Instance"),
        MaskName(0x8, "Read EA"),
        MaskName(0x10, "Write EA"),
        MaskName(0x20, "Execute/Traverse"),
        MaskName(0x40, "Delete Child"),
        MaskName(0x80, "Read Attributes"),
        MaskName(0x100, "Write Attributes"),
        MaskName(0x10000, "Delete"),
        MaskName(0x20000, "Read Control"),
        MaskName(0x40000, "Write DAC"),
        MaskName(0x80000, "Write Owner"),
        MaskName(0x100000, "Synchronize"),
        MaskName(0x1000000, "Access System Security"),
        MaskName(0x2000000, "Maximum Allowed"),
    ]

    /// Options of CreateFile, and the mode of a file.
    static let createOptions: [MaskName] = [
        MaskName(0x1, "Directory"),
        MaskName(0x2, "Write Through"),
        MaskName(0x4, "Sequential Access"),
        MaskName(0x8, "No Buffering"),
        MaskName(0x10, "Synchronous IO Alert"),
        MaskName(0x20, "Synchronous IO Non-Alert"),
        MaskName(0x40, "Non-Directory File"),
        MaskName(0x80, "Create Tree Connection"),
        MaskName(0x100, "Complete If Oplocked"),
        MaskName(0x200, "No EA Knowledge"),
        MaskName(0x400, "Open for Recovery"),
        MaskName(0x800, "Random Access"),
        MaskName(0x1000, "Delete On Close"),
        MaskName(0x2000, "Open By ID"),
        MaskName(0x4000, "Open For Backup"),
        MaskName(0x8000, "No Compression"),
        MaskName(0x100000, "Reserve OpFilter"),
        MaskName(0x200000, "Open Reparse Point"),
        MaskName(0x400000, "Open No Recall"),
        MaskName(0x800000, "Open For Free Space Query"),
        MaskName(0x10000, "Open Requiring Oplock"),
        MaskName(0x20000, "Disallow Exclusive"),
    ]

    /// Attributes of files.
    static let attributes: [MaskName] = [
        MaskName(0x1, "R"),
        MaskName(0x2, "H"),
        MaskName(0x4, "S"),
        MaskName(0x10, "D"),
        MaskName(0x20, "A"),
        MaskName(0x40, "D"),
        MaskName(0x80, "N"),
        MaskName(0x100, "T"),
        MaskName(0x200, "SF"),
        MaskName(0x400, "RP"),
        MaskName(0x800, "C"),
        MaskName(0x1000, "O"),
        MaskName(0x2000, "NCI"),
        MaskName(0x4000, "E"),
        MaskName(0x10000, "V"),
    ]

    /// What others may do with a file at the same time.
    static let shareModes: [MaskName] = [
        MaskName(0x1, "Read"),
        MaskName(0x2, "Write"),
        MaskName(0x4, "Delete"),
    ]

    /// Flags of reads and writes (IRP_*).
    static let ioFlags: [MaskName] = [
        MaskName(0x10, "Buffered"),
        MaskName(0x1, "Non-cached"),
        MaskName(0x2, "Paging I/O"),
        MaskName(0x4, "Synchronous"),
        MaskName(0x40, "Synchronous Paging I/O"),
        MaskName(0x400000, "Write Through"),
    ]

    /// What NotifyChangeDirectory waits for.
    static let changeFilters: [MaskName] = [
        MaskName(0x1, "FILE_NOTIFY_CHANGE_FILE_NAME"),
        MaskName(0x2, "FILE_NOTIFY_CHANGE_DIR_NAME"),
        MaskName(0x4, "FILE_NOTIFY_CHANGE_ATTRIBUTES"),
        MaskName(0x8, "FILE_NOTIFY_CHANGE_SIZE"),
        MaskName(0x10, "FILE_NOTIFY_CHANGE_LAST_WRITE"),
        MaskName(0x20, "FILE_NOTIFY_CHANGE_LAST_ACCESS"),
        MaskName(0x40, "FILE_NOTIFY_CHANGE_CREATION"),
        MaskName(0x80, "FILE_NOTIFY_CHANGE_EA"),
        MaskName(0x100, "FILE_NOTIFY_CHANGE_SECURITY"),
        MaskName(0x200, "FILE_NOTIFY_CHANGE_STREAM_NAME"),
        MaskName(0x400, "FILE_NOTIFY_CHANGE_STREAM_SIZE"),
        MaskName(0x800, "FILE_NOTIFY_CHANGE_STREAM_WRITE"),
    ]

    /// Parts of a security descriptor. Access Filter (0x100) is left out: it is printed as a number.
    static let securityInformation: [MaskName] = [
        MaskName(0x1, "Owner"),
        MaskName(0x2, "Group"),
        MaskName(0x4, "DACL"),
        MaskName(0x8, "SACL"),
        MaskName(0x10, "Label"),
        MaskName(0x20, "Attribute"),
        MaskName(0x40, "Scope"),
        MaskName(0x80, "Process Trust Label"),
        MaskName(0x10000, "Backup"),
        MaskName(0x80000000, "DACL Protected"),
        MaskName(0x40000000, "SACL Protected"),
        MaskName(0x20000000, "DACL Unprotected"),
        MaskName(0x10000000, "SACL Unprotected"),
    ]
}
