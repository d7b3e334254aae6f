/// Random options of one report, over what the profile has names for.
struct PprofOptions {
    private(set) var arguments: [String] = []
    /// Files that are named by options.
    private(set) var files: [String] = []
    private var choices: Choices
    private let words: ProfileWords
    private let verb: String

    /// - Parameters:
    ///   - bases: profiles that can be subtracted; none are when there are none.
    init(verb: String, words: ProfileWords, bases: [String], choices: Choices) {
        self.verb = verb
        self.words = words
        self.choices = choices
        addForm()
        addCuts()
        addValues()
        addNameFilters()
        addTagFilters()
        addBases(bases)
        if self.choices.percent(3) { addMistake() }
        arguments.shuffle(using: &self.choices.generator)
        arguments = arguments.flatMap {
            $0.split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
        }
        arguments.append("-symbolize=none")
    }

    /// A regular expression that has a good chance to match some of the names.
    static func expression(of names: [String], _ choices: inout Choices) -> String {
        var parts: [String] = []
        repeat {
            let name = Array(choices.one(of: names))
            let start = choices.number(0...(name.count - 1))
            var length = choices.number(1...8)
            if choices.percent(25) { length = name.count }
            let fragment = name[start..<min(name.count, start + length)]
            parts.append(fragment.map { escaped($0, &choices) }.joined())
        } while choices.percent(25)
        let text = parts.joined(separator: choices.percent(80) ? "|" : ".*")
        switch choices.number(0...30) {
        case 0: return "^" + text
        case 1: return text + "$"
        case 2: return "(?i)" + text.uppercased()
        case 3: return "^(?:" + text + ")"
        case 4: return "\\b(" + text + ")"
        case 5: return "[[:upper:]]+.*(?:" + text + ")?"
        case 6: return "."
        case 8: return "(?P<first>" + text + ")\\.?\\pL*"
        default: return text
        }
    }

    private static func escaped(_ character: Character, _ choices: inout Choices) -> String {
        if character.isLetter || character.isNumber { return choices.percent(4) ? "." : String(character) }
        guard character.isASCII, !character.isWhitespace else { return "." }
        return choices.percent(30) ? "." : "\\" + String(character)
    }

    private mutating func dashes() -> String { choices.percent(25) ? "--" : "-" }

    private mutating func add(_ share: Int, _ name: String, value: @autoclosure () -> String) {
        guard choices.percent(share) else { return }
        set(name, to: value())
    }

    private mutating func set(_ name: String, to value: String) {
        let separate = choices.percent(8) && !value.isEmpty && !value.hasPrefix("-")
        arguments.append(dashes() + name + (separate ? "\u{1}" : "=") + value)
    }

    private mutating func addSwitch(_ share: Int, _ name: String) {
        guard choices.percent(share) else { return }
        let dashes = dashes()
        arguments.append(dashes + name + (choices.percent(6) ? choices.one(of: ["=true", "=1", "=false", "=t"]) : ""))
    }

    private mutating func addForm() {
        if choices.percent(50) {
            addSwitch(100, choices.one(of: ["functions", "filefunctions", "files", "lines", "addresses"]))
        }
        addSwitch(15, "noinlines")
        addSwitch(20, choices.one(of: ["cum", "cum", "flat"]))
        addSwitch(15, "compact_labels")
        addSwitch(12, "showcolumns")
        addSwitch(15, "relative_percentages")
        if verb == "dot" || verb == "callgrind" { addSwitch(8, "call_tree") }
        addSwitch(8, "all_frames")
        let comment = choices.one(of: ["a new comment", "#hidden", "größe"])
        add(8, "add_comment", value: comment)
        let unit = choices.one(of: [
            "auto", "minimum", "bytes", "B", "kb", "MB", "gib", "ns", "us", "ms", "seconds", "s", "min", "hrs", "count",
            "GCU", "milliGCU", "furlongs", "nanoseconds",
        ])
        add(20, "unit", value: unit)
    }

    private mutating func addCuts() {
        let count = choices.one(of: [0, 1, 2, 3, 5, 10, 20, 80, 200, -1])
        add(30, "nodecount", value: "\(count)")
        let node = choices.one(of: ["0", "0.01", "0.05", "0.2", "0.005", "1e-3", "0.5"])
        add(18, "nodefraction", value: node)
        let edge = choices.one(of: ["0", "0.01", "0.05", "0.2", "0.001", ".1"])
        add(15, "edgefraction", value: edge)
        // A switch takes its value with "=" only.
        if choices.percent(18) {
            arguments.append(choices.one(of: ["-trim=false", "--trim=false", "-trim=0", "-trim=t"]))
        }
    }

