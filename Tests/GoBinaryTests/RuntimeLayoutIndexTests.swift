import Evidence
import GoBinary
import Synchronization
import TestSupport
import Testing
import Wire

/// The index of a binary and its cached form.
@Suite("Runtime layout index")
struct RuntimeLayoutIndexTests {
    private let index = RuntimeLayoutIndex(
        structures: [
            StructureLayout(
                name: "runtime.g", size: 456,
                fields: [.init(name: "stack", offset: 0, size: 16, typeName: "runtime.stack")]),
            StructureLayout(name: "runtime.empty", size: 0, fields: []),
        ],
        variables: [
            StaticVariable(
                name: "runtime.allgs", address: StaticAddress(.max), size: 24, typeName: "[]*runtime.g")
        ],
        constants: [.init(name: "runtime.arenaBaseOffsetUintptr", value: .min)])

    @Test("What is encoded comes back")
    func roundTrip() throws {
        #expect(RuntimeLayoutIndex(decoding: Bytes(index.encoded(buildID: "id")), buildID: "id") == index)
        let program = try layoutFixture(GoToolchain.newestVersion, .plain)
        let real = RuntimeLayoutIndex(try DWARFTypes(try FixtureSections(program.executable)))
        #expect(real.structures.count > 40)
        #expect(RuntimeLayoutIndex(decoding: Bytes(real.encoded(buildID: "")), buildID: "") == real)
    }

    @Test("Every cut and every changed bit is noticed")
    func damage() {
        let bytes = index.encoded(buildID: "id")
        for input in Hostile.truncations(of: bytes) {
            #expect(RuntimeLayoutIndex(decoding: Bytes(input.bytes), buildID: "id") == nil, "\(input)")
        }
        for bit in 0..<bytes.count * 8 {
            var copy = bytes
            copy[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(RuntimeLayoutIndex(decoding: Bytes(copy), buildID: "id") == nil, "bit \(bit)")
        }
        #expect(RuntimeLayoutIndex(decoding: Bytes(bytes + [0]), buildID: "id") == nil)
        #expect(RuntimeLayoutIndex(decoding: Bytes(bytes), buildID: "other") == nil)
    }

    @Test("A body with a valid checksum is checked all the same")
    func hostileBody() {
        let body = Array(index.encoded(buildID: "id").dropFirst(32))
        var accepted = 0
        for input in Hostile.all(of: body, seed: 3) {
            let header = index.encoded(buildID: "id").prefix(16)
            var bytes = Array(header) + DWARFBuilder.number(UInt64(input.bytes.count), size: 8)
            bytes += DWARFBuilder.number(checksum(input.bytes), size: 8) + input.bytes
            if let other = RuntimeLayoutIndex(decoding: Bytes(bytes), buildID: "id") {
                accepted += 1
                #expect(other.structures.count + other.variables.count + other.constants.count < 100)
            }
        }
        // Some changes only make another name or number.
        #expect(accepted > 0)
    }

    @Test("A second look takes the index from the cache, and a damaged entry is replaced")
    func cache() throws {
        let program = try layoutFixture(GoToolchain.newestVersion, .plain)
        let cache = DictionaryCache()
        let sections = try FixtureSections(program.executable)
        let first = try RuntimeLayoutIndex.load(buildID: "a/b/c", cache: cache) { sections }
        #expect(!first.isFromCache)
        let second = try RuntimeLayoutIndex.load(buildID: "a/b/c", cache: cache) {
            Issue.record("the sections are read although the cache knows the index")
            return sections
        }
        #expect(second.isFromCache && second.index == first.index)
        let other = try RuntimeLayoutIndex.load(buildID: "a/b/d", cache: cache) { sections }
        #expect(!other.isFromCache)
        cache.store(key: RuntimeLayoutIndex.cacheKey(buildID: "a/b/c"), [1, 2, 3])
        #expect(try !RuntimeLayoutIndex.load(buildID: "a/b/c", cache: cache) { sections }.isFromCache)
        #expect(try RuntimeLayoutIndex.load(buildID: "a/b/c", cache: cache) { sections }.isFromCache)
        #expect(try !RuntimeLayoutIndex.load(buildID: "", cache: cache) { sections }.isFromCache)
        #expect(try !RuntimeLayoutIndex.load(buildID: "", cache: cache) { sections }.isFromCache)
    }

    @Test("Keys are names of files, and long ids that differ at the end have different ones")
    func keys() {
        let long = String(repeating: "x/", count: 200)
        let ids = ["", "..", "/etc/passwd", "a b\0c", "ä", long + "1", long + "2"]
        let keys = ids.map(RuntimeLayoutIndex.cacheKey(buildID:))
        #expect(Set(keys).count == ids.count)
        for key in keys {
            #expect(key.utf8.count < 128 && key.hasPrefix("go-"))
            #expect(key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        }
    }

    private func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

private final class DictionaryCache: CacheStore {
    private let entries = Mutex<[String: Bytes]>([:])

    func load(key: String) -> Bytes? { entries.withLock { $0[key] } }
    func store(key: String, _ bytes: [UInt8]) { entries.withLock { $0[key] = Bytes(bytes) } }
}
