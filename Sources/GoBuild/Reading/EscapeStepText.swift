import Wire

/// One step of the way of a value: `EXPR (WHY) at POS`. The expression may hold any text, so that it is read from its end.
struct EscapeStepText {
    var expression: Range<Int>
    var reason: Range<Int>
    var position: MessagePosition

    /// Nil for a text of another form.
    init?(_ bytes: [UInt8]) {
        let text = ByteScanner(bytes, 0..<bytes.count)
        guard let at = text.findLast(") at "), let open = ByteScanner(bytes, 0..<at).findLast(" (") else {
            return nil
        }
        guard let position = MessagePosition(place: ByteScanner(bytes, at + 5..<bytes.count)) else { return nil }
        (expression, reason, self.position) = (0..<open, open + 2..<at, position)
    }

    /// What a value flows to: `~r0 ← &{storage for x}:`, before Go 1.25 `~r0 = &…`.
    static func destination(_ flow: [UInt8]) -> ArraySlice<UInt8> {
        let text = ByteScanner(flow, 0..<flow.count)
        return flow[..<(text.find(" ← ") ?? text.find(" = ") ?? 0)]
    }
}
