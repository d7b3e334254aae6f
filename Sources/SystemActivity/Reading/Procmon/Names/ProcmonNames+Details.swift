/// Values in details.
extension ProcmonNames {
    /// FILE_INFORMATION_CLASS.
    static let fileInformationClasses = CodeNames(
        """
        0 Unknown
        1 FileDirectoryInformation
        2 FileFullDirectoryInformation
        3 FileBothDirectoryInformation
        4 FileBasicInformation
        5 FileStandardInformation
        6 FileInternalInformation
        7 FileEaInformation
        8 FileAccessInformation
        9 FileNameInformation
        A FileRenameInformation
        B FileLinkInformation
        C FileNamesInformation
        D FileDispositionInformation
        E FilePositionInformation
        F FileFullEaInformation
        10 FileModeInformation
        11 FileAlignmentInformation
        12 FileAllInformation
        13 FileAllocationInformation
        14 FileEndOfFileInformation
        15 FileAlternateNameInformation
        16 FileStreamInformation
        17 FilePipeInformation
        18 FilePipeLocalInformation
        19 FilePipeRemoteInformation
        1A FileMailslotQueryInformation
        1B FileMailslotSetInformation
        1C FileCompressionInformation
        1D FileObjectIdInformation
        1E FileCompletionInformation
        1F FileMoveClusterInformation
        20 FileQuotaInformation
        21 FileReparsePointInformation
        22 FileNetworkOpenInformation
        23 FileAttributeTagInformation
        24 FileTrackingInformation
        25 FileIdBothDirectoryInformation
        26 FileIdFullDirectoryInformation
        27 FileValidDataLengthInformation
        28 FileShortNameInformation
        29 FileIoCompletionNotificationInformation
        2A FileIoStatusBlockRangeInformation
        2B FileIoPriorityHintInformation
        2C FileSfioReserveInformation
        2D FileSfioVolumeInformation
        2E FileHardLinkInformation
        2F FileProcessIdsUsingFileInformation
        30 FileNormalizedNameInformation
        31 FileNetworkPhysicalNameInformation
        32 FileIdGlobalTxDirectoryInformation
        33 FileIsRemoteDeviceInformation
        34 FileUnusedInformation
        35 FileNumaNodeInformation
        36 FileStandardLinkInformation
        37 FileRemoteProtocolInformation
        38 FileRenameInformationBypassAccessCheck
        39 FileLinkInformationBypassAccessCheck
        3A FileVolumeNameInformation
        3B FileIdInformation
        3C FileIdExtdDirectoryInformation
        3D FileReplaceCompletionInformation
        3E FileHardLinkFullIdInformation
        3F FileIdExtdBothDirectoryInformation
        40 FileDispositionInformationEx
        41 FileRenameInformationEx
        42 FileRenameInformationExBypassAccessCheck
        43 FileDesiredStorageClassInformation
        44 FileStatInformation
        45 FileMemoryPartitionInformation
        46 FileMaximumInformation
        47 SeShutdownPrivilege
        48 SeChangeNotifyPrivilege
        49 SeUndockPrivilege
        4A SeIncreaseWorkingSetPrivilege
        4B SeTimeZonePrivilege
        """)

    /// What CreateFile does with a file that is there or not.
    static let dispositions = CodeNames(
        """
        0 Supersede
        1 Open
        2 Create
        3 OpenIf
        4 Overwrite
        5 OverwriteIf
        """)

    /// What CreateFile did.
    static let openResults = CodeNames(
        """
        0 Superseded
        1 Opened
        2 Created
        3 Overwritten
        4 Exists
        5 DoesNotExist
        """)

    /// Types of values.
    static let registryTypes = CodeNames(
        """
        0 REG_NONE
        1 REG_SZ
        2 REG_EXPAND_SZ
        3 REG_BINARY
        4 REG_DWORD
        5 REG_DWORD_BIG_ENDIAN
        6 REG_LINK
        7 REG_MULTI_SZ
        8 REG_RESOURCE_LIST
        9 REG_FULL_RESOURCE_DESCRIPTOR
        A REG_RESOURCE_REQUIREMENTS_LIST
        B REG_QWORD
        """)

    /// KEY_INFORMATION_CLASS.
    static let keyInformationClasses = CodeNames(
        """
        0 Basic
        1 Node
        2 Full
        3 Name
        4 Cached
        5 Flags
        6 Virtualization
        7 HandleTags
        8 Trust
        9 Layer
        """)

    /// KEY_SET_INFORMATION_CLASS.
    static let keySetInformationClasses = CodeNames(
        """
        0 KeyWriteTimeInformation
        1 KeyWow64FlagsInformation
        5 KeySetHandleTagsInformation
        """)

    /// Priorities of reads and writes.
    static let priorities = CodeNames(
        """
        1 Very Low
        2 Low
        3 Normal
        4 High
        5 Critical
        """)
}
