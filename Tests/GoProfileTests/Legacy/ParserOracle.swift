import GoProfile
import TestSupport
import Wire

/// google/pprof's own parser: a small program that is built among the Go toolchain's commands, since only they may
/// import its vendored package.
enum ParserOracle {
    /// What google/pprof makes of an input.
    enum Answer {
        case refused(String)
        /// The profile.proto that it writes, uncompressed.
        case profile([UInt8])
    }

    private static let source = """
        package main

        import (
            "bufio"
            "encoding/binary"
            "fmt"
            "io"
            "os"

            "github.com/google/pprof/profile"
        )

        func parse(data []byte) (result *profile.Profile, err error) {
            defer func() {
                if r := recover(); r != nil {
                    result, err = nil, fmt.Errorf("panic: %v", r)
                }
            }()
            return profile.ParseData(data)
        }

        func main() {
            in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
            defer out.Flush()
            for {
                var length uint32
                if binary.Read(in, binary.LittleEndian, &length) != nil {
                    return
                }
                data := make([]byte, length)
                if _, err := io.ReadFull(in, data); err != nil {
                    panic(err)
                }
                kind, answer := byte(1), []byte(nil)
                if p, err := parse(data); err != nil {
                    kind, answer = 0, []byte(err.Error())
                } else {
                    var buffer writer
                    if err := p.WriteUncompressed(&buffer); err != nil {
                        panic(err)
                    }
                    answer = buffer
                }
                out.WriteByte(kind)
                binary.Write(out, binary.LittleEndian, uint32(len(answer)))
                out.Write(answer)
            }
        }

        type writer []byte

        func (w *writer) Write(data []byte) (int, error) {
            *w = append(*w, data...)
            return len(data), nil
        }
        """

    /// Path of the program, built once with the newest toolchain.
    private static let executable = Result { try build() }

    private static func build() throws -> String {
        let toolchain = try GoToolchain.newest()
        let folder = TestCache.root + "/fixtures/parser-oracle-\(toolchain.version)"
        try Files.makeDirectory(folder)
        try Files.write(source, to: folder + "/main.go")
        let place = toolchain.root + "/src/cmd/sondeparser/main.go"
        try Files.write(#"{"Replace": {"\#(place)": "\#(folder)/main.go"}}"#, to: folder + "/overlay.json")
        let result = try toolchain.run(
            ["build", "-overlay", folder + "/overlay.json", "-o", folder + "/parser", "cmd/sondeparser"],
            environment: ["GOFLAGS": ""])
        guard result.succeeded else { throw TestSupportError("go build failed: \(result.error)") }
        return folder + "/parser"
    }

    /// What google/pprof makes of each of some inputs.
    static func parse(_ inputs: [[UInt8]]) throws -> [Answer] {
        var stream: [UInt8] = []
        for input in inputs {
            withUnsafeBytes(of: UInt32(input.count).littleEndian) { stream += $0 }
            stream += input
        }
        let result = try Command.run(try executable.get(), [], input: stream)
        guard result.succeeded else { throw TestSupportError("the parser failed: \(result.error)") }
        var answers: [Answer] = []
        var cursor = ByteCursor(Bytes(result.outputBytes))
        while !cursor.isAtEnd {
            let isProfile = try cursor.read(UInt8.self) == 1
            let bytes = try cursor.read(count: Int(try cursor.read(UInt32.self))).array
            answers.append(isProfile ? .profile(bytes) : .refused(String(decoding: bytes, as: UTF8.self)))
        }
        return answers
    }
}
