import Evidence

/// Forgetting what a report does not tell apart.
///
/// Source: `Aggregate` in profile/profile.go and `aggregate` in internal/driver/driver.go of google/pprof.
extension Profile {
    mutating func aggregate(_ options: PprofOptions) {
        let granularity = options.granularity ?? .functions
        if granularity == .addresses, !options.noInlines { return }
        let keepsFunctions = granularity != .files
        let keepsFiles = granularity != .functions
        let keepsLines = granularity == .lines || granularity == .addresses
        let keepsAddresses = granularity == .addresses
        for at in mappings.indices {
            mappings[at].hasInlineFrames = mappings[at].hasInlineFrames && !options.noInlines
            mappings[at].hasFunctions = mappings[at].hasFunctions && keepsFunctions
            mappings[at].hasFileNames = mappings[at].hasFileNames && keepsFiles
            mappings[at].hasLineNumbers = mappings[at].hasLineNumbers && keepsLines
        }
        for at in 0..<functions.count {
            if !keepsFunctions {
                functions.names[at] = .empty
                functions.systemNames[at] = .empty
            }
            if !keepsFiles { functions.files[at] = .empty }
        }
        for at in 0..<locations.count {
            if options.noInlines, locations.lineEnds[at] > locations.lineStarts[at] + 1 {
                locations.lineStarts[at] = locations.lineEnds[at] - 1
            }
            for line in Int(locations.lineStarts[at])..<Int(locations.lineEnds[at]) {
                if !keepsLines { locations.lines[line].line = 0 }
                if !keepsLines || !options.showColumns { locations.lines[line].column = 0 }
            }
            if !keepsAddresses { locations.addresses[at] = 0 }
        }
    }
}
