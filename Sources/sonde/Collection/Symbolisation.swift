import GoBinary
import GoProfile
import Host
import Wire

/// Names for what a profile has none for: from programs on this machine, then from the servers that it came from.
///
/// What could not be named, and why, is said in one line for each mapping.
struct Symbolisation {
    let mode: SymbolisationMode
    let programs: ProgramFiles
    let servers: SymbolServers
    let remark: (String) -> Void

    init(
        mode: SymbolisationMode, programs: ProgramFiles, servers: SymbolServers, remark: @escaping (String) -> Void
    ) {
        self.mode = mode
        self.programs = programs
        self.servers = servers
        self.remark = remark
    }

    func apply(_ profile: Profile) -> Profile {
        let unnamed = profile.mappingsToSymbolise(isForced: mode.isForced)
        // Who names the program wants all of its names.
        let gaps = profile.mappingsWithGaps().filter { mapping in
            !unnamed.contains(mapping) && programs.isNamed(profile.text(profile.mappings[mapping].file))
        }
        let wanted = unnamed + gaps
        guard mode.isLocal || mode.isRemote, !wanted.isEmpty else { return profile }
        var symboliser = ProfileSymboliser(profile)
        // What remains to be said about a mapping when nothing named it.
        var failures: [(mapping: Int, reason: String)] = []
        for mapping in wanted {
            var failure: String?
            if mode.isLocal {
                do { try symboliseLocally(&symboliser, mapping, gapsOnly: gaps.contains(mapping)) } catch {
                    failure = (error as? InputError)?.message ?? "\(error)"
                }
            }
            let isNamed = symboliser.profile.mappings[mapping].hasFunctions && !mode.isForced
            if mode.isRemote, !isNamed {
                do {
                    if try servers.symbolise(&symboliser, mapping) { failure = nil }
                } catch {
                    failure = [failure, "\(error)"].compactMap { $0 }.joined(separator: "; ")
                }
            }
            if let failure { failures.append((mapping, failure)) }
        }
        for failure in failures {
            remark("no names for \(text(profile, failure.mapping).name): \(failure.reason)")
        }
        return symboliser.profile
    }

    private func text(_ profile: Profile, _ mapping: Int) -> ProgramFiles.Wanted {
        ProgramFiles.Wanted(
            file: profile.text(profile.mappings[mapping].file), buildID: profile.text(profile.mappings[mapping].buildID)
        )
    }

    /// - Throws: `notFound` with the reason.
    private func symboliseLocally(
        _ symboliser: inout ProfileSymboliser, _ mapping: Int, gapsOnly: Bool
    ) throws {
        let wanted = text(symboliser.profile, mapping)
        if ProfileMapping.isWithoutProgram(wanted.file), !wanted.file.isEmpty { return }
        if symboliser.addressCount(mapping: mapping) == 0 { return }
        let found = try programs.find(wanted)
        let path = found.executable.path
        let outcome = symboliser.symbolise(mapping: mapping, from: found.executable, gapsOnly: gapsOnly)
        if outcome.isMisfit {
            throw InputError(
                .notFound,
                "\(path) is not the program that ran: \(outcome.strangers) of \(outcome.callers) callers are no calls "
                    + "in it")
        }
        if outcome.named == 0 {
            throw InputError(
                .notFound,
                "none of \(outcome.locations) addresses lies in a function of \(path); is it another program, or one "
                    + "without symbols?")
        }
        if let doubt = found.doubt { remark("names for \(wanted.name): \(path) \(doubt)") }
        if outcome.named < outcome.locations {
            remark(
                "names for \(wanted.name): \(outcome.locations - outcome.named) of \(outcome.locations) addresses lie "
                    + "in no function of \(path)")
        }
    }
}
