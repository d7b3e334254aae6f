import Wire

/// A line of the optimizer log: a Diagnostic of the Language Server Protocol, but that lines and columns begin at 1.
struct OptimizerDiagnostic {
    private(set) var line: Int32 = 0
    private(set) var column: Int32 = 0
    private(set) var message = ""

    /// What a line is about, by a look at its code alone; nil for what is not read.
    static func kind(of line: Bytes) -> DecisionKind? {
        // Behind the range, which has four numbers, and the severity.
        let head = line.slice(0, min(line.count, 200)) ?? Bytes()
        guard let start = head.firstRange(of: lead) else { return nil }
        return codes.first { code, _ in
            head.slice(start + lead.count, code.count).map { $0.array == code } ?? false
        }?.kind
    }

    /// Whether a line seems to end where it should.
    static func isWhole(_ line: Bytes) -> Bool {
        line.isEmpty || line.load(line.count - 1, as: UInt8.self) == UInt8(ascii: "}")
    }

    private static let lead = Array(#""code":""#.utf8)
    private static let codes: [(code: [UInt8], kind: DecisionKind)] = [
        ("cannotInlineCall", .callRefused), ("isInBounds", .boundsCheck), ("isSliceInBounds", .sliceBoundsCheck),
        ("nilcheck", .nilCheckMade),
    ].map { (Array("\($0)\"".utf8), $1) }

    /// Nil for a line that is no diagnostic.
    init?(_ bytes: Bytes) {
        var reader = JSONReader(bytes, depthLimit: 16)
        do {
            guard try reader.next() == .objectBegin else { return nil }
            while try reader.next() == .key {
                let key = reader.string
                let token = try reader.next()
                switch (key, token) {
                case ("range", .objectBegin): try readRange(&reader)
                case ("message", .string): message = reader.string
                default: try reader.skip(token)
                }
            }
        } catch { return nil }
        guard line > 0 else { return nil }
    }

    /// Its start; the end is the same for what is read here.
    private mutating func readRange(_ reader: inout JSONReader) throws(InputError) {
        while try reader.next() == .key {
            let isStart = reader.string == "start"
            let token = try reader.next()
            guard isStart, token == .objectBegin else {
                try reader.skip(token)
                continue
            }
            while try reader.next() == .key {
                let key = reader.string
                let token = try reader.next()
                guard token == .number, let value = reader.integer.flatMap(Int32.init(exactly:)) else {
                    try reader.skip(token)
                    continue
                }
                if key == "line" { line = value } else if key == "character" { column = value }
            }
        }
    }
}

/// Why a call is not replaced by the body of what it calls (cmd/compile/internal/inline/inl.go, canInlineCallExpr).
struct CallRefusal {
    /// As the linker names it; empty for a function that calls itself.
    private(set) var callee = ""
    /// Without names and numbers.
    private(set) var reason: String
    /// What the callee costs, and what it might cost in this caller; -1 where nothing is said.
    private(set) var cost: Int32 = -1
    private(set) var budget: Int32 = -1

    init(_ message: String) {
        reason = message
        // The compiler passes the sentence as the function's name, and so leaves the message empty.
        if message.isEmpty { reason = "recursive call" }
        let never = " cannot be inlined"
        if message.hasSuffix(never) {
            callee = String(message.dropLast(never.count))
            reason = "cannot be inlined"
        }
        let (lead, middle) = ("cost ", " exceeds max caller cost ")
        guard message.hasPrefix(lead), let of = message.firstRange(of: " of "),
            let exceeds = message.firstRange(of: middle), of.upperBound <= exceeds.lowerBound,
            let cost = Int32(message[..<of.lowerBound].dropFirst(lead.count)),
            let budget = Int32(message[exceeds.upperBound...])
        else { return }
        (self.cost, self.budget) = (cost, budget)
        callee = String(message[of.upperBound..<exceeds.lowerBound])
        reason = "exceeds max caller cost"
    }
}
