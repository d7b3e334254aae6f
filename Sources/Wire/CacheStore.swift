/// A place for results that can be made again, such as the user's cache directory; losing any of them does no harm.
///
/// What is loaded may be torn, old or made by somebody else: readers check everything about it.
public protocol CacheStore: Sendable {
    /// What was stored under a key, of letters, digits, `-`, `_` and `.`; nil when there is nothing that can be used.
    func load(key: String) -> Bytes?

    /// Stores bytes under a key, replacing what is there as a whole or not at all. Failure to do so is silent.
    func store(key: String, _ bytes: [UInt8])
}
