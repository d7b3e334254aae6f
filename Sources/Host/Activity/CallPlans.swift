import CLinux
import Evidence

/// What is recorded of each system call: how many arguments, and what those point to.
enum CallPlans {
    /// Calls that take or give the address of a socket: the argument that points to it, and the argument that has its
    /// size, or points to it.
    private static let addresses: [String: (argument: Int, size: Int, sizeIsPointer: Bool)] = [
        "connect": (1, 2, false), "bind": (1, 2, false), "sendto": (4, 5, false), "accept": (1, 2, true),
        "accept4": (1, 2, true), "recvfrom": (4, 5, true), "getsockname": (1, 2, true), "getpeername": (1, 2, true),
    ]

    /// Calls that give two descriptors, and the argument that points to them.
    private static let pairs = ["pipe": 0, "pipe2": 0, "socketpair": 3]

    /// The plans by number, `SONDE_ACTIVITY_CALLS` of them.
    /// - Parameter dropped: names of calls that are only counted.
    static func all(dropped: Set<String>) -> [sonde_call_plan] {
        #if arch(arm64)
            let isARM64 = true
        #else
            let isARM64 = false
        #endif
        // What the table does not know is recorded with all arguments that there may be.
        var unknown = sonde_call_plan()
        unknown.arguments = 6
        var plans = Array(repeating: unknown, count: Int(SONDE_ACTIVITY_CALLS))
        for (number, entry) in SystemCallTable.entries(isARM64: isARM64) where plans.indices.contains(Int(number)) {
            plans[Int(number)] = plan(entry, isDropped: dropped.contains(entry.name))
        }
        return plans
    }

    private static func plan(_ entry: SystemCallTable.Entry, isDropped: Bool) -> sonde_call_plan {
        var plan = sonde_call_plan()
        plan.arguments = UInt8(min(entry.arguments.count, 6))
        plan.is_dropped = isDropped ? 1 : 0
        typealias Payload = (argument: Int, form: sonde_payload_form, size: Int, sizeIsPointer: Bool)
        var payloads: [Payload] = entry.arguments.indices.filter { entry.arguments[$0] == .string }.map {
            ($0, SONDE_PAYLOAD_TEXT, 0, false)
        }
        if let address = addresses[entry.name] {
            payloads.append((address.argument, SONDE_PAYLOAD_ADDRESS, address.size + 1, address.sizeIsPointer))
        }
        if let pair = pairs[entry.name] { payloads.append((pair, SONDE_PAYLOAD_PAIR, 0, false)) }
        let made = payloads.prefix(3).map { payload in
            sonde_payload_plan(
                argument: UInt8(payload.argument), form: UInt8(payload.form.rawValue), size: UInt8(payload.size),
                size_is_pointer: payload.sizeIsPointer ? 1 : 0)
        }
        if made.count > 0 { plan.payloads.0 = made[0] }
        if made.count > 1 { plan.payloads.1 = made[1] }
        if made.count > 2 { plan.payloads.2 = made[2] }
        return plan
    }
}
