import Evidence
import GoProfile

/// Values of a profile by function and by line of a file.
struct CodeLines: Sendable {
    struct Values: Sendable {
        var flat: Int64 = 0
        var cumulative: Int64 = 0
    }

    struct Function: Sendable {
        var name: String
        var file: String
        /// The lowest line that the profile has of it.
        var line: Int64
        var values = Values()
    }

    /// The heaviest by their own values first.
    let functions: [Function]
    let unit: String
    let type: String
    let total: Int64
    /// By file and line.
    private let lines: [String: [Int64: Values]]

    init(_ profile: Profile, type: String) throws {
        var options = PprofOptions()
        options.sampleIndex = type
        options.granularity = .lines
        let report = try PprofReport(profile, kind: .traces, options: options)
        let sums = Sums(report)
        functions = sums.functions.sorted { a, b in
            (b.values.flat, b.values.cumulative, a.name) < (a.values.flat, a.values.cumulative, b.name)
        }
        lines = sums.lines
        unit = report.sampleUnit
        self.type = report.sampleType
        total = report.total
    }

    /// One pass over the samples: a function, and a line, is on a stack once, however many frames there are of it.
    private struct Sums {
        var functions: [Function] = []
        var lines: [String: [Int64: Values]] = [:]

        init(_ report: PprofReport) {
            let table = FrameTable(report)
            var (functionNumbers, lineNumbers) = ([StringID: Int](), [LineKey: Int]())
            var (ofFrame, lineOfFrame) = ([Int](), [Int]())
            var lineKeys: [LineKey] = []
            for info in table.infos {
                let key = LineKey(file: info.file, line: info.line)
                let line = lineNumbers[key] ?? lineKeys.count
                if line == lineKeys.count {
                    lineNumbers[key] = line
                    lineKeys.append(key)
                }
                lineOfFrame.append(line)
                let function = functionNumbers[info.name] ?? functions.count
                let first = info.startLine > 0 ? info.startLine : info.line
                if function == functions.count {
                    functionNumbers[info.name] = function
                    functions.append(
                        Function(name: table.strings[info.name], file: table.strings[info.file], line: first))
                }
                functions[function].line = min(functions[function].line, first)
                ofFrame.append(function)
            }
            var values = [Values](repeating: Values(), count: lineKeys.count)
            var (lastOfFunction, lastOfLine) = (
                [Int](repeating: -1, count: functions.count), [Int](repeating: -1, count: lineKeys.count)
            )
            let samples = report.profile.samples
            var stack: [Int32] = []
            for sample in 0..<samples.count {
                let value = report.exportedValue(sample, report.column)
                guard value != 0 else { continue }
                table.read(samples.stack(sample), into: &stack)
                if let leaf = stack.first {
                    functions[ofFrame[Int(leaf)]].values.flat &+= value
                    values[lineOfFrame[Int(leaf)]].flat &+= value
                }
                for frame in stack {
                    let (function, line) = (ofFrame[Int(frame)], lineOfFrame[Int(frame)])
                    if lastOfFunction[function] != sample { functions[function].values.cumulative &+= value }
                    if lastOfLine[line] != sample { values[line].cumulative &+= value }
                    (lastOfFunction[function], lastOfLine[line]) = (sample, sample)
                }
            }
            for (key, value) in zip(lineKeys, values) where value.cumulative != 0 || value.flat != 0 {
                lines[table.strings[key.file], default: [:]][key.line] = value
            }
            functions.removeAll { $0.values.cumulative == 0 && $0.values.flat == 0 }
        }

        private struct LineKey: Hashable {
            var file: StringID
            var line: Int64
        }
    }

    func values(_ file: String) -> [Int64: Values] { lines[file] ?? [:] }
}
