/// What the browser asks for.
struct PageRequest: Sendable {
    enum Method: String, Sendable { case get = "GET", head = "HEAD", post = "POST", delete = "DELETE" }

    var method = Method.get
    /// Decoded, without the query; begins with `/`.
    var path: String
    /// Decoded; of a name that comes twice, the first.
    var query: [String: String] = [:]
    /// By name in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// The browser no longer wants the answer.
    var control = JobControl()

    func integer(_ name: String) throws(PageError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let value = Int(text) else { throw PageError(400, "\(name) is no number: \(text)") }
        return value
    }

    /// A number between bounds, or what stands for none.
    func integer(_ name: String, in range: ClosedRange<Int>, or standard: Int) throws(PageError) -> Int {
        guard let value = try integer(name) else { return standard }
        return min(max(value, range.lowerBound), range.upperBound)
    }

    func flag(_ name: String) -> Bool { query[name] == "1" }
}

/// What the browser gets.
struct PageAnswer: Sendable {
    var status = 200
    var type: String
    var body: [UInt8]
    var headers: [(name: String, value: String)] = []

    init(status: Int = 200, type: String, _ body: [UInt8]) {
        self.status = status
        self.type = type
        self.body = body
    }

    static let binary = "application/octet-stream"

    static func text(_ status: Int, _ text: String) -> PageAnswer {
        PageAnswer(status: status, type: "text/plain; charset=utf-8", Array("\(text)\n".utf8))
    }

    /// A file that the browser saves under a name.
    static func download(_ body: [UInt8], name: String, type: String = binary) -> PageAnswer {
        var answer = PageAnswer(type: type, body)
        let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" }
        answer.headers.append(("content-disposition", "attachment; filename=\"\(String(plain))\""))
        return answer
    }
}

/// Why there is no answer: a status of HTTP, and a sentence for the user.
struct PageError: Error {
    let status: Int
    let message: String

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    static func notFound(_ what: String) -> PageError { PageError(404, "There is no \(what).") }
}
