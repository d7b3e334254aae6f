import Evidence

/// Warnings that several profiles give together.
public enum ProfileSetQuality {
    /// - Parameter profiles: in the order in which they are compared or merged.
    public static func warnings(_ profiles: [ProfileIdentity]) -> [ProfileWarning] {
        var result: [ProfileWarning] = []
        let isOneKind = Set(profiles.map(\.types)).count < 2
        let periods = Set(profiles.map(\.period)).sorted()
        if isOneKind, periods.count > 1, let least = periods.first, let most = periods.last {
            result.append(
                ProfileWarning("period.differs", .dataLoss, "the sampling periods differ, from \(least) to \(most)"))
        }
        let builds = Set(profiles.map(\.build).filter { !$0.isEmpty })
        if builds.count > 1 {
            result.append(ProfileWarning("build.differs", .info, "the profiles are of \(builds.count) builds"))
        }
        if !isOneKind {
            result.append(
                ProfileWarning("types.differ", .dataLoss, "the profiles are of different kinds; common values count"))
        }
        return result
    }
}

/// What profiles that are looked at together should have in common.
public struct ProfileIdentity: Sendable, Hashable {
    public let period: Int64
    public let build: String
    public let types: [String]

    public init(_ profile: Profile) {
        period = profile.period
        build = profile.mappings.first.map { profile.text($0.buildID) } ?? ""
        types = profile.typeNames
    }
}
