import Evidence
import TestSupport
import Wire

@testable import GoProcess

func readDump(_ text: String) throws -> GoroutineSnapshot { try TextDump.read(Bytes(text), name: "test.txt") }

func corpusDump(_ path: String) throws -> GoroutineSnapshot {
    guard let file = SharedCorpus.path("corpus/goroutines/" + path) else {
        throw TestSupportError("corpus/goroutines/\(path) is not in the shared folder")
    }
    return try TextDump.read(try MappedFile.open(file), name: path)
}

extension GoroutineSnapshot {
    func goroutine(_ id: UInt64) -> Goroutine? { index(ofID: id).map { goroutines[$0] } }

    /// Functions of a goroutine's stack, innermost first.
    func functions(_ id: UInt64) -> [String] {
        goroutine(id).map { stacks.resolvedFrames($0.stack).map(\.function) } ?? []
    }

    /// `function file:line` for each frame, so that stacks of different tables and formats compare.
    func stackText(_ goroutine: Goroutine) -> String {
        stacks.resolvedFrames(goroutine.stack).map { "\($0.function) \($0.file):\($0.line)" }
            .joined(separator: "\n")
    }

    /// How many goroutines there are for each text of state that contains a function.
    func states(containing function: String) -> [String: Int] {
        var result: [String: Int] = [:]
        for goroutine in goroutines {
            let frames = stacks.resolvedFrames(goroutine.stack)
            if frames.contains(where: { $0.function == function }) { result[stateText(goroutine), default: 0] += 1 }
        }
        return result
    }

    func creationFunction(_ id: UInt64) -> String? {
        goroutine(id).map { stacks.functionName($0.creation) }
    }
}
