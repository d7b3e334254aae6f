import Wire

/// What is to be changed about files (NtSetInformationFile): the request's buffer lies behind the path.
extension ProcmonEventText {
    private enum Setting {
        static let basic: UInt8 = 4
        static let rename: UInt8 = 0x0a
        static let link: UInt8 = 0x0b
        static let disposition: UInt8 = 0x0d
        static let position: UInt8 = 0x0e
        static let allocation: UInt8 = 0x13
        static let endOfFile: UInt8 = 0x14
        static let validDataLength: UInt8 = 0x27
        static let dispositionFlags: UInt8 = 0x40
        static let renameFlags: UInt8 = 0x41
        static let renameFlagsWithoutCheck: UInt8 = 0x42
    }

    private static let dispositionFlags: [MaskName] = [
        MaskName(0x01, "FILE_DISPOSITION_DELETE"), MaskName(0x02, "FILE_DISPOSITION_POSIX_SEMANTICS"),
        MaskName(0x04, "FILE_DISPOSITION_FORCE_IMAGE_SECTION_CHECK"), MaskName(0x08, "FILE_DISPOSITION_ON_CLOSE"),
        MaskName(0x10, "FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE"),
    ]

    private static let renameFlags: [MaskName] = [
        MaskName(0x01, "FILE_RENAME_REPLACE_IF_EXISTS"), MaskName(0x02, "FILE_RENAME_POSIX_SEMANTICS"),
        MaskName(0x04, "FILE_RENAME_SUPPRESS_PIN_STATE_INHERITANCE"),
        MaskName(0x08, "FILE_RENAME_SUPPRESS_STORAGE_RESERVE_INHERITANCE"),
        MaskName(0x10, "FILE_RENAME_NO_INCREASE_AVAILABLE_SPACE"),
        MaskName(0x20, "FILE_RENAME_NO_DECREASE_AVAILABLE_SPACE"),
        MaskName(0x40, "FILE_RENAME_IGNORE_READONLY_ATTRIBUTE"),
    ]

    var settingCategory: ProcmonCategory {
        switch subOperation {
        case Setting.basic, Setting.endOfFile, Setting.allocation, Setting.validDataLength: .writeMetadata
        case Setting.disposition, Setting.dispositionFlags: record.byte(behindFilePath) & 1 != 0 ? .write : .none
        case Setting.rename, Setting.link, Setting.renameFlags, Setting.renameFlagsWithoutCheck: .write
        default: .none
        }
    }

    func appendSetting(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let place = behindFilePath
        switch subOperation {
        case Setting.basic: appendBasicSetting(at: place, detail, &text)
        case Setting.disposition: detail.flag("Delete", record.byte(place) != 0, &text)
        case Setting.dispositionFlags:
            detail.name("Flags", &text)
            ProcmonNames.appendWhole(record.number32(place), Self.dispositionFlags, to: &text)
        case Setting.position: detail.signed("Position", record.number64(place), &text)
        case Setting.allocation: detail.signed("AllocationSize", record.number64(place), &text)
        case Setting.endOfFile: detail.signed("EndOfFile", record.number64(place), &text)
        case Setting.validDataLength: detail.signed("ValidDataLength", record.number64(place), &text)
        case Setting.rename, Setting.link:
            detail.flag("ReplaceIfExists", record.byte(place) != 0, &text)
            appendNewName(at: place, detail, &text)
        case Setting.renameFlags, Setting.renameFlagsWithoutCheck:
            detail.name("Flags", &text)
            ProcmonNames.appendWhole(record.number32(place), Self.renameFlags, to: &text)
            appendNewName(at: place, detail, &text)
        default: break
        }
    }

    /// FILE_RENAME_INFORMATION and FILE_LINK_INFORMATION: flags, folder, size of the name, name. A name in the file's
    /// own folder stands there without it; others begin with `\??\`.
    private func appendNewName(at place: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let sizePlace = place + 2 * record.pointerSize
        detail.name("FileName", &text)
        let start = text.count
        record.append(at: sizePlace + 4, size: Int(record.number32(sizePlace)), to: &text)
        let name = text[start...]
        if name.starts(with: Array(#"\??\"#.utf8)) {
            text.removeSubrange(start..<start + 4)
        } else if let first = name.first, first != UInt8(ascii: "\\") {
            var path: [UInt8] = []
            appendFilePath(to: &path)
            guard let end = path.lastIndex(of: UInt8(ascii: "\\")) else { return }
            text.insert(contentsOf: path[...end], at: start)
        }
    }
}
