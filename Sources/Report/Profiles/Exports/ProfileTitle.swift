import Evidence
import GoProfile

/// What a profile is called in files of other tools.
enum ProfileTitle {
    /// The name of the program, as the first mapping has it.
    static func of(_ profile: Profile) -> String {
        guard let file = profile.mappings.first?.file, file != .empty else { return "profile" }
        return PathText.base(profile.text(file))
    }
}
