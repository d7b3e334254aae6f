/// Names that stand for values: the same one for the same value, and never one for two.
struct Pseudonyms {
    private let hash: KeyedHash
    private var words: [String: String] = [:]
    private var takenWords: Set<String> = []
    private var numbers: [UInt32: UInt32] = [:]
    private var takenNumbers: Set<UInt32> = []
    /// Values that were replaced, by kind.
    private(set) var values: [RedactedKind: Set<String>] = [:]

    init(_ hash: KeyedHash) { self.hash = hash }

    /// Consonants: no words come about, and no digits, which reports take for numbers that vary.
    private static let letters = Array("bcdfghjklmnpqrstvwxz".utf8)
    private static let length = 8

    /// The word for a value, of letters.
    mutating func word(_ value: String, _ kind: RedactedKind) -> String {
        values[kind, default: []].insert(value)
        if let known = words[value] { return known }
        var bytes = Array(value.utf8)
        while true {
            let word = Self.word(hash.hash(bytes))
            if takenWords.insert(word).inserted {
                words[value] = word
                return word
            }
            bytes.append(0)
        }
    }

    private static func word(_ hash: UInt64) -> String {
        var rest = hash
        var word: [UInt8] = []
        for _ in 0..<length {
            word.append(letters[Int(rest % UInt64(letters.count))])
            rest /= UInt64(letters.count)
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// The number for an IPv4 address, in 240.0.0.0/4, which nobody has (RFC 1112).
    mutating func version4(_ address: UInt32, _ text: @autoclosure () -> String) -> UInt32 {
        if let known = numbers[address] { return known }
        values[.address, default: []].insert(text())
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: address >> (24 - 8 * $0)) }
        while true {
            let number = 240 << 24 + UInt32(hash.hash(bytes) % (15 << 24))
            if takenNumbers.insert(number).inserted {
                numbers[address] = number
                return number
            }
            bytes.append(0)
        }
    }

    /// The lower half of an address in 2001:db8::/32 (RFC 3849) for another one. No group of it is 0, so that there is
    /// one way to write it.
    mutating func version6(_ address: [UInt8], _ text: @autoclosure () -> String) -> [UInt8] {
        values[.address, default: []].insert(text())
        let number = hash.hash(address) | 0x0001_0001_0001_0001
        return (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}
