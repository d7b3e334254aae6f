import Evidence
import Wire

/// Files of pressure stall information (Linux: accounting/psi.rst): `some avg10=0.00 avg60=0.00 avg300=0.00 total=17`.
enum PressureFile {
    /// Nanoseconds in which some, and in which all, stood still.
    static func totals(_ text: Bytes) -> (some: Int64?, full: Int64?) {
        var result: (some: Int64?, full: Int64?)
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard let kind = line.field() else { continue }
            let total = total(&line)
            if kind == "some" { result.some = total }
            if kind == "full" { result.full = total }
        }
        return result
    }

    /// The file has microseconds.
    private static func total(_ line: inout TextScanner) -> Int64? {
        while let field = line.field() {
            guard field.hasPrefix("total=") else { continue }
            return UInt64(field.dropFirst(6)).flatMap { Int64(exactly: $0) }.map { $0.multipliedOrMost(by: 1000) }
        }
        return nil
    }
}

/// The three files of a group, or of the machine.
struct PressureFiles {
    private let processor: HeldFile?
    private let memory: HeldFile?
    private let inputOutput: HeldFile?

    /// - Parameter path: of a file, by the name of what it is about: `cpu`, `memory`, `io`.
    init(_ path: (String) -> String) {
        processor = HeldFile(path("cpu"))
        memory = HeldFile(path("memory"))
        inputOutput = HeldFile(path("io"))
    }

    func sample(_ buffer: inout [UInt8]) -> PressureSample {
        var result = PressureSample()
        if let text = processor?.contents(&buffer) { result.processorSome = PressureFile.totals(text).some }
        if let text = memory?.contents(&buffer) {
            (result.memorySome, result.memoryFull) = PressureFile.totals(text)
        }
        if let text = inputOutput?.contents(&buffer) {
            (result.inputOutputSome, result.inputOutputFull) = PressureFile.totals(text)
        }
        return result
    }
}

extension Int64 {
    /// The product, or the largest number when that is too large.
    func multipliedOrMost(by factor: Int64) -> Int64 {
        let (product, isTooLarge) = multipliedReportingOverflow(by: factor)
        return isTooLarge ? .max : product
    }
}
