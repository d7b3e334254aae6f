import Evidence
import GoProfile
import Host
import Wire

/// Stacks of threads that wait already when a recording begins, out of their memory.
enum BegunWaits {
    /// By thread; those that are in a system call, in which they may stay.
    static func stacks(_ id: Int32, _ recording: inout SampleRecording) -> [UInt32: [UInt64]] {
        guard let process = try? LiveProcess(processID: id), let memory = try? LiveMemory(processID: id) else {
            return [:]
        }
        var result: [UInt32: [UInt64]] = [:]
        var quality = Quality()
        for thread in process.threads(quality: &quality) {
            guard let call = thread.systemCall else { continue }
            result[UInt32(bitPattern: thread.id)] = recording.stack(
                process: UInt32(bitPattern: id), counter: call.programCounter, stackPointer: call.stackPointer
            ) { address in
                try? memory.bytes(at: address, count: 8).load(0)
            }
        }
        return result
    }
}
