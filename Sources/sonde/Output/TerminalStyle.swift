import Host
import Report

/// What the terminal at standard output says that it can show.
enum TerminalStyle {
    /// None unless colours are wanted; COLORTERM promises all, TERM 256 (https://github.com/termstandard/colors).
    static var colors: ColorDepth {
        guard Output.textOptions.hasColor else { return .none }
        if let name = Surroundings.variable("COLORTERM"), ["truecolor", "24bit"].contains(name) { return .full }
        let terminal = Surroundings.variable("TERM") ?? ""
        if terminal.hasSuffix("-direct") { return .full }
        return terminal.contains("256color") ? .twoHundredFiftySix : .sixteen
    }

    /// False when the locale names an encoding that is not UTF-8, or is the one of plain ASCII.
    static var isUnicode: Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        guard let locale = names.lazy.compactMap({ Surroundings.variable($0) }).first else { return true }
        if locale == "C" || locale == "POSIX" { return false }
        guard let dot = locale.firstIndex(of: ".") else { return true }
        let encoding = locale[dot...].dropFirst().prefix { $0 != "@" }.lowercased()
        return encoding == "utf-8" || encoding == "utf8"
    }
}
