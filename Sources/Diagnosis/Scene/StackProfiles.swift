import Evidence
import GoBinary
import GoProcess

/// What the stacks of one snapshot tell, worked out once per stack and not per goroutine.
///
/// A stack's node comes behind its caller's in the table, so that one pass over the nodes suffices.
struct StackProfiles: Sendable {
    /// United traits of all frames of a stack, by stack.
    private(set) var traits: [FunctionTraits]
    /// The stack from its innermost frame outside of the standard library on; empty when there is none.
    private(set) var application: [StackID]
    /// The same for the program's own packages: main, or those under the main module's path.
    private(set) var own: [StackID]
    /// The outermost frame.
    private(set) var outermost: [FrameID]
    /// The last function called from application code: `sync.(*Mutex).Lock` of `main.f` that waits there.
    private(set) var entry: [FrameID]

    init(_ snapshot: GoroutineSnapshot) {
        let table = snapshot.stacks
        let functions = FunctionKinds(snapshot)
        let count = table.count
        traits = Array(repeating: [], count: count)
        application = Array(repeating: .empty, count: count)
        own = Array(repeating: .empty, count: count)
        outermost = Array(repeating: .none, count: count)
        entry = Array(repeating: .none, count: count)
        for raw in 1..<max(count, 1) {
            let stack = StackID(rawValue: UInt32(raw))
            let caller = Int(table.caller(stack).rawValue)
            let frame = table.top(stack)
            let function = frame == .none ? .empty : table[frame].function
            let kind = functions.kinds[function] ?? FunctionKinds.Kind()
            traits[raw] = traits[caller].union(kind.traits)
            application[raw] = kind.isStandard ? application[caller] : stack
            own[raw] = kind.isOwn ? stack : own[caller]
            outermost[raw] = caller == 0 ? frame : outermost[caller]
            entry[raw] = kind.isStandard ? (application[caller] == table.caller(stack) ? frame : entry[caller]) : .none
        }
    }
}

/// Traits and origin of every function that occurs in a snapshot's frames.
private struct FunctionKinds {
    struct Kind {
        var traits: FunctionTraits = []
        var isStandard = true
        var isOwn = false
    }

    private(set) var kinds: [StringID: Kind] = [:]

    init(_ snapshot: GoroutineSnapshot) {
        let module = snapshot.buildInformation?.main?.path ?? ""
        for frame in snapshot.stacks.frames where kinds[frame.function] == nil {
            let name = snapshot.text(frame.function)
            let package = FunctionName.package(name)
            // A module may bear the name of a standard package; the build information then tells.
            let isOwn =
                package == "main"
                || (!module.isEmpty && (package == module || package.hasPrefix(module + "/")))
            kinds[frame.function] = Kind(
                traits: FunctionTraits(function: name, package: package),
                isStandard: !isOwn && FunctionName.isStandard(package: package), isOwn: isOwn)
        }
    }
}
