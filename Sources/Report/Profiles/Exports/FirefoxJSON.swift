import Evidence
import GoProfile
import Wire

/// The processed profile format of the Firefox Profiler: a thread for each type of values.
///
/// Written as version 48, which later ones upgrade when they load it. A profile has no times: samples stand one behind
/// the other, each as long as its weight where that is a time.
///
/// Source: src/types/profile.ts and docs-developer/CHANGELOG-formats.md of firefox-devtools/profiler.
enum FirefoxJSON {
    private static let version = 48
    /// Numbers of the categories in the head.
    private enum Category: Int { case other, program, runtime }

    static func write(_ report: PprofReport, _ json: inout JSONWriter, _ remarks: inout [String]) {
        let frames = FrameTable(report)
        let title = ProfileTitle.of(report.profile)
        json.object { json in
            json.member("meta") { meta(report, title, &$0) }
            json.member("libs") { $0.array { _ in } }
            json.member("pages") { $0.array { _ in } }
            json.member("threads") { json in
                json.array { json in
                    for (column, type) in report.sampleTypes.enumerated() {
                        let tree = FlameTree(
                            report, column: column, limits: FlameLimits(nodes: ProfileExport.treeLimit))
                        if let remark = ProfileExport.remark(tree, type.type) { remarks.append(remark) }
                        let thread = FirefoxThread(
                            tree: tree, frames: frames, type: type, number: column, process: title)
                        thread.write(&json)
                    }
                }
            }
        }
    }

    private static func meta(_ report: PprofReport, _ title: String, _ json: inout JSONWriter) {
        let profile = report.profile
        json.object { json in
            json.member("version", 27)
            json.member("preprocessedProfileVersion", version)
            json.member("interval", profile.named(periodUnit: "nanoseconds").map { Double($0) / 1e6 } ?? 1)
            json.member("startTime", Double(profile.timeNanoseconds) / 1e6)
            json.member("processType", 0)
            json.member("product", title)
            json.member("importedFrom", "pprof")
            json.member("stackwalk", 1)
            json.member("symbolicated", true)
            json.member("sourceCodeIsNotOnSearchfox", true)
            json.member("usesOnlyOneStackType", true)
            json.member("doesNotUseFrameImplementation", true)
            json.member("initialSelectedThreads") { $0.array { $0.value(report.column) } }
            json.member("categories") { json in
                json.array([("Other", "grey"), ("Program", "blue"), ("Runtime", "yellow")]) { json, category in
                    json.object { json in
                        json.member("name", category.0)
                        json.member("color", category.1)
                        json.member("subcategories", strings: ["Other"])
                    }
                }
            }
            json.member("markerSchema") { $0.array { _ in } }
        }
    }

    static func category(_ name: [UInt8]) -> Int {
        let category: Category = FlamePalette.meaning(function: name) == .runtime ? .runtime : .program
        return category.rawValue
    }
}

/// One thread of the file: a type of values.
private struct FirefoxThread {
    let tree: FlameTree
    let frames: FrameTable
    let type: (type: String, unit: String)
    let number: Int
    let process: String

    /// Nodes below which branches were cut off: these have a frame of their own in their place.
    private var cutNodes: [Int] { tree.prunedCounts.indices.filter { tree.prunedCounts[$0] > 0 } }

    func write(_ json: inout JSONWriter) {
        let tables = FirefoxTables(frames, hasCutFrame: !cutNodes.isEmpty)
        json.object { json in
            json.member("name", type.type.isEmpty ? "values" : type.type)
            json.member("isMainThread", true)
            json.member("processType", "default")
            json.member("processName", process)
            json.member("processStartupTime", 0)
            json.key("processShutdownTime")
            json.null()
            json.member("registerTime", 0)
            json.key("unregisterTime")
            json.null()
            json.member("pausedRanges") { $0.array { _ in } }
            json.member("showMarkersInTimeline", false)
            json.member("pid", "1")
            json.member("tid", number + 1)
            json.member("samples", samples)
            json.member("markers") { FirefoxTables.empty(&$0, FirefoxTables.markerColumns) }
            json.member("stackTable") { stacks(tables, &$0) }
            tables.write(&json)
        }
    }

    private func stacks(_ tables: FirefoxTables, _ json: inout JSONWriter) {
        let cuts = cutNodes
        let nodes = stride(from: 1, to: tree.count, by: 1)
        json.object { json in
            json.member("length", tree.count - 1 + cuts.count)
            json.member("prefix") { json in
                json.array { json in
                    for parent in nodes.lazy.map({ Int(tree.parents[$0]) }) + cuts {
                        if parent == 0 { json.null() } else { json.value(parent - 1) }
                    }
                }
            }
            let names = nodes.map { Int(tree.nameIDs[$0]) } + cuts.map { _ in frames.infos.count }
            json.member("frame", array: names) { $0.value($1) }
            json.member("category", array: names) { $0.value(tables.categories[$1]) }
            json.member("subcategory", array: names) { json, _ in json.value(0) }
        }
    }

    private func samples(_ json: inout JSONWriter) {
        let cuts = cutNodes
        // The root stands for samples without a stack.
        var stacks = (0..<tree.count).filter { tree.ownWidths[$0] != 0 }.map {
            (stack: $0 == 0 ? nil : $0 - 1, weight: tree.ownWidths[$0])
        }
        stacks += cuts.enumerated().map { (tree.count - 1 + $0.offset, tree.prunedWidths[$0.element]) }
        let isTime = Measurement.areCompatible(type.unit, "nanoseconds")
        let isBytes = Measurement.areCompatible(type.unit, "bytes")
        func weight(_ value: Int64) -> Double {
            if isTime { return Measurement.scale(value, type.unit, "nanoseconds").value / 1e6 }
            return isBytes ? Measurement.scale(value, type.unit, "bytes").value : Double(value)
        }
        json.object { json in
            json.member("length", stacks.count)
            json.member("stack", array: stacks) { json, sample in
                if let stack = sample.stack { json.value(stack) } else { json.null() }
            }
            json.member("time") { json in
                json.array { json in
                    var time: Int64 = 0
                    for (at, sample) in stacks.enumerated() {
                        if isTime { json.value(weight(time)) } else { json.value(at) }
                        time &+= sample.weight
                    }
                }
            }
            json.member("weight", array: stacks) { $0.value(weight($1.weight)) }
            json.member("weightType", isTime ? "tracing-ms" : isBytes ? "bytes" : "samples")
        }
    }
}

extension Profile {
    /// The period, if it is in a unit.
    fileprivate func named(periodUnit unit: String) -> Int64? {
        period > 0 && text(periodType.unit) == unit ? period : nil
    }
}
