import Diagnosis
import GoProfile

/// How many colours a terminal shows.
public enum ColorDepth: Sendable {
    case none, sixteen, twoHundredFiftySix, full
}

/// A colour of red, green and blue, 0 to 255 each.
struct RGB: Equatable {
    var red: Int
    var green: Int
    var blue: Int

    var hex: String {
        func digits(_ value: Int) -> String { (value < 16 ? "0" : "") + String(value, radix: 16) }
        return "#" + digits(red) + digits(green) + digits(blue)
    }

    /// - Parameters: hue in degrees, the others from 0 to 1.
    init(hue: Double, saturation: Double, lightness: Double) {
        func channel(_ shift: Double) -> Int {
            let k = (shift + hue / 30).truncatingRemainder(dividingBy: 12)
            let amount = saturation * min(lightness, 1 - lightness)
            let value = lightness - amount * max(-1, min(k - 3, 9 - k, 1))
            return Int((value * 255).rounded())
        }
        (red, green, blue) = (channel(0), channel(8), channel(4))
    }

    /// The nearest of the 6 by 6 by 6 colours of a terminal of 256.
    var cube: Int {
        func step(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : min(5, (value - 35) / 40) }
        return 16 + 36 * step(red) + 6 * step(green) + step(blue)
    }
}

/// Colours of frames: one hue for each package, none for the runtime.
enum FlamePalette {
    /// What a frame's colour says.
    enum Meaning: Equatable {
        case package(hash: UInt32)
        case runtime
        /// From -1 (all gone) to 1 (all new).
        case change(Double)
        case match
        /// Several frames, or all.
        case other
    }

    static func meaning(_ view: FlameView, _ node: Int) -> Meaning {
        if view.isMatch(node) { return .match }
        if view.hasChanges { return .change(view.balance(node)) }
        return node == 0 ? .other : meaning(function: view.tree.name(node))
    }

    static func meaning(function name: [UInt8]) -> Meaning {
        let package = FunctionName.package(String(decoding: name, as: UTF8.self))
        if package == "runtime" || package.hasPrefix("runtime/internal") || package.hasPrefix("internal/runtime") {
            return .runtime
        }
        return .package(hash: hash(package.utf8))
    }

    /// FNV-1a, mixed so that names that differ at their end only differ in all bits.
    static func hash(_ text: some Sequence<UInt8>) -> UInt32 {
        var hash: UInt32 = 0x811c_9dc5
        for byte in text { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        hash ^= hash >> 16
        hash = hash &* 0x85eb_ca6b
        return hash ^ hash >> 13
    }

    /// A light background for dark text. `isOdd` neighbours of the same meaning are told apart by a shade.
    static func color(_ meaning: Meaning, isOdd: Bool) -> RGB {
        let shade = isOdd ? 0.06 : 0
        switch meaning {
        case .package(let hash):
            return RGB(hue: Double(hash % 360), saturation: 0.6, lightness: 0.76 - shade)
        case .runtime: return RGB(hue: 40, saturation: 0.06, lightness: 0.74 - shade)
        case .other: return RGB(hue: 40, saturation: 0.04, lightness: 0.86 - shade)
        case .match: return RGB(hue: 300, saturation: 0.9, lightness: 0.76 - shade)
        case .change(let balance):
            let strength = min(balance.magnitude, 1)
            if strength < 0.005 { return RGB(hue: 40, saturation: 0.04, lightness: 0.86 - shade) }
            let hue: Double = balance > 0 ? 4 : 130
            return RGB(hue: hue, saturation: 0.35 + 0.4 * strength, lightness: 0.86 - 0.2 * strength - shade)
        }
    }

    /// Select Graphic Rendition parameters (ECMA-48, 8.3.117) of dark text on the colour.
    static func parameters(_ meaning: Meaning, isOdd: Bool, _ depth: ColorDepth) -> String {
        switch depth {
        case .none: return "0"
        case .full:
            let color = color(meaning, isOdd: isOdd)
            return "38;2;20;20;20;48;2;\(color.red);\(color.green);\(color.blue)"
        case .twoHundredFiftySix: return "38;5;16;48;5;\(color(meaning, isOdd: isOdd).cube)"
        case .sixteen:
            switch meaning {
            // Yellow, blue and cyan, and their bright counterparts: red and green say more and less.
            case .package(let hash): return "30;\([43, 44, 46][Int(hash % 3)] + (isOdd ? 60 : 0))"
            case .runtime: return isOdd ? "30;47" : "97;100"
            case .other: return "30;47"
            case .match: return "30;\(isOdd ? 105 : 45)"
            case .change(let balance):
                if balance.magnitude < 0.005 { return "30;47" }
                return "30;\((balance > 0 ? 41 : 42) + (isOdd ? 60 : 0))"
            }
        }
    }
}
