import TestSupport

/// Texts of the old formats that no program wrote: every rule of the formats, put together at random.
struct LegacyVariants {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    private mutating func number() -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: "0"
        case 1:
            pick([
                "9223372036854775807", "9223372036854775808", "99999999999999999999", "010", "08",
                "4611686018427387904",
            ])
        case 2: "1"
        default: "\(Int.random(in: 1..<2_000_000, using: &random))"
        }
    }

    private mutating func address() -> String {
        if chance(60) { return pick(["0x0", "0x1", "0xffffffffffffffff", "0x10000000000000000", "0xA", "0x"]) }
        return "0x" + String(0x40_0000 + UInt64.random(in: 0..<64, using: &random) * 0x800, radix: 16)
    }

    private mutating func addresses() -> String {
        (0..<Int.random(in: 1..<6, using: &random)).map { _ in " " + address() }.joined()
    }

    private mutating func rows(_ row: (inout LegacyVariants) -> String) -> String {
        (0..<Int.random(in: 0..<8, using: &random)).map { _ in
            row(&self) + pick(["\n", "\n", "\n", "\r\n", "\n\n", "\n# comment\n", "\n  \n"])
        }.joined()
    }

    mutating func text() -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: heap()
        case 1: count()
        case 2: thread()
        case 3: contention()
        default: java()
        }
    }

    private mutating func heap() -> String {
        let kind = pick([
            "heap/1048576", "heap/524288", "heapprofile", "heap_v2/524288", "heapz_v2/1", "heap_v2/0", "growthz",
            "growth", "fragmentationz", "heap/", "heap", "heapz/2", "heap_v2/99999999999999999999", "heap_v2524288",
        ])
        let same = chance(2)
        let (count, size) = (number(), number())
        var text = pick(["", "", "", "x", "# "]) + "heap profile: \(count): \(size) ["
        text += same ? "\(count): \(size)" : "\(number()): \(number())"
        text += pick(["] @ ", "] @ ", "]@", "]  @  "]) + kind + "\n"
        text += rows { me in
            let blank = me.pick(["", " ", "  "])
            let separator = me.pick(["] @", "] @", "] @", "]  @", " ] @", "]@"])
            return me.pick(["", "  ", "-", "x7 "]) + "\(me.number()):\(blank)\(me.number())\(blank)["
                + "\(blank)\(me.number()):\(blank)\(me.number())" + separator + me.addresses()
                + me.pick(["", "", " ", " zz"])
        }
        return text + memoryMap()
    }

    private mutating func count() -> String {
        let name = pick(["goroutine", "threadcreate", "my.profile", "a b", "ü"])
        var text =
            pick(["", "", "\n", "# x\n"]) + "\(name) profile: total \(number())" + pick(["", "", "", " "]) + "\n"
        text += rows { me in "\(me.number()) @" + me.addresses() + me.pick(["", "", "", "", "", "", " "]) }
        return text + pick(["", "--- x\n"]) + memoryMap()
    }

    private mutating func thread() -> String {
        let title = pick(["--- threadz 1 ---\n", "", "# x\n--- threadz 12 ---\n\n"])
        var text = title + pick(["", "", "noise\n"])
        text += rows { me in
            me.pick(["--- Thread ", "--- Thread ", "--- thread "])
                + me.pick(["7f94ab1c3700 (name: main/14748) stack: ---\n", "7F (name: a/b/1) stack: ---\n"])
                + me.pick(["  \(me.address())\n", "  PC: \(me.address()) f\n\t\(me.address()) \(me.address())\n", ""])
                + me.pick(["", "", "  [same as previous thread]\n"])
        }
        return text + pick(["", "---- no stack trace for 3 threads\n"]) + memoryMap()
    }

    private mutating func contention() -> String {
        var text = pick(["--- contentionz 1 ---\n", "--- contention:\n", "--- contention:\n"])
        if chance(2) { text += "cycles/second = \(number())\n" }
        if chance(2) { text += "sampling period=\(pick(["0x10", "1_00", "-5", "0", "0b11", "0o7", "1__0", "100"]))\n" }
        if chance(2) { text += "ms since reset = \(number())\n" }
        if chance(2) { text += pick(["discarded samples = x\n", "# c\n", "\n"]) }
        if chance(9) { text += pick(["format = java\n", "resolution = x\n", "unknown = 1\n", "no attribute\n"]) }
        text += rows { me in
            me.pick(["", " ", "1 "]) + me.number() + me.pick([" ", "  ", "", "-"]) + me.pick([me.number(), ""])
                + me.pick([" @", " @", " @", "  @"]) + me.addresses()
        }
        return text + memoryMap()
    }

    private mutating func java() -> String {
        let isHeap = chance(2)
        var text = isHeap ? "--- heapz 1 ---\n" : "--- contentionz 1 ---\n"
        text += pick(["format = java\n", "format = java\n", "format = cpp\n"])
        text += pick(["resolution = bytes\n", "resolution = microseconds\n", "resolution=nanoseconds \n", ""])
        if !isHeap || chance(8) { text += "sampling period = \(pick(["1", "10", "0", "x"]))\n" }
        if !isHeap, chance(2) { text += "ms since reset = \(number())\n" }
        text += rows { me in
            me.pick(["", "  "]) + me.number() + me.pick([" ", "   "]) + me.number() + me.pick([" @ ", "  @   ", " @"])
                + me.addresses()
        }
        let places = [
            "java.util.A.f (A.java:12)", "f (A.java:-1)", "f (A.java:0)", "native (/usr/lib/libc.so)", "GC",
            "b (c) (d)",
            "generated stub/JIT x", "f  (/a/b/)", "f ()", "(x:1)", "a (b:1) (c:2)", "f (:1)",
            "f (a:99999999999999999999)",
        ]
        for _ in 0..<Int.random(in: 0..<10, using: &random) {
            text += pick(["  ", "", "x"]) + address() + pick([" ", "\t"]) + pick(places) + pick(["\n", "\n", "\r\n"])
        }
        return text + pick(["", "0x400800 end (E.java:7)"])
    }

    private mutating func memoryMap() -> String {
        guard !chance(3) else { return pick(["", "\n", "--- Memory map: ---\n", "x MAPPED_LIBRARIES: y"]) }
        var text = pick(["--- Memory map: ---\n", "\nMAPPED_LIBRARIES:\n", "noise\n--- Memory map: ---\n"])
        for _ in 0..<Int.random(in: 0..<7, using: &random) { text += mapping() }
        return text
    }

    private mutating func mapping() -> String {
        let start = 0x40_0000 + UInt64.random(in: 0..<8, using: &random) * 0x4000
        let limit = start + UInt64.random(in: 0..<3, using: &random) * 0x4000
        let from = pick(["", "0x", "00"]) + String(start, radix: 16)
        let to = pick(["", "0x"]) + String(limit, radix: 16)
        let permissions = pick(["r-xp", "r-xp", "r--p", "rwxp"])
        let offset = String(UInt64.random(in: 0..<4, using: &random) * 0x4000, radix: 16)
        let file = pick([
            "/bin/prog", "/lib/libc.so.6", "/lib/a.so", "[vdso]", "/bin/prog", "(deleted)", "", "/anon_hugepage",
            "$build/prog", "$bu$build", "/x.so_3", "/x.sox",
        ])
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return pick(["build=/b\n", "  build = /c d \n", "=x\n", "bu=$build/$build\n", "noise\n", "\n"])
        case 1: return "\(from)-\(to): \(file)\n"
        case 2: return "  \(from) \(to) \(file) (@\(offset)) abc123\n"
        case 3: return "I0102 03:04:05 1 a.cc:12] \(from)-\(to) \(permissions) \(offset) 08:01 12 \(file)\n"
        case 4: return "\(from)-\(to)\n"
        case 5: return "\(from)\(to) \(permissions) \(file) \(offset)\n"
        default: return "\(from)-\(to) \(permissions) \(offset) 08:01 173521   \(file)\n"
        }
    }
}
