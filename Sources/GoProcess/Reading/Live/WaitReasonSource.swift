import Evidence
import GoBinary
import Wire

/// Texts of the wait reasons by number: from the committed table, or from the target when its version is unknown.
struct WaitReasonSource {
    let image: LiveImage
    let memory: any MemoryReader

    func texts() -> [String] {
        let minor = image.version.minor
        if !image.version.isDevelopment, let known = WaitReasonTable.texts(minorVersion: minor) { return known }
        return fromTarget() ?? WaitReasonTable.texts(minorVersion: minor) ?? WaitReasonTable.newest
    }

    /// `runtime.waitReasonStrings`, an array of strings that is indexed by the reason; its symbol must not be
    /// stripped.
    private func fromTarget() -> [String]? {
        guard let symbol = image.executable.symbol(named: "runtime.waitReasonStrings"), symbol.size >= 16,
            symbol.size <= 256 * 16,
            let array = try? memory.bytes(
                at: symbol.address.moved(by: image.slide).rawValue, count: Int(symbol.size))
        else { return nil }
        var result: [String] = []
        for index in 0..<array.count / 16 {
            guard let data: UInt64 = array.load(index * 16), let count: UInt64 = array.load(index * 16 + 8), count < 128
            else { return nil }
            result.append(count == 0 ? "" : (try? memory.bytes(at: data, count: Int(count)))?.string ?? "")
        }
        return result
    }
}
