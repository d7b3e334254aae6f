import Evidence
import GoProfile
import Wire

/// What can be chosen of a profile: types of values, keys of labels, and what speaks against its figures.
enum FlameFacts {
    static func answer(_ profile: Profile) -> PageAnswer {
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("types", array: profile.sampleTypes) { json, type in
                let named = profile.named(type)
                json.object {
                    $0.member("type", named.type)
                    $0.member("unit", named.unit)
                }
            }
            let standard = (try? profile.sampleIndex("")).map { profile.named(profile.sampleTypes[$0]).type }
            json.member("standard", standard ?? "")
            json.member("labels", strings: labelKeys(profile))
            json.member("samples", profile.samples.count)
            json.member("durationNanoseconds", profile.durationNanoseconds)
            json.member("comments", strings: profile.comments.map(profile.text))
            json.member("quality", array: profile.quality.counters) { json, counter in
                json.object {
                    $0.member("value", counter.value)
                    $0.member("severity", counter.severity.rawValue)
                    $0.member("explanation", counter.explanation)
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// Sorted, each once.
    private static func labelKeys(_ profile: Profile) -> [String] {
        var keys: Set<StringID> = []
        for set in 0..<profile.labelSets.count {
            for label in profile.labelSets[UInt32(set)] { keys.insert(label.key) }
        }
        return keys.map(profile.text).sorted()
    }
}
