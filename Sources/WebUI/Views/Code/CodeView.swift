import Wire

/// Source, machine code and the compiler's decisions side by side, with what a profile says of each line.
struct CodeView: DocumentView {
    static let name = "code"

    /// What was made for the profiles and types that were asked for last.
    private final class Shelf: Sendable {
        let inputs = RecentValues<String, CodeInputs>(limit: 2)
        let lines = RecentValues<String, CodeLines?>(limit: 4)
        let functions = RecentValues<String, CodeFunctions>(limit: 4)
    }

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let number = try request.integer("source")
        let type = request.query["type"] ?? ""
        let shelf = document.kept.value("code") { Shelf() }
        let inputs = try shelf.inputs.get("\(number ?? -1)", request.control) { control in
            try CodeInputs.make(document, profile: number, control)
        }
        let lines = try shelf.lines.get("\(number ?? -1) \(type)", request.control) { _ in
            try inputs.profile.map { try CodeLines($0, type: type) }
        }
        let functions = try shelf.functions.get("\(number ?? -1) \(type)", request.control) { _ in
            CodeFunctions(inputs, lines)
        }
        switch action.first {
        case "functions":
            let from = try request.integer("from", in: 0...Int(Int32.max), or: 0)
            return functions.answer(
                search: request.query["q"] ?? "", from: from,
                to: try request.integer("to", in: from...from + 1000, or: from + 100))
        case "listing":
            guard let function = request.query["function"] ?? functions.first else {
                throw PageError(422, inputs.problems.first ?? "There is no function to show.")
            }
            return CodeListing(
                function, inputs, lines, try document.opened().code, type: type,
                syntax: Self.syntaxes[request.query["syntax"] ?? ""] ?? .go
            ).answer()
        default: throw PageError.notFound("such part of code")
        }
    }

    private static let syntaxes: [String: InstructionDecoder.Syntax] = ["go": .go, "intel": .intel, "gnu": .gnu]
}
