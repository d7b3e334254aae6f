import TestSupport
import Wire

@testable import GoBuild

/// Texts of listings for tests.
enum ListingSource {
    /// A function in the form of Go 1.27.
    /// - Parameter instructions: such as `MOVQ AX, BX`; a place is counted up by four for each, and a jump names the number
    ///   of the instruction that it leads to.
    static func function(_ name: String, _ instructions: String, line: Int = 10, file: String = "/src/a.go") -> String {
        let lines = instructions.split(separator: "\n").map { $0.drop { $0 == " " } }
        var text = "\(name) STEXT size=\(lines.count * 4) align=0x0 args=0x8 locals=0x20 funcid=0x0\n"
        text += "\t0x0000 00000 (\(file):\(line))\tTEXT\t\(name)(SB), ABIInternal, $32-8\n"
        for (index, instruction) in lines.enumerated() {
            let parts = instruction.split(separator: " ", maxSplits: 1).map(String.init)
            text += "\t\(place(index)) (\(file):\(line + index))\t\(parts.joined(separator: "\t"))\n"
        }
        return text
            + "\t0x0000 49 3b 66 10 c3                                   I;f.`\n\trel 5+4 t=R_CALL fmt.Println+0\n"
    }

    private static func place(_ index: Int) -> String {
        let (hexadecimal, decimal) = (String(index * 4, radix: 16), String(index * 4))
        return "0x" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal + " "
            + String(repeating: "0", count: max(0, 5 - decimal.count)) + decimal
    }

    static func read(_ text: String) throws -> CompilerOutput { try read(Array(text.utf8)) }

    static func read(_ bytes: [UInt8]) throws -> CompilerOutput {
        var reader = CompilerOutputReader()
        return try reader.read(SequentialInput(bytes: Bytes(bytes), name: "listing"))
    }

    /// What the go command prints of packages with messages, listing and bounds checks.
    static func built(_ packages: [String], _ toolchain: GoToolchain, folder: String) throws -> [UInt8] {
        let words = ["build", "-gcflags=-m=2 -S -d=ssa/check_bce/debug=1", "-buildvcs=false", "-o", "/dev/null"]
        let result = try toolchain.run(words + packages, folder: folder)
        guard result.succeeded else { throw TestSupportError("go build failed: \(result.error.prefix(2000))") }
        return result.errorBytes
    }
}
