import Wire

/// Colours of nodes and edges: green for what became less, red for what is much.
///
/// Source: `dotColor` in internal/graph/dotgraph.go of google/pprof.
enum DotColor {
    /// Of a share from -1 to 1, as `#rrggbb`.
    static func text(_ share: Double, isBackground: Bool) -> String {
        var saturation = isBackground ? 0.1 : 1.0
        let brightness = isBackground ? 0.93 : 0.7
        // No number stays none, as in Go.
        var score = share.isNaN ? share : max(-1.0, min(1.0, share))
        if score.magnitude < 0.2 { saturation *= score.magnitude / 0.2 }
        // Small shares are moved away from grey.
        if score > 0 { score = Power.of(score, 0.3) }
        if score < 0 { score = -Power.of(-score, 0.3) }
        let red = score < 0 ? brightness * (1 + saturation * score) : brightness
        let green = score < 0 ? brightness : brightness * (1 - saturation * score)
        let blue = brightness * (1 - saturation)
        return "#" + [red, green, blue].map(hex).joined()
    }

    private static func hex(_ part: Double) -> String {
        guard part.isFinite else { return "00" }
        let number = UInt8(max(0, min(255, part * 255)))
        return (number < 16 ? "0" : "") + String(number, radix: 16)
    }
}
