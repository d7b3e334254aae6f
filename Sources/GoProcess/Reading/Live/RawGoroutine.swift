import Wire

/// The fields of a `runtime.g`, as they were at one moment. Addresses are runtime addresses.
struct RawGoroutine {
    /// Position in allgs.
    var index: Int
    var address: UInt64
    var stackLow: UInt64
    var stackHigh: UInt64
    var m: UInt64
    var scheduledStackPointer: UInt64
    var scheduledProgramCounter: UInt64
    var scheduledG: UInt64
    var linkRegister: UInt64
    var syscallStackPointer: UInt64
    var syscallProgramCounter: UInt64
    var status: UInt32
    var waitReason: UInt8
    /// Low bits of how often it stopped running (`g.trackingSeq`); 0 when unknown.
    var trackingSequence: UInt8
    var id: UInt64
    var waitSince: Int64
    var lockedM: UInt64
    var parentID: UInt64
    var creationProgramCounter: UInt64
    var startProgramCounter: UInt64
    var waiting: UInt64
    var labels: UInt64
    var timer: UInt64
    var sleepWhen: Int64
    var coroutineArgument: UInt64
    var bubble: UInt64

    /// Decodes the g whose bytes begin at `base`.
    init(index: Int, address: UInt64, bytes: Bytes, base: Int, layout: RuntimeLayout) {
        self.index = index
        let g = layout.g
        let scheduled = base + g.scheduled
        func word(_ offset: Int) -> UInt64 { bytes.checkedLoad(base + offset) }
        func optional(_ offset: Int) -> UInt64 { offset >= 0 ? bytes.checkedLoad(base + offset) : 0 }
        self.address = address
        stackLow = word(g.stack)
        stackHigh = word(g.stack + 8)
        m = word(g.m)
        scheduledStackPointer = bytes.checkedLoad(scheduled + layout.gobuf.stackPointer)
        scheduledProgramCounter = bytes.checkedLoad(scheduled + layout.gobuf.programCounter)
        scheduledG = bytes.checkedLoad(scheduled + layout.gobuf.g)
        linkRegister = bytes.checkedLoad(scheduled + layout.gobuf.linkRegister)
        syscallStackPointer = word(g.syscallStackPointer)
        syscallProgramCounter = word(g.syscallProgramCounter)
        status = bytes.checkedLoad(base + g.status)
        waitReason = bytes.checkedLoad(base + g.waitReason)
        trackingSequence = g.trackingSequence >= 0 ? bytes.checkedLoad(base + g.trackingSequence) : 0
        id = word(g.id)
        waitSince = Int64(bitPattern: word(g.waitSince))
        lockedM = word(g.lockedM)
        parentID = optional(g.parentID)
        creationProgramCounter = word(g.creationProgramCounter)
        startProgramCounter = word(g.startProgramCounter)
        waiting = word(g.waiting)
        labels = optional(g.labels)
        timer = optional(g.timer)
        sleepWhen = Int64(bitPattern: optional(g.sleepWhen))
        coroutineArgument = optional(g.coroutineArgument)
        bubble = optional(g.bubble)
    }

    /// State without the scan bit.
    var state: GoroutineState { GoroutineState(status: status) }
    var isScanning: Bool { status & 0x1000 != 0 }

    var isAlive: Bool { state.isAlive }

    /// Where unwinding starts (traceback.go, `initAt`).
    var resumePoint: (programCounter: UInt64, stackPointer: UInt64, isSystemCall: Bool) {
        syscallStackPointer != 0
            ? (syscallProgramCounter, syscallStackPointer, true)
            : (scheduledProgramCounter, scheduledStackPointer, false)
    }

    /// The starting point of a walk of its stack, when it does not run.
    var walkStart: StackWalker.Start {
        let point = resumePoint
        return StackWalker.Start(
            programCounter: point.programCounter, stackPointer: point.stackPointer,
            linkRegister: point.isSystemCall ? 0 : linkRegister, isSystemCall: point.isSystemCall, isTrap: false,
            high: stackHigh)
    }

    /// True when the fields can be those of a g: the invariants of section 5 of the layouts' source.
    var isPlausible: Bool {
        guard stackLow != 0, stackLow < stackHigh, stackHigh < 1 << 56, stackHigh - stackLow <= 1 << 31,
            state != .unknown, id != 0
        else {
            return false
        }
        // A running goroutine's gobuf was cleared when it was resumed (`gogo` in runtime/asm_amd64.s).
        if state == .running { return true }
        let stackPointer = resumePoint.stackPointer
        return stackPointer > stackLow && stackPointer <= stackHigh && scheduledG == address
    }

    /// Whether a second look shows that nothing which the stack depends on has changed.
    func isUnchanged(_ later: RawGoroutine) -> Bool {
        id == later.id && status & 0xfff == later.status & 0xfff && stackLow == later.stackLow
            && scheduledStackPointer == later.scheduledStackPointer
            && scheduledProgramCounter == later.scheduledProgramCounter && waiting == later.waiting
            && syscallStackPointer == later.syscallStackPointer && waitReason == later.waitReason
            && trackingSequence == later.trackingSequence
    }

    /// A number that changes when the goroutine runs; never 0.
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in [
            id, UInt64(status & 0xfff), resumePoint.programCounter, stackHigh &- resumePoint.stackPointer, waiting,
            UInt64(bitPattern: sleepWhen), UInt64(waitReason) << 8 | UInt64(trackingSequence),
        ] {
            hash = (hash ^ value) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
        }
        return hash | 1
    }
}

extension GoroutineState {
    /// - Parameter status: `g.atomicstatus`, with or without the scan bit.
    init(status: UInt32) { self = GoroutineState(rawValue: UInt8(truncatingIfNeeded: status & 0xfff)) ?? .unknown }

    /// Dead goroutines stay in allgs for reuse; they are none of anybody's business.
    var isAlive: Bool {
        switch self {
        case .dead, .deadExtra, .idle: false
        default: true
        }
    }
}
