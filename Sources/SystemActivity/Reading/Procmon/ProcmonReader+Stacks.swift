import Evidence
import Wire

/// Frames of stacks: module and offset, since names of functions are in files that only Windows' servers have.
extension ProcmonReader {
    /// The module of an address in a process of the log, or in the kernel; nil when none lies there.
    /// - Parameter process: in `ActivityTables.processes`.
    public func module(of address: UInt64, in process: Int32) -> ActivityModule? {
        if process >= 0,
            let found = ActivityModule.containing(address, in: tables.processes[Int(process)].modules)
        {
            return found
        }
        guard kernelProcess >= 0 else { return nil }
        return ActivityModule.containing(address, in: tables.processes[Int(kernelProcess)].modules)
    }

    /// Appends `FLTMGR.SYS + 0x608c`.
    func appendLocation(_ address: UInt64, _ module: ActivityModule, to text: inout [UInt8]) {
        let path = tables.strings.bytes(module.path)
        text += path[(path.lastIndex(of: UInt8(ascii: "\\")).map { $0 + 1 } ?? path.startIndex)...]
        text.append(text: " + 0x")
        text.append(hex: address &- module.base)
    }

    /// Addresses of the stack of an event, innermost first; empty when it has none.
    func frames(of event: ActivityEvent) -> [UInt64] {
        guard let record = log.record(at: event.origin) else { return [] }
        var frames: [UInt64] = []
        Self.appendFrames(record, to: &frames)
        return frames
    }
}
