import Evidence
import GoProfile
import Wire

/// The file format of speedscope: one sampled profile for each type of values.
///
/// Source: src/lib/file-format-spec.ts of jlfwong/speedscope.
enum SpeedscopeJSON {
    static func write(_ report: PprofReport, _ json: inout JSONWriter) {
        let stacks = MergedStacks(report)
        let table = stacks.frames
        json.object { json in
            json.member("$schema", "https://www.speedscope.app/file-format-schema.json")
            json.member("exporter", "sonde")
            json.member("name", ProfileTitle.of(report.profile))
            json.member("activeProfileIndex", report.column)
            json.member("shared") { json in
                json.object { json in
                    json.member("frames", array: table.infos) { json, info in frame(info, table.strings, &json) }
                }
            }
            json.member("profiles") { json in
                json.array { json in
                    for (column, type) in report.sampleTypes.enumerated() {
                        profile(stacks, column, type, &json)
                    }
                }
            }
        }
    }

    private static func frame(_ info: GraphNodeInfo, _ strings: StringTable, _ json: inout JSONWriter) {
        json.object { json in
            var named = info
            // The place has members of its own.
            if info.name != .empty {
                named.file = .empty
                named.line = 0
                named.column = 0
            }
            json.key("name")
            json.value(utf8: named.printableName(strings))
            if info.file != .empty {
                json.key("file")
                json.value(utf8: strings.bytes(info.file))
            }
            if info.line > 0 { json.member("line", info.line) }
            if info.column > 0 { json.member("col", info.column) }
        }
    }

    private static func profile(
        _ stacks: MergedStacks, _ column: Int, _ type: (type: String, unit: String), _ json: inout JSONWriter
    ) {
        var total: Int64 = 0
        for stack in 0..<stacks.count { total &+= stacks.value(stack, column) }
        json.object { json in
            json.member("type", "sampled")
            json.member("name", type.type.isEmpty ? "values" : type.type)
            json.member("unit", unit(type.unit))
            json.member("startValue", 0)
            json.member("endValue", total)
            json.member("samples") { json in
                var frames: [Int32] = []
                json.array { json in
                    for stack in 0..<stacks.count where stacks.value(stack, column) != 0 {
                        stacks.read(stack, into: &frames)
                        json.array(frames.reversed()) { $0.value($1) }
                    }
                }
            }
            json.member("weights") { json in
                json.array { json in
                    for stack in 0..<stacks.count where stacks.value(stack, column) != 0 {
                        json.value(stacks.value(stack, column))
                    }
                }
            }
        }
    }

    private static func unit(_ unit: String) -> String {
        ["nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"].contains(unit) ? unit : "none"
    }
}
