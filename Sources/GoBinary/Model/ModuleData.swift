import Evidence

/// What the linker tells the runtime about one module of code (`runtime.moduledata`), in static addresses.
public struct ModuleData: Hashable, Sendable {
    /// Of the structure itself.
    public var address: StaticAddress
    /// Of the function table (`runtime.pcHeader`).
    public var functionTable: StaticAddress
    /// Entries of the function index, its end mark not counted.
    public var functionCount: Int
    /// Of the buckets that find a function by its address (`runtime.findfuncbucket`).
    public var findFunctionTable: StaticAddress
    /// Program counters of Go functions: first, and behind the last.
    public var minimumCounter: StaticAddress
    public var maximumCounter: StaticAddress
    /// The machine code.
    public var text: StaticAddress
    public var etext: StaticAddress
    /// Variables without pointers that have an initial value.
    public var noptrdata: StaticAddress
    public var enoptrdata: StaticAddress
    /// Variables with pointers that have an initial value.
    public var data: StaticAddress
    public var edata: StaticAddress
    /// Variables with pointers that start as zero.
    public var bss: StaticAddress
    public var ebss: StaticAddress
    /// Variables without pointers that start as zero.
    public var noptrbss: StaticAddress
    public var enoptrbss: StaticAddress
    /// Type descriptors.
    public var types: StaticAddress
    public var etypes: StaticAddress
    /// Read-only data; nil before Go 1.18.
    public var rodata: StaticAddress?
    /// Base of the offsets of per-function data (inline trees, …); nil before Go 1.18.
    public var goFunc: StaticAddress?
    /// The next module (a plugin or shared library); nil at the last one, and in a file.
    public var next: StaticAddress?

    /// True when the address is that of a package-level variable.
    public func holdsVariable(_ at: StaticAddress) -> Bool {
        (noptrdata <= at && at < enoptrdata) || (data <= at && at < edata) || (bss <= at && at < ebss)
            || (noptrbss <= at && at < enoptrbss)
    }

    /// True when the address lies in this module's machine code.
    public func holdsCode(_ at: StaticAddress) -> Bool { minimumCounter <= at && at < maximumCounter }
}
