import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// Configurations of Process Monitor, read and written.
@Suite struct ProcmonConfigurationTests {
    static let rules = [
        ProcmonRule(.processName, .equals, "go.exe", isInclude: true),
        ProcmonRule(.path, .endsWith, "$Mft", isInclude: false),
        ProcmonRule(.processID, .moreThan, "1234", isInclude: true),
        ProcmonRule(.architecture, .equals, "32-bit", isInclude: false),
        ProcmonRule(.detail, .contains, "", isInclude: true),
    ]

    /// One record of each form, with all names.
    static let sample: ProcmonConfiguration = {
        let font = ProcmonConfiguration.Font(
            numbers: [8, 0, 0, 0, 400], flags: [0, 0, 0, 1, 0, 0, 0, 0], name: "MS Shell Dlg")
        var records: [(name: String, value: ProcmonConfiguration.Value)] = [
            ("Columns", .widths([100, 40, 0])), ("ColumnMap", .columns([40078, 40053, 40054, 0])),
            ("DbgHelpPath", .text(#"C:\dbghelp.dll"#, isTerminated: false)),
            ("Logfile", .text("", isTerminated: false)),
            ("LogFont", .font(font)), ("BoookmarkFont", .font(font)), ("SourcePath", .text("src", isTerminated: true)),
            ("SymbolPath", .text("srv*", isTerminated: true)),
            ("FilterRules", .rules(rules.map { ProcmonConfiguration.StoredRule($0) })),
            ("HighlightRules", .rules([])), ("Later", .bytes([1, 2, 3])),
        ]
        for name in [
            "ColumnCount", "HighlightFG", "HighlightBG", "AdvancedMode", "Autoscroll", "HistoryDepth", "Profiling",
            "DestructiveFilter", "AlwaysOnTop", "ResolveAddresses", "FlightRecorder", "RingBufferSize", "RingBufferMin",
        ] {
            records.append((name, .number(199)))
        }
        return ProcmonConfiguration(records: records)
    }()

    @Test func roundTrip() throws {
        let bytes = Self.sample.encoded
        let read = try ProcmonConfiguration(Bytes(bytes))
        #expect(read.encoded == bytes)
        #expect(read["ColumnCount"] == .number(199))
        #expect(read["Columns"] == .widths([100, 40, 0]))
        #expect(read["SymbolPath"] == .text("srv*", isTerminated: true))
        #expect(read["Later"] == .bytes([1, 2, 3]))
        #expect(try read.filter() == Self.rules)
        #expect(read.shownColumns == [.timeOfDay, .processName, .processID])
    }

    /// By the description of the format, not by our encoder.
    @Test func aRuleByHand() throws {
        var value: [UInt8] = [1]
        value.append(little: 1)
        value.append(little: 40054)
        value.append(little: 2)
        value += [0]
        value.append(little: 6)
        value += [0x34, 0, 0x32, 0, 0, 0]
        value.append(little: 42)
        value.append(little: 0)
        let file = DetailBytes().word(UInt32(16 + 24 + value.count), 16, 16 + 24, UInt32(value.count))
            .utf16("FilterRules").zeros(2).adding(value).bytes
        let read = try ProcmonConfiguration(Bytes(file))
        #expect(try read.filter() == [ProcmonRule(.processID, .lessThan, "42", isInclude: false)])
        #expect(read.encoded == file)
        let own = ProcmonConfiguration(records: [
            (
                "FilterRules",
                .rules([ProcmonConfiguration.StoredRule(ProcmonRule(.processID, .lessThan, "42", isInclude: false))])
            )
        ])
        #expect(own.encoded == file)
    }

    @Test func aRuleThatIsNotKnownIsNotLeftOut() throws {
        var stored = ProcmonConfiguration.StoredRule(Self.rules[0])
        stored.column = 4
        let file = ProcmonConfiguration(records: [("FilterRules", .rules([stored]))]).encoded
        let read = try ProcmonConfiguration(Bytes(file))
        #expect(read.encoded == file)
        #expect(throws: InputError.self) { try read.filter() }
    }

    @Test func damagedFiles() {
        let bytes = Self.sample.encoded
        var refused = 0
        for input in Hostile.truncations(of: bytes) {
            do { _ = try ProcmonConfiguration(Bytes(input.bytes)).filter() } catch { refused += 1 }
        }
        #expect(refused > bytes.count / 2)
        for input in Hostile.absurdIntegers(of: bytes, count: 2000, seed: 4) {
            _ = try? ProcmonConfiguration(Bytes(input.bytes)).filter()
        }
        #expect(throws: InputError.self) { try ProcmonConfiguration(Bytes(Array("no configuration".utf8))) }
    }
}
