/// Operations as Process Monitor names them, by class and number.
extension ProcmonNames {
    /// Operations of class 1.
    static let processOperations = CodeNames(
        """
        0 Process Defined
        1 Process Create
        2 Process Exit
        3 Thread Create
        4 Thread Exit
        5 Load Image
        6 Thread Profile
        7 Process Start
        8 Process Statistics
        9 System Statistics
        """)

    /// Operations of class 2.
    static let registryOperations = CodeNames(
        """
        0 RegOpenKey
        1 RegCreateKey
        2 RegCloseKey
        3 RegQueryKey
        4 RegSetValue
        5 RegQueryValue
        6 RegEnumValue
        7 RegEnumKey
        8 RegSetInfoKey
        9 RegDeleteKey
        A RegDeleteValue
        B RegFlushKey
        C RegLoadKey
        D RegUnloadKey
        E RegRenameKey
        F RegQueryMultipleValueKey
        10 RegSetKeySecurity
        11 RegQueryKeySecurity
        """)

    /// Operations of classes 3 and 6, when no sub-operation says more.
    static let fileOperations = CodeNames(
        """
        0 VolumeDismount
        1 VolumeMount
        2 FASTIO_MDL_WRITE_COMPLETE
        3 WriteFile2
        4 FASTIO_MDL_READ_COMPLETE
        5 ReadFile2
        6 QueryOpen
        7 FASTIO_CHECK_IF_POSSIBLE
        8 IRP_MJ_12
        9 IRP_MJ_11
        A IRP_MJ_10
        B IRP_MJ_9
        C IRP_MJ_8
        D FASTIO_NOTIFY_STREAM_FO_CREATION
        E FASTIO_RELEASE_FOR_CC_FLUSH
        F FASTIO_ACQUIRE_FOR_CC_FLUSH
        10 FASTIO_RELEASE_FOR_MOD_WRITE
        11 FASTIO_ACQUIRE_FOR_MOD_WRITE
        12 FASTIO_RELEASE_FOR_SECTION_SYNCHRONIZATION
        13 CreateFileMapping
        14 CreateFile
        15 CreatePipe
        16 IRP_MJ_CLOSE
        17 ReadFile
        18 WriteFile
        19 QueryInformationFile
        1A SetInformationFile
        1B QueryEAFile
        1C SetEAFile
        1D FlushBuffersFile
        1E QueryVolumeInformation
        1F SetVolumeInformation
        20 DirectoryControl
        21 FileSystemControl
        22 DeviceIoControl
        23 InternalDeviceIoControl
        24 Shutdown
        25 LockUnlockFile
        26 CloseFile
        27 CreateMailSlot
        28 QuerySecurityFile
        29 SetSecurityFile
        2A Power
        2B SystemControl
        2C DeviceChange
        2D QueryFileQuota
        2E SetFileQuota
        2F PlugAndPlay
        """)

    /// Operations of class 4.
    static let profilingOperations = CodeNames(
        """
        0 Thread Profiling
        1 Process Profiling
        2 Debug Output Profiling
        """)

    /// Operations of class 5, behind the name of the protocol.
    static let networkOperations = CodeNames(
        """
        0 Unknown
        1 Other
        2 Send
        3 Receive
        4 Accept
        5 Connect
        6 Disconnect
        7 Reconnect
        8 Retransmit
        9 TCPCopy
        """)
}
