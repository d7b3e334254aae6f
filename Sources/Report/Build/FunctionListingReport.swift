import Diagnosis
import Evidence
import GoBinary
import GoBuild
import GoProfile
import Wire

/// `sonde build asm`: source, instructions, and what they cost.
public struct FunctionListingReport {
    /// A profile of the program, by address.
    public struct Costs {
        let report: PprofReport
        let source: String
        /// By the start of the function: an entry for each of its instructions that has samples.
        private var lines: [StaticAddress: [StaticAddress: AssemblyLine]] = [:]
        private var functions: [StaticAddress: ProfiledFunction] = [:]

        /// - Parameters:
        ///   - source: the profile's file.
        ///   - listings: the functions that are shown.
        public init(
            _ report: PprofReport, _ code: ProfiledCode, source: String, _ listings: [FunctionListing],
            _ disassembler: Disassembler
        ) {
            self.report = report
            self.source = source
            let starts = Set(listings.map(\.code.start))
            for function in code.functions where starts.contains(function.function.start) {
                let start = function.function.start
                // Several names of one place have the same samples.
                guard functions[start] == nil else { continue }
                functions[start] = function
                for line in AssemblyLine.lines(of: function, code, disassembler)
                where line.flatValue != 0 || line.cumulativeValue != 0 {
                    lines[start, default: [:]][line.instruction.address] = line
                }
            }
        }

        func function(_ listing: FunctionListing) -> ProfiledFunction? { functions[listing.code.start] }

        func line(_ instruction: Instruction, _ listing: FunctionListing) -> AssemblyLine? {
            lines[listing.code.start]?[instruction.address]
        }

        func text(_ value: Int64) -> String { value == 0 ? "." : report.format(value, unit: report.options.unit) }
    }

    private let listings: [FunctionListing]
    private let syntax: String
    private let costs: Costs?

    /// - Parameter syntax: what the syntax of the instructions is called.
    public init(_ listings: [FunctionListing], syntax: String, costs: Costs?) {
        self.listings = listings
        self.syntax = syntax
        self.costs = costs
    }

    // MARK: - Text

    public func write(_ sources: SourceLines, to writer: inout TextWriter) {
        var sources = sources
        var missing: [String] = []
        for listing in listings {
            writer.blank()
            writeHead(listing, to: &writer)
            for run in listing.runs { write(run, listing, &sources, &missing, to: &writer) }
        }
        guard !missing.isEmpty else { return }
        writer.blank()
        let first = missing.prefix(3).joined(separator: ", ")
        let rest = missing.count > 3 ? " and \(missing.count - 3) more" : ""
        writer.line(StyledText("Not on this machine: \(first)\(rest).", .faint), hanging: 2)
    }

    private func writeHead(_ listing: FunctionListing, to writer: inout TextWriter) {
        let function = listing.function
        writer.unwrapped(
            StyledText(function.name, .strong)
                + StyledText("  \(Plural.of(function.size, "byte")), frame \(function.frame)"))
        guard let costs else { return }
        let profiled = costs.function(listing)
        let flat = costs.text(profiled?.flat ?? 0)
        let share = { (value: Int64) in NumberText.percent(Double(value) / Double(max(1, costs.report.total))) }
        writer.line(
            StyledText(
                profiled.map {
                    "\(flat) of its own (\(share($0.flat))), \(costs.text($0.cumulative)) with what it calls "
                        + "(\(share($0.cumulative))), by \(costs.source)"
                } ?? "no samples in \(costs.source)"), indent: 2, hanging: 4)
    }

    private static let valueWidth = 10

    private func column(_ text: String) -> String { costs == nil ? "" : Pad.left(text, Self.valueWidth) + "  " }

    private func write(
        _ run: FunctionListing.Run, _ listing: FunctionListing, _ sources: inout SourceLines,
        _ missing: inout [String], to writer: inout TextWriter
    ) {
        var sum: Int64 = 0
        for instruction in run.instructions { sum &+= costs?.line(instruction, listing)?.cumulativeValue ?? 0 }
        let place = run.places.first
        var head = column(costs?.text(sum) ?? "")
        if let place, place.line > 0 {
            head += "\(PathText.last(place.file)):\(place.line)"
            if let text = Self.source(place, &sources, &missing) { head += "  \(text)" }
        } else {
            head += "no known place"
        }
        writer.unwrapped(StyledText(head, .strong))
        for (inner, outer) in zip(run.places, run.places.dropFirst()) {
            writer.unwrapped(
                StyledText(
                    column("") + "  \(inner.function) inlined at \(PathText.last(outer.file)):\(outer.line)", .faint))
        }
        for instruction in run.instructions {
            let value = costs.map { $0.text($0.line(instruction, listing)?.cumulativeValue ?? 0) } ?? ""
            let address = String(instruction.address.rawValue, radix: 16)
            writer.unwrapped(StyledText("\(column(value))    \(address)  \(instruction.text)"))
        }
    }

    /// A line of a source without its indentation; nil when the file is not there.
    private static func source(
        _ place: FunctionListing.Place, _ sources: inout SourceLines, _ missing: inout [String]
    ) -> String? {
        guard place.file.hasSuffix(".go") || place.file.hasSuffix(".s") else { return nil }
        guard case .success(let lines) = sources.lines(of: place.file) else {
            if !missing.contains(place.file) { missing.append(place.file) }
            return nil
        }
        let number = Int(place.line) - 1
        guard lines.indices.contains(number) else { return nil }
        let blank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        // A terminal has no columns for the tabs within.
        let tab = UInt8(ascii: "\t")
        let text = lines[number].drop(while: blank).map { $0 == tab ? UInt8(ascii: " ") : $0 }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: - JSON

    /// Schema `sonde.build.asm/1`.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.asm/1")
            json.member("syntax", syntax)
            if let costs {
                json.member("profile", costs.source)
                json.member("unit", costs.report.sampleUnit)
                json.member("total", costs.report.total)
            }
            json.member("functions", array: listings) { json, listing in
                json.object { json in
                    json.member("name", listing.function.name)
                    json.member("size", listing.function.size)
                    json.member("frame", listing.function.frame)
                    json.member("runs", array: listing.runs) { write($1, listing, to: &$0) }
                }
            }
        }
    }

    private func write(_ run: FunctionListing.Run, _ listing: FunctionListing, to json: inout JSONWriter) {
        json.object { json in
            json.member("places", array: run.places) { json, place in
                json.onOneLine { json in
                    json.object {
                        $0.member("function", place.function)
                        $0.member("file", place.file)
                        $0.member("line", place.line)
                    }
                }
            }
            json.member("instructions", array: run.instructions) { json, instruction in
                json.onOneLine { json in
                    json.object { json in
                        json.member("address", address: instruction.address.rawValue)
                        json.member("length", instruction.length)
                        json.member("text", instruction.text)
                        guard let line = costs?.line(instruction, listing) else { return }
                        json.member("flat", line.flatValue)
                        json.member("cumulative", line.cumulativeValue)
                    }
                }
            }
        }
    }
}
