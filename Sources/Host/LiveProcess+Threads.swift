import Evidence
import Wire

extension LiveProcess {
    public func threads(quality: inout Quality) -> [ThreadFacts] {
        guard let ids = directory.numbers(in: "task") else {
            quality.count("threads.unavailable", 1, .error, "the list of threads (/proc/PID/task) cannot be read")
            return []
        }
        // Only a process in another namespace has two ids; asking each thread costs as much as all the rest.
        let isNamespaced = (status?.namespaceIDs.count ?? 1) > 1
        var hidden = 0
        var result: [ThreadFacts] = []
        result.reserveCapacity(ids.count)
        for id in ids {
            let folder = "task/\(id)/"
            guard let text = directory.optionalContents(folder + "stat"), let statistics = ProcessStatistics(text)
            else { continue }
            var thread = ThreadFacts(id: id, innermostID: id, state: statistics.state)
            if isNamespaced, let status = directory.optionalContents(folder + "status").map({ ProcessStatus($0) }) {
                thread.innermostID = status.namespaceIDs.last ?? id
            }
            if let text = directory.optionalContents(folder + "syscall") {
                thread.systemCall = LiveProcess.systemCall(text)
            } else {
                hidden += 1
            }
            if let name = directory.optionalContents(folder + "wchan")?.string, name != "0" {
                thread.waitChannel = name
            }
            result.append(thread)
        }
        quality.count(
            "threads.syscall-hidden", hidden, .dataLoss,
            "threads whose system call the kernel does not show (/proc/PID/task/TID/syscall)")
        return result
    }

    /// Parses a thread's `syscall` file: `running`, `-1 SP PC` outside of a call, or the number, six arguments, SP, PC.
    static func systemCall(_ text: Bytes) -> SystemCallFacts? {
        var scanner = TextScanner(text)
        guard var line = scanner.line(), let number = line.decimal(), number >= 0, number <= Int64(Int32.max) else {
            return nil
        }
        var values: [UInt64] = []
        while values.count < 8, let value = line.hexadecimal() { values.append(value) }
        guard values.count == 8 else { return nil }
        return SystemCallFacts(
            number: Int32(number), arguments: Array(values[..<6]), stackPointer: values[6], programCounter: values[7])
    }
}
