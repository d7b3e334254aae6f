import Wire

/// What is asked about volumes (NtQueryVolumeInformationFile): the answers are in the details of the end.
extension ProcmonEventText {
    /// FILE_* constants of winnt.h, in Process Monitor's order.
    private static let attributes: [MaskName] = [
        MaskName(0x2, "Case Preserved"), MaskName(0x1, "Case Sensitive"), MaskName(0x4, "Unicode"),
        MaskName(0x8, "ACLs"), MaskName(0x10, "Compression"), MaskName(0x4_0000, "Named Streams"),
        MaskName(0x2_0000, "EFS"), MaskName(0x1_0000, "Object IDs"), MaskName(0x80, "Reparse Points"),
        MaskName(0x40, "Sparse Files"), MaskName(0x20, "Quotas"), MaskName(0x20_0000, "Transactions"),
    ]

    /// FILE_* constants of wdm.h.
    private static let characteristics: [MaskName] = [
        MaskName(0x1, "Removable"), MaskName(0x2, "Read-Only"), MaskName(0x4, "Floppy"), MaskName(0x8, "Write-Once"),
        MaskName(0x10, "Remote"), MaskName(0x20, "Mounted"), MaskName(0x40, "Virtual"),
    ]

    func appendVolume(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        guard record.hasExtra else { return }
        switch subOperation {
        case 1: appendVolumeInformation(detail, &text)
        case 3:
            detail.grouped("TotalAllocationUnits", record.extra64(0), &text)
            detail.grouped("AvailableAllocationUnits", record.extra64(8), &text)
            appendUnits(at: 16, detail, &text)
        case 4: appendDevice(detail, &text)
        case 5:
            detail.name("FileSystemAttributes", &text)
            ProcmonNames.appendWhole(record.extra32(0), Self.attributes, to: &text)
            detail.decimal("MaximumComponentNameLength", record.extra32(4), &text)
            detail.name("FileSystemName", &text)
            record.appendExtra(at: 12, size: Int(record.extra32(8)), to: &text)
        case 6: appendQuotas(detail, &text)
        case 7:
            detail.grouped("TotalAllocationUnits", record.extra64(0), &text)
            detail.grouped("CallerAvailableAllocationUnits", record.extra64(8), &text)
            detail.grouped("ActualAvailableAllocationUnits", record.extra64(16), &text)
            appendUnits(at: 24, detail, &text)
        default: break
        }
    }

    private func appendUnits(at place: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.grouped("SectorsPerAllocationUnit", record.extra32(place), &text)
        detail.decimal("BytesPerSector", record.extra32(place + 4), &text)
    }

    /// FILE_FS_VOLUME_INFORMATION.
    private func appendVolumeInformation(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.name("VolumeCreationTime", &text)
        time.appendDate(record.extra64(0), to: &text)
        detail.name("VolumeSerialNumber", &text)
        let serial = record.extra32(8)
        text.append(hex: UInt64(serial >> 16), digits: 4, uppercase: true)
        text.append(UInt8(ascii: "-"))
        text.append(hex: UInt64(serial & 0xffff), digits: 4, uppercase: true)
        detail.flag("SupportsObjects", record.extraByte(16) != 0, &text)
        detail.name("VolumeLabel", &text)
        record.appendExtra(at: 18, size: Int(record.extra32(12)), to: &text)
    }

    /// FILE_FS_DEVICE_INFORMATION.
    private func appendDevice(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.name("DeviceType", &text)
        if !ProcmonNames.deviceTypes.append(record.extra32(0), to: &text) {
            text.append(text: "0x")
            text.append(hex: UInt64(record.extra32(0)))
        }
        detail.name("Characteristics", &text)
        ProcmonNames.appendWhole(record.extra32(4), Self.characteristics, to: &text)
    }

    /// FILE_FS_CONTROL_INFORMATION.
    private func appendQuotas(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.signed("FreeSpaceStartFiltering", record.extra64(0), &text)
        detail.signed("FreeSpaceThreshold", record.extra64(8), &text)
        detail.signed("FreeSpaceStopFiltering", record.extra64(16), &text)
        detail.signed("DefaultQuotaThreshold", record.extra64(24), &text)
        detail.signed("DefaultQuotaLimit", record.extra64(32), &text)
        detail.hexadecimal("FileSystemControlFlags", UInt64(record.extra32(40)), &text)
    }
}

extension ProcmonNames {
    /// FILE_DEVICE_* constants of wdm.h.
    static let deviceTypes = CodeNames(
        """
        1 Beep
        2 CD-ROM
        3 CD-ROM File System
        4 Controller
        5 Datalink
        6 DFS
        7 Disk
        8 Disk File System
        9 File System
        B Keyboard
        C Mailslot
        F Mouse
        10 Multi UNC Provider
        11 Named Pipe
        12 Network
        13 Network Browser
        14 Network File System
        15 Null
        16 Parallel Port
        18 Printer
        1B Serial Port
        1F Tape
        20 Tape File System
        22 Unknown
        24 Virtual Disk
        28 Network Redirector
        """)
}
