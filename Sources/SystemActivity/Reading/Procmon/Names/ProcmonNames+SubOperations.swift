/// Sub-operations of file operations: information classes, and minor functions of requests.
extension ProcmonNames {
    /// Of QueryVolumeInformation (30).
    static let queryVolumeOperations = CodeNames(
        """
        1 QueryInformationVolume
        2 QueryLabelInformationVolume
        3 QuerySizeInformationVolume
        4 QueryDeviceInformationVolume
        5 QueryAttributeInformationVolume
        6 QueryControlInformationVolume
        7 QueryFullSizeInformationVolume
        8 QueryObjectIdInformationVolume
        """)

    /// Of SetVolumeInformation (31).
    static let setVolumeOperations = CodeNames(
        """
        1 SetControlInformationVolume
        2 SetLabelInformationVolume
        8 SetObjectIdInformationVolume
        """)

    /// Of QueryInformationFile (25).
    static let queryInformationOperations = CodeNames(
        """
        4 QueryBasicInformationFile
        5 QueryStandardInformationFile
        6 QueryFileInternalInformationFile
        7 QueryEaInformationFile
        9 QueryNameInformationFile
        E QueryPositionInformationFile
        12 QueryAllInformationFile
        14 QueryEndOfFile
        16 QueryStreamInformationFile
        1C QueryCompressionInformationFile
        1D QueryId
        1F QueryMoveClusterInformationFile
        22 QueryNetworkOpenInformationFile
        23 QueryAttributeTagFile
        25 QueryIdBothDirectory
        27 QueryValidDataLength
        28 QueryShortNameInformationFile
        2B QueryIoPiorityHint
        2E QueryLinks
        30 QueryNormalizedNameInformationFile
        31 QueryNetworkPhysicalNameInformationFile
        32 QueryIdGlobalTxDirectoryInformation
        33 QueryIsRemoteDeviceInformation
        34 QueryAttributeCacheInformation
        35 QueryNumaNodeInformation
        36 QueryStandardLinkInformation
        37 QueryRemoteProtocolInformation
        38 QueryRenameInformationBypassAccessCheck
        39 QueryLinkInformationBypassAccessCheck
        3A QueryVolumeNameInformation
        3B QueryIdInformation
        3C QueryIdExtdDirectoryInformation
        3E QueryHardLinkFullIdInformation
        3F QueryIdExtdBothDirectoryInformation
        43 QueryDesiredStorageClassInformation
        44 QueryStatInformation
        45 QueryMemoryPartitionInformation
        46 QuerySatLxInformation
        47 QueryCaseSensitiveInformation
        48 QueryLinkInformationEx
        49 QueryLinkInfomraitonBypassAccessCheck
        4A QueryStorageReservedIdInformation
        4B QueryCaseSensitiveInformationForceAccessCheck
        """)

    /// Of SetInformationFile (26).
    static let setInformationOperations = CodeNames(
        """
        4 SetBasicInformationFile
        A SetRenameInformationFile
        B SetLinkInformationFile
        D SetDispositionInformationFile
        E SetPositionInformationFile
        13 SetAllocationInformationFile
        14 SetEndOfFileInformationFile
        16 SetFileStreamInformation
        17 SetPipeInformation
        27 SetValidDataLengthInformationFile
        28 SetShortNameInformation
        3D SetReplaceCompletionInformation
        40 SetDispositionInformationEx
        41 SetRenameInformationEx
        42 SetRenameInformationExBypassAccessCheck
        4A SetStorageReservedIdInformation
        """)

    /// Of DirectoryControl (32).
    static let directoryOperations = CodeNames(
        """
        1 QueryDirectory
        2 NotifyChangeDirectory
        """)

    /// Of PlugAndPlay (47); 0 is not told from none.
    static let plugAndPlayOperations = CodeNames(
        """
        0 StartDevice
        1 QueryRemoveDevice
        2 RemoveDevice
        3 CancelRemoveDevice
        4 StopDevice
        5 QueryStopDevice
        6 CancelStopDevice
        7 QueryDeviceRelations
        8 QueryInterface
        9 QueryCapabilities
        A QueryResources
        B QueryResourceRequirements
        C QueryDeviceText
        D FilterResourceRequirements
        F ReadConfig
        10 WriteConfig
        11 Eject
        12 SetLock
        13 QueryId2
        14 QueryPnpDeviceState
        15 QueryBusInformation
        16 DeviceUsageNotification
        17 SurpriseRemoval
        18 QueryLegacyBusInformation
        """)

    /// Of LockUnlockFile (37).
    static let lockOperations = CodeNames(
        """
        1 LockFile
        2 UnlockFileSingle
        3 UnlockFileAll
        4 UnlockFileByKey
        """)
}
