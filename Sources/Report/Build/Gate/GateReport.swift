import GoBuild

/// `sonde build gate`: whether a change may go in, in the forms of terminals, scripts and services for builds.
public struct GateReport {
    let verdict: GateVerdict
    /// Of this program, for forms that name the tool.
    let version: String

    /// Of what is neither worse nor allowed, texts show so many.
    static let notedShown = 10

    public init(_ verdict: GateVerdict, version: String) {
        (self.verdict, self.version) = (verdict, version)
    }
}
