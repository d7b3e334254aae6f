import Evidence
import GoProfile
import Wire

/// All of a profile as JSON, under the schema `sonde.profile/1`.
///
/// References are indexes into the arrays beside them; stacks begin at the leaf, lines of a location at the innermost
/// inlined function. Addresses are texts, since they may not fit the numbers of a reader.
enum ProfileJSON {
    static func write(_ report: PprofReport, _ json: inout JSONWriter) {
        let profile = report.profile
        json.object { json in
            json.member("schema", "sonde.profile/1")
            json.member("sampleTypes", array: profile.sampleTypes) { type($1, profile, &$0) }
            json.member("shownType", report.column)
            json.member("timeNanoseconds", profile.timeNanoseconds)
            json.member("durationNanoseconds", profile.durationNanoseconds)
            json.key("periodType")
            type(profile.periodType, profile, &json)
            json.member("period", profile.period)
            json.member("comments", array: profile.comments) { $0.value(utf8: profile.strings.bytes($1)) }
            json.key("documentationURL")
            json.value(utf8: profile.strings.bytes(profile.documentationURL))
            json.member("mappings", array: profile.mappings) { mapping($1, profile, &$0) }
            json.member("functions", array: 0..<profile.functions.count) { function($1, profile, &$0) }
            json.member("locations", array: 0..<profile.locations.count) { location($1, profile, &$0) }
            json.member("labelSets", array: 0..<profile.labelSets.count) { json, set in
                json.array(profile.labelSets[UInt32(set)]) { label($1, report, &$0) }
            }
            json.member("samples", array: 0..<profile.samples.count) { json, sample in
                json.object { json in
                    json.member("stack", array: profile.samples.stack(sample)) { $0.value($1) }
                    json.member("values", array: 0..<profile.samples.typeCount) {
                        $0.value(report.exportedValue(sample, $1))
                    }
                    json.member("labels", profile.samples.labelSets[sample])
                }
            }
            json.member("quality", array: profile.quality.counters) { json, counter in
                json.object { json in
                    json.member("counter", counter.name)
                    json.member("value", counter.value)
                    json.member("severity", counter.severity.rawValue)
                }
            }
        }
    }

    private static func text(_ name: String, _ id: StringID, _ profile: Profile, _ json: inout JSONWriter) {
        json.key(name)
        json.value(utf8: profile.strings.bytes(id))
    }

    private static func type(_ type: ValueType, _ profile: Profile, _ json: inout JSONWriter) {
        json.object { json in
            text("type", type.type, profile, &json)
            text("unit", type.unit, profile, &json)
        }
    }

    private static func mapping(_ mapping: ProfileMapping, _ profile: Profile, _ json: inout JSONWriter) {
        json.object { json in
            text("file", mapping.file, profile, &json)
            text("buildID", mapping.buildID, profile, &json)
            json.member("start", address: mapping.start)
            json.member("limit", address: mapping.limit)
            json.member("fileOffset", address: mapping.fileOffset)
        }
    }

    private static func function(_ at: Int, _ profile: Profile, _ json: inout JSONWriter) {
        json.object { json in
            text("name", profile.functions.names[at], profile, &json)
            text("systemName", profile.functions.systemNames[at], profile, &json)
            text("file", profile.functions.files[at], profile, &json)
            json.member("startLine", profile.functions.startLines[at])
        }
    }

    private static func location(_ at: Int, _ profile: Profile, _ json: inout JSONWriter) {
        let mapping = profile.locations.mappings[at]
        json.object { json in
            json.member("address", address: profile.locations.addresses[at])
            json.member("mapping", mapping == ProfileLocations.none ? nil : mapping)
            json.member("isFolded", profile.locations.isFolded[at])
            json.member("lines", array: profile.locations.lines(at)) { json, line in
                json.object { json in
                    json.member("function", line.function == ProfileLocations.none ? nil : line.function)
                    json.member("line", line.line)
                    if line.column != 0 { json.member("column", line.column) }
                }
            }
        }
    }

    private static func label(_ label: ProfileLabel, _ report: PprofReport, _ json: inout JSONWriter) {
        json.object { json in
            text("key", label.key, report.profile, &json)
            if label.isNumeric {
                json.member("number", label.number)
                json.member("unit", report.labelUnits[label.key] ?? "")
            } else {
                text("text", label.string, report.profile, &json)
            }
        }
    }
}
