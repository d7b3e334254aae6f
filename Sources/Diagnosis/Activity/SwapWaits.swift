import Evidence
import SystemActivity

/// Waits of threads for pages that were in swap, by the kernel's stack.
struct SwapWaits: Sendable {
    private(set) var count = 0
    /// Nanoseconds.
    private(set) var sum: Int64 = 0

    /// Functions of mm/memory.c, mm/swap_state.c and mm/page_io.c that only pages in swap lead to.
    private static let functions: Set<String> = [
        "do_swap_page", "swapin_readahead", "swap_read_folio", "swap_readpage", "swap_cluster_readahead",
        "__read_swap_cache_async",
    ]

    init(_ tables: ActivityTables) {
        var known: [UInt32: Bool] = [:]
        for wait in tables.waits where wait.kernelStack != 0 {
            let isSwap =
                known[wait.kernelStack]
                ?? tables.functionNames(wait.kernelStack).contains { Self.functions.contains($0) }
            known[wait.kernelStack] = isSwap
            guard isSwap else { continue }
            count += 1
            sum &+= wait.duration
        }
    }
}
