import Wire

/// Opening, mapping, reading and writing files.
extension ProcmonEventText {
    private enum Disposition {
        static let supersede: UInt32 = 0
        static let open: UInt32 = 1
        static let create: UInt32 = 2
        static let openIf: UInt32 = 3
        static let overwriteIf: UInt32 = 5
        static let last: UInt32 = 5
    }

    /// Disposition in the upper byte, options below it.
    private var creation: UInt32 { parameter(1) }

    var creationCategory: ProcmonCategory {
        if record.hasExtra {
            switch record.extra32(0) {
            // Superseded, Created, Overwritten.
            case 0, 2, 3: return .write
            // Opened, Exists, DoesNotExist.
            case 1, 4, 5: return .none
            default: break
            }
        }
        let disposition = creation >> 24
        return disposition == Disposition.open || disposition > Disposition.last ? .none : .write
    }

    func appendCreation(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let size = record.pointerSize
        let behind = behindFilePath
        let disposition = creation >> 24
        detail.name("Desired Access", &text)
        ProcmonNames.append(fileAccess: record.number32(behind), to: &text)
        detail.name("Disposition", &text)
        if !ProcmonNames.dispositions.append(disposition, to: &text) { text.append(text: "<unknown>") }
        detail.name("Options", &text)
        _ = ProcmonNames.append(creation & 0xff_ffff, ProcmonNames.createOptions, to: &text)
        let place = ProcmonFile.parameters + 2 * size
        detail.name("Attributes", &text)
        ProcmonNames.append(attributes: UInt32(record.number16(place)), to: &text)
        detail.name("ShareMode", &text)
        let share = record.number16(place + 2)
        if share == 0 {
            text.append(text: "None")
        } else {
            _ = ProcmonNames.append(UInt32(share), ProcmonNames.shareModes, to: &text)
        }
        detail.name("AllocationSize", &text)
        switch disposition {
        case Disposition.supersede, Disposition.create, Disposition.openIf, Disposition.overwriteIf:
            text.append(grouped: UInt64(record.number32(allocationPlace)))
        default: text.append(text: "n/a")
        }
        let identityLength = Int(record.byte(behind + 4))
        if identityLength > 0 {
            detail.name("Impersonating", &text)
            appendSecurityID(at: behind + 8, length: identityLength, to: &text)
        }
        guard record.hasExtra else { return }
        detail.name("OpenResult", &text)
        if !ProcmonNames.openResults.append(record.extra32(0), to: &text) { text.append(text: "<unknown>") }
    }

    /// Behind attributes, share mode, length and place of extended attributes.
    private var allocationPlace: Int { ProcmonFile.parameters + 8 + 4 * record.pointerSize }

    /// `S-1-5-18`; nothing when it is damaged.
    func appendSecurityID(at place: Int, length: Int, to text: inout [UInt8]) {
        let count = Int(record.byte(place + 1))
        guard record.byte(place) == 1, length == 8 + 4 * count else { return }
        text.append(text: "S-1-")
        var authority: UInt64 = 0
        for index in 2..<8 { authority = authority << 8 | UInt64(record.byte(place + index)) }
        text.append(decimal: authority)
        for index in 0..<count {
            text.append(UInt8(ascii: "-"))
            text.append(decimal: UInt64(record.number32(place + 8 + index * 4)))
        }
    }

    func appendTransfer(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.signed("Offset", record.number64(ProcmonFile.parameters + 2 * record.pointerSize), &text)
        // What was transferred, once that is known.
        detail.grouped("Length", record.hasExtra ? record.extra32(0) : parameter(0), &text)
        let flags = record.number32(8)
        if flags & 0xe0_00ff != 0 {
            detail.name("I/O Flags", &text)
            _ = ProcmonNames.append(flags & 0xe0_00ff, ProcmonNames.ioFlags, to: &text)
        }
        let priority = flags >> 17 & 7
        if priority != 0 {
            detail.name("Priority", &text)
            if !ProcmonNames.priorities.append(priority, to: &text) {
                text.append(text: "0x")
                text.append(hex: UInt64(priority))
            }
        }
    }

    /// Whether the pages may also be executed, written and so on; the first that fits.
    private static let protections: [MaskName] = [
        MaskName(0x02, "PAGE_READONLY"), MaskName(0x04, "PAGE_READWRITE"), MaskName(0x08, "PAGE_WRITECOPY"),
        MaskName(0x10, "PAGE_EXECUTE"), MaskName(0x20, "PAGE_EXECUTE_READ"), MaskName(0x40, "PAGE_EXECUTE_READWRITE"),
        MaskName(0x80, "PAGE_EXECUTE_WRITECOPY"),
    ]

    func appendMapping(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let kind = record.number32(ProcmonFile.parameters)
        detail.name("SyncType", &text)
        switch kind {
        case 0: text.append(text: "SyncTypeOther")
        case 1: text.append(text: "SyncTypeCreateSection")
        default:
            text.append(text: "Unknown: 0x")
            text.append(hex: UInt64(kind))
        }
        let protection = record.number32(ProcmonFile.parameters + 4)
        guard let name = Self.protections.first(where: { protection & $0.bits != 0 }) else { return }
        detail.name("PageProtection", &text)
        text.append(text: name.name)
        if protection & 0x200 != 0 { text.append(text: "|PAGE_NOCACHE") }
    }
}
