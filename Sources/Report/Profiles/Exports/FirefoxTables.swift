import Evidence
import GoProfile
import Wire

/// The tables of frames, functions and texts that a thread of the Firefox Profiler's format refers to.
struct FirefoxTables {
    /// By frame: number of its category.
    private(set) var categories: [Int] = []
    private var functionOfFrame: [Int] = []
    private var lines: [(line: Int64, column: Int64)] = []
    private var functions: [(name: Int, file: Int?, resource: Int)] = []
    private var texts: [String] = []
    private var numbers: [String: Int] = [:]

    private struct FunctionKey: Hashable {
        let name: [UInt8]
        let file: StringID
    }

    static let markerColumns = ["data", "name", "startTime", "endTime", "phase", "category"]

    /// - Parameter hasCutFrame: adds a frame that stands for branches that were cut off.
    init(_ frames: FrameTable, hasCutFrame: Bool) {
        let strings = frames.strings
        var known: [FunctionKey: Int] = [:]
        for info in frames.infos {
            var named = info
            if info.name != .empty {
                named.file = .empty
                named.line = 0
                named.column = 0
            }
            let name = named.printableName(strings)
            let key = FunctionKey(name: name, file: info.file)
            let function: Int
            if let number = known[key] {
                function = number
            } else {
                function = functions.count
                known[key] = function
                let file = info.file == .empty ? nil : intern(strings.bytes(info.file))
                functions.append((intern(name[...]), file, -1))
            }
            functionOfFrame.append(function)
            lines.append((info.line, info.column))
            categories.append(FirefoxJSON.category(name))
        }
        if hasCutFrame {
            functionOfFrame.append(functions.count)
            lines.append((0, 0))
            categories.append(0)
            functions.append((intern(Array("(cut off)".utf8)[...]), nil, -1))
        }
    }

    private mutating func intern(_ bytes: ArraySlice<UInt8>) -> Int {
        let text = String(decoding: bytes, as: UTF8.self)
        if let number = numbers[text] { return number }
        numbers[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }

    func write(_ json: inout JSONWriter) {
        let frames = functionOfFrame.indices
        json.member("frameTable") { json in
            json.object { json in
                json.member("length", frames.count)
                json.member("address", array: frames) { json, _ in json.value(-1) }
                json.member("inlineDepth", array: frames) { json, _ in json.value(0) }
                json.member("category", array: frames) { $0.value(categories[$1]) }
                json.member("subcategory", array: frames) { json, _ in json.value(0) }
                json.member("func", array: frames) { $0.value(functionOfFrame[$1]) }
                json.member("nativeSymbol", array: frames) { json, _ in json.null() }
                json.member("innerWindowID", array: frames) { json, _ in json.value(0) }
                json.member("implementation", array: frames) { json, _ in json.null() }
                json.member("line", array: frames) { Self.number(lines[$1].line, &$0) }
                json.member("column", array: frames) { Self.number(lines[$1].column, &$0) }
            }
        }
        json.member("funcTable") { json in
            json.object { json in
                json.member("length", functions.count)
                json.member("name", array: functions) { $0.value($1.name) }
                json.member("isJS", array: functions) { json, _ in json.value(false) }
                json.member("relevantForJS", array: functions) { json, _ in json.value(false) }
                json.member("resource", array: functions) { $0.value($1.resource) }
                json.member("fileName", array: functions) { json, function in
                    if let file = function.file { json.value(file) } else { json.null() }
                }
                json.member("lineNumber", array: functions) { json, _ in json.null() }
                json.member("columnNumber", array: functions) { json, _ in json.null() }
            }
        }
        json.member("resourceTable") { Self.empty(&$0, ["lib", "name", "host", "type"]) }
        json.member("nativeSymbols") { Self.empty(&$0, ["libIndex", "address", "name", "functionSize"]) }
        json.member("stringArray", strings: texts)
    }

    private static func number(_ value: Int64, _ json: inout JSONWriter) {
        if value > 0 { json.value(value) } else { json.null() }
    }

    /// A table without rows.
    static func empty(_ json: inout JSONWriter, _ columns: [String]) {
        json.object { json in
            json.member("length", 0)
            for column in columns { json.member(column) { $0.array { _ in } } }
        }
    }
}
