import GoProfile
import TestSupport
import Testing
import Wire

/// Spoilt and made-up files: what google/pprof refuses is refused, and what it reads is read as it reads it.
@Suite struct LegacyDifferentialTests {
    @Test func madeUpTexts() throws {
        var variants = LegacyVariants(seed: 20_261)
        try compare((0..<6000).map { number in HostileInput("text \(number)", Array(variants.text().utf8)) })
    }

    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"), arguments: LegacyCorpusTests.names)
    func spoiltFiles(name: String) throws {
        let path = try #require(SharedCorpus.path("corpus/pprof/inputs/\(name)"))
        let bytes = try Files.bytes(path)
        let inputs =
            Array(Hostile.bitFlips(of: bytes, count: 300, seed: 7))
            + Array(Hostile.truncations(of: bytes, step: max(1, bytes.count / 200)))
            + Array(Hostile.absurdIntegers(of: bytes, count: 300, seed: 8)) + replacedCharacters(of: bytes)
        try compare(inputs)
    }

    /// Digits, blanks and punctuation in the place of one another: more of these are accepted than of flipped bits.
    private func replacedCharacters(of bytes: [UInt8]) -> [HostileInput] {
        let characters = Array("0123456789abcdefx:@[]()-= \n".utf8)
        return (0..<500).map { number in
            var random = SeededGenerator(seed: UInt64(number))
            var copy = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                // Half of them near the start, where the header is.
                let end = Bool.random(using: &random) ? min(200, copy.count) : copy.count
                copy[Int.random(in: 0..<end, using: &random)] = characters.randomElement(using: &random) ?? 0
            }
            return HostileInput("replaced \(number)", copy)
        }
    }

    private func compare(_ inputs: [HostileInput]) throws {
        let answers = try ParserOracle.parse(inputs.map(\.bytes))
        #expect(answers.count == inputs.count)
        var readByBoth = 0
        for (input, answer) in zip(inputs, answers) {
            let mine = Result { try ProfileReader.read(Bytes(input.bytes), file: "input") }
            switch (mine, answer) {
            case (.failure, .refused): continue
            case (.success(let profile), .refused(let why)):
                Issue.record(
                    "\(input): upstream says “\(why)”, sonde reads \(profile.samples.count) samples\n\(shown(input))")
            case (.failure(let error), .profile):
                Issue.record("\(input): upstream reads it, sonde says “\(error)”\n\(shown(input))")
            case (.success(let profile), .profile(let upstream)):
                readByBoth += 1
                let theirs = ModelText(try ProfileReader.read(Bytes(upstream), file: "upstream")).lines
                let lines = ModelText(profile).lines
                if lines != theirs {
                    let difference = zip(lines, theirs).first { $0 != $1 }
                    Issue.record(
                        "\(input): first difference \(String(describing: difference))\n\(shown(input))")
                }
            }
        }
        #expect(readByBoth > inputs.count / 20, "only \(readByBoth) of \(inputs.count) were read at all")
    }

    private func shown(_ input: HostileInput) -> String {
        String(decoding: input.bytes.prefix(1500), as: UTF8.self)
    }
}
