import Wire

/// Directories: what is in them, and waiting for changes.
extension ProcmonEventText {
    func appendDirectory(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        switch subOperation {
        case 1: appendListing(detail, &text)
        case 2:
            detail.name("Filter", &text)
            _ = ProcmonNames.append(parameter(1), ProcmonNames.changeFilters, to: &text)
        default: break
        }
    }

    /// The pattern and the entries have numbers from 0 on. Process Monitor puts the information class in the place of
    /// number 2, over whatever entry stands there, and leaves it out when there is nothing before it.
    private func appendListing(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let pattern = ProcmonRecord.Text(record.number16(behindFilePath))
        var number = 0
        if pattern.count > 0 {
            detail.name("Filter", &text)
            record.append(pattern, at: behindFilePath + 2, to: &text)
            number = 1
        }
        let informationClass = parameter(2)
        guard record.hasExtra, let layout = DirectoryEntryLayout(informationClass) else { return }
        var place = 0
        while layout.name + place <= record.extra.count, text.count - detail.start <= 4 * Self.longestListing {
            let next = Int(record.extra32(place))
            let size = Int(record.extra32(place + layout.nameSize))
            if number == 2 {
                appendClass(informationClass, detail, &text)
            } else {
                if text.count > detail.start { text.append(text: ", ") }
                text.append(decimal: UInt64(number))
                text.append(text: ": ")
                record.appendExtra(at: place + layout.name, size: size, to: &text)
            }
            number += 1
            // An entry that overlaps the one before is damaged.
            guard next >= layout.name + size else { break }
            place += next
        }
        if number == 2 { appendClass(informationClass, detail, &text) }
        Self.cut(&text, from: detail.start, to: Self.longestListing)
    }

    /// UTF-16 code units of a listing that Process Monitor prints.
    private static let longestListing = 4095

    /// Cuts UTF-8 off behind so many UTF-16 code units.
    private static func cut(_ text: inout [UInt8], from start: Int, to limit: Int) {
        if text.count - start <= limit { return }
        var units = 0
        var index = start
        while index < text.count {
            let lead = text[index]
            let length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
            units += length == 4 ? 2 : 1
            if units > limit { return text.removeSubrange(index...) }
            index += length
        }
    }

    private func appendClass(_ informationClass: UInt32, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.name("FileInformationClass", &text)
        if !ProcmonNames.fileInformationClasses.append(informationClass, to: &text) {
            text.append(decimal: UInt64(informationClass))
        }
    }
}

/// Where names stand in the entries of a listing (ntifs.h).
private struct DirectoryEntryLayout {
    /// Place of the name's size in bytes.
    let nameSize: Int
    let name: Int

    /// - Returns: nil when entries of the class are not known.
    init?(_ informationClass: UInt32) {
        switch informationClass {
        case 1: (nameSize, name) = (60, 64)  // FILE_DIRECTORY_INFORMATION
        case 2: (nameSize, name) = (60, 68)  // FILE_FULL_DIR_INFORMATION
        case 3: (nameSize, name) = (60, 94)  // FILE_BOTH_DIR_INFORMATION
        case 12: (nameSize, name) = (8, 12)  // FILE_NAMES_INFORMATION
        case 37: (nameSize, name) = (60, 104)  // FILE_ID_BOTH_DIR_INFORMATION
        case 38: (nameSize, name) = (60, 80)  // FILE_ID_FULL_DIR_INFORMATION
        default: return nil
        }
    }
}