    private mutating func addValues() {
        let type = choices.one(of: words.types)
        let index = choices.percent(60) ? type : "\(choices.number(0...(words.types.count - 1)))"
        if choices.percent(25) {
            set("sample_index", to: choices.percent(5) ? "inuse_" + index : index)
        } else {
            let aliases = [
                "inuse_space": "space", "inuse_objects": "objects", "alloc_space": "alloc_space",
                "alloc_objects": "alloc_objects", "contentions": "contentions", "total_delay": "delay",
                "mean_delay": "delay",
            ]
            let meant = aliases.filter { words.types.contains($0.key) || words.types.contains($0.value) }.keys.sorted()
            if meant.isEmpty || choices.percent(5) {
                addSwitch(2, choices.one(of: aliases.keys.sorted()))
            } else {
                addSwitch(25, choices.one(of: meant))
            }
        }
        addSwitch(8, "mean")
        let divisor = choices.one(of: ["2", "0.5", "10", "-1", "3.7", "1e3", "1"])
        add(8, "divide_by", value: divisor)
        addSwitch(6, "drop_negative")
    }

    private mutating func addNameFilters() {
        for name in ["focus", "ignore", "hide", "show", "show_from", "prune_from"] where choices.percent(8) {
            set(name, to: PprofOptions.expression(of: words.names, &choices))
        }
    }

    private mutating func addTagFilters() {
        let keys = words.labels.map(\.key) + ["endpoint"]
        for name in ["tagfocus", "tagignore"] where choices.percent(9) { set(name, to: tagFilter()) }
        for name in ["tagshow", "taghide"] where choices.percent(7) {
            set(name, to: PprofOptions.expression(of: keys, &choices))
        }
        for name in ["tagroot", "tagleaf"] where choices.percent(7) {
            var list = choices.one(of: keys)
            if choices.percent(35) { list += "," + choices.one(of: keys) }
            if choices.percent(10) { list += ",,nosuchkey" }
            set(name, to: list)
        }
    }

    private mutating func tagFilter() -> String {
        guard !words.labels.isEmpty else { return choices.one(of: ["endpoint", "1kb:", "key=x"]) }
        let label = choices.one(of: words.labels)
        let digits = label.value.prefix { $0.isASCII && ($0.isNumber || $0 == "-") }
        var filter: String
        if let number = Int(digits), !choices.percent(15) {
            let units = ["", "", "b", "kb", "mb", "bytes", "ns", "ms", "s", "furlongs"]
            let low = "\(choices.percent(60) ? number : number / 1024)" + choices.one(of: units)
            let high = "\(choices.number(1...5000))" + choices.one(of: units)
            filter = choices.one(of: [low, low + ":", ":" + low, low + ":" + high, high + ":" + low])
        } else {
            filter = PprofOptions.expression(of: [label.value], &choices)
            if choices.percent(25) { filter += "," + PprofOptions.expression(of: [label.key], &choices) }
        }
        return choices.percent(50) ? label.key + "=" + filter : filter
    }

    private mutating func addBases(_ bases: [String]) {
        if choices.number(0...200) == 0 { addSwitch(100, "normalize") }
        guard !bases.isEmpty, choices.percent(20) else { return }
        // pprof's graph of a difference comes out differently from run to run.
        let name = verb != "dot" && choices.percent(60) ? "diff_base" : "base"
        for base in bases.prefix(choices.percent(20) ? 2 : 1) {
            set(name, to: base)
            files.append(base)
        }
        addSwitch(25, "normalize")
    }

    /// Something that pprof does not accept.
    private mutating func addMistake() {
        let mistakes = [
            ["-focus=("], ["-tagfocus=a=("], ["-show=[[:nonsense:]]"], ["-sample_index=nothing"], ["-sample_index=99"],
            ["-functions", "-lines"], ["-base=nosuchfile"], ["-nonsense"], ["-nonsense=1"], ["-divide_by=0"],
            ["-nodecount=many"], ["-nodefraction=x"], ["-flat", "-cum"], ["-hide=a**"], ["-taghide=\\"],
            ["-base=x", "-diff_base=y"], ["-cum=maybe"],
        ]
        arguments += choices.one(of: mistakes)
    }
}
