import Evidence

/// Profiles for the eyes of others: values of labels, paths under home directories and comments are replaced.
extension Profile {
    /// Tells a redactor what the profile has of paths and values.
    public func teach(_ redactor: Redactor) {
        for mapping in mappings { redactor.learn(program: text(mapping.file)) }
        for index in 0..<functions.count {
            redactor.learn(function: text(functions.names[index]), file: text(functions.files[index]))
        }
        for set in 0..<UInt32(labelSets.count) {
            for label in labelSets[set] where !label.isNumeric { redactor.learn(label: text(label.string)) }
        }
    }

    /// Made anew part by part, with a table that has no text that nothing uses.
    public func redacted(by redactor: Redactor) -> Profile {
        var result = Profile()
        result.samples = samples
        result.locations = locations
        result.functions = functions
        result.mappings = mappings
        result.timeNanoseconds = timeNanoseconds
        result.durationNanoseconds = durationNanoseconds
        result.period = period
        func kept(_ id: StringID) -> StringID { result.strings.intern(bytes: strings.bytes(id)) }
        func function(_ id: StringID) -> StringID { result.strings.intern(redactor.function(text(id))) }
        func path(_ id: StringID) -> StringID { result.strings.intern(redactor.path(text(id))) }
        func type(_ old: ValueType) -> ValueType { ValueType(type: kept(old.type), unit: kept(old.unit)) }

        result.sampleTypes = sampleTypes.map(type)
        result.periodType = type(periodType)
        result.defaultSampleType = kept(defaultSampleType)
        result.dropFrames = kept(dropFrames)
        result.keepFrames = kept(keepFrames)
        result.documentationURL = result.strings.intern(redactor.text(text(documentationURL)))
        result.comments = comments.map { id in
            SamplingFacts.isFact(text(id)) ? kept(id) : result.strings.intern(redactor.written(text(id)))
        }
        result.functions.names = functions.names.map(function)
        result.functions.systemNames = functions.systemNames.map(function)
        result.functions.files = functions.files.map(path)
        for index in mappings.indices {
            result.mappings[index].file = path(mappings[index].file)
            result.mappings[index].buildID = kept(mappings[index].buildID)
        }
        let sets = (0..<UInt32(labelSets.count)).map { set in
            let labels = labelSets[set].map { label -> ProfileLabel in
                if label.isNumeric {
                    return ProfileLabel(key: kept(label.key), number: label.number, unit: label.unit.map(kept))
                }
                let value = redactor.label(text(label.string))
                return ProfileLabel(key: kept(label.key), string: result.strings.intern(value))
            }
            return result.labelSets.intern(labels, result.strings)
        }
        result.samples.labelSets = samples.labelSets.map { sets[Int($0)] }
        return result
    }
}
