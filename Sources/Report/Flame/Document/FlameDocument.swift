import GoProfile
import Wire

/// A flame graph as one file that needs nothing else: a drawing that any viewer shows, and a script that searches,
/// zooms and turns it over in a browser.
public struct FlameDocument {
    /// What the file is.
    public enum Form: Sendable {
        case svg, html
    }

    /// Frames that a file holds of each direction: the widest.
    public static let nodeLimit = 50_000
    /// Width of the drawing without a script, pixels.
    static let width = 1200
    static let rowHeight = 18
    /// Room above the drawing for the search and what is said about frames.
    static let barHeight = 96

    private let view: FlameView
    private let inverted: FlameView
    /// The file opens with the innermost functions on top.
    private let opensInverted: Bool

    /// - Parameters:
    ///   - trees: both directions, callers on top first.
    ///   - search: an expression that is searched for when the file opens.
    public init(
        _ report: PprofReport, trees: (FlameTree, FlameTree), opensInverted: Bool,
        search: (pattern: String, result: FlameSearch)?
    ) {
        view = FlameView(report, trees.0, search: search)
        inverted = FlameView(report, trees.1, search: search)
        self.opensInverted = opensInverted
    }

    public func write(_ form: Form) -> [UInt8] {
        var output = ByteReport()
        let shown = opensInverted ? inverted : view
        let drawing = FlameDrawing(shown)
        let title = "\(ProfileTitle.of(shown.report.profile)): \(view.headline)"
        switch form {
        case .svg: writeSVG(drawing, title, &output)
        case .html: writeHTML(drawing, title, &output)
        }
        return output.bytes
    }

    private func writeSVG(_ drawing: FlameDrawing, _ title: String, _ output: inout ByteReport) {
        let height = Self.barHeight + drawing.height + 8
        output.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        output.line(
            "<svg id=\"flame\" xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(Self.width) \(height)\" role=\"img\" aria-labelledby=\"title desc\">")
        writeTitle(title, &output)
        output.line("<style>\(FlameStyle.common)\(FlameStyle.svg)</style>")
        output.line("<rect id=\"back\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")
        output.line("<text id=\"caption\" x=\"8\" y=\"24\">\(MarkupText.escaped(title))</text>")
        output.line("<foreignObject id=\"foreign\" width=\"100%\" height=\"\(Self.barHeight)\" style=\"display:none\">")
        writeBar(title, &output)
        output.line("</foreignObject>")
        output.line("<g id=\"frames\" transform=\"translate(0,\(Self.barHeight))\">")
        drawing.write(&output)
        output.line("</g>")
        writeProgram(&output)
        output.line("</svg>")
    }

    private func writeHTML(_ drawing: FlameDrawing, _ title: String, _ output: inout ByteReport) {
        output.line("<!doctype html>")
        output.line("<html lang=\"en\">")
        output.line("<head>")
        output.line("<meta charset=\"utf-8\">")
        output.line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        output.line(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">")
        output.line("<title>\(MarkupText.escaped(title))</title>")
        output.line("<style>\(FlameStyle.common)\(FlameStyle.html)</style>")
        output.line("</head>")
        output.line("<body>")
        writeBar(title, &output)
        output.line(
            "<svg id=\"flame\" xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" "
                + "height=\"\(drawing.height)\" viewBox=\"0 0 \(Self.width) \(drawing.height)\" role=\"img\" "
                + "aria-labelledby=\"title desc\">")
        writeTitle(title, &output)
        output.line("<g id=\"frames\">")
        drawing.write(&output)
        output.line("</g>")
        output.line("</svg>")
        writeProgram(&output)
        output.line("</body>")
        output.line("</html>")
    }

    private func writeTitle(_ title: String, _ output: inout ByteReport) {
        output.line("<title id=\"title\">\(MarkupText.escaped(title))</title>")
        let meaning =
            view.hasChanges
            ? "Each bar is a frame, as wide as its samples of both profiles; red became more, green less."
            : "Each bar is a frame, as wide as its part of the whole; the colour is that of its package."
        output.line("<desc id=\"desc\">Flame graph with the root on top. \(meaning)</desc>")
    }

    /// The part that is operated; well-formed in both kinds of file.
    private func writeBar(_ title: String, _ output: inout ByteReport) {
        output.line(
            """
            <div id="bar" xmlns="http://www.w3.org/1999/xhtml">
            <div class="row"><strong>\(MarkupText.escaped(title))</strong></div>
            <div class="row"><input id="find" type="search" placeholder="Search: regular expression (/)" \
            aria-label="Search frames by a regular expression" autocomplete="off" spellcheck="false"/>
            <button id="reset" type="button" disabled="disabled">Reset zoom</button>
            <button id="flip" type="button" aria-pressed="false">Inverted</button>
            <span id="found" role="status"></span>
            <span id="note"></span></div>
            <div class="row" id="say" role="status" aria-live="polite">Click zooms; arrows, Enter, Esc and / work.</div>
            </div>
            """)
    }

    private func writeProgram(_ output: inout ByteReport) {
        output.add("<script id=\"flame-data\" type=\"application/json\">")
        output.add(MarkupText.safeJSON(FlameData(view, inverted, opensInverted: opensInverted).json))
        output.line("</script>")
        // A comment to a browser that reads HTML, the start of literal text to one that reads XML.
        output.line("<script>//<![CDATA[")
        output.line(FlameScript.text)
        output.line("//]]></script>")
    }
}
