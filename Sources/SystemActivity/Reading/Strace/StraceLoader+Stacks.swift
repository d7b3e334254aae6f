import Evidence

/// Stacks of -k: lines such as ` > /lib/libc.so.6(read+0x12) [0xf7234]` behind the line of a call.
extension StraceLoader {
    mutating func stackFrame() {
        guard stackEvent >= 0 else { return misunderstood(lineStart) }
        var end = line.count
        var fileOffset: UInt64 = 0
        if line.last == UInt8(ascii: "]"), let open = line.lastIndex(of: UInt8(ascii: "[")) {
            fileOffset = StraceNumber.value(line, (open + 1)..<(line.count - 1)).map { UInt64(bitPattern: $0) } ?? 0
            end = open
            while end > 3, line[end - 1] == UInt8(ascii: " ") { end -= 1 }
        }
        var module = 3..<end
        var function = 0..<0
        var offset: UInt64 = 0
        // A path may have brackets too: the last opening one begins the function, whose name may have some itself in C++.
        if line[end - 1] == UInt8(ascii: ")"), let open = functionStart(end) {
            module = 3..<open
            var nameEnd = end - 1
            if let plus = line[open..<end].lastIndex(of: UInt8(ascii: "+")) {
                offset = StraceNumber.value(line, (plus + 1)..<(end - 1)).map { UInt64(bitPattern: $0) } ?? 0
                nameEnd = plus
            }
            function = (open + 1)..<max(nameEnd, open + 1)
        }
        if function.isEmpty, fileOffset == 0 { fileOffset = offset }
        stack.append(
            frames.address(function: line[function], module: line[module], offset: fileOffset, &tables))
    }

    /// The bracket that matches the last one.
    private func functionStart(_ end: Int) -> Int? {
        var depth = 0
        var at = end - 1
        while at >= 3 {
            if line[at] == UInt8(ascii: ")") { depth += 1 }
            if line[at] == UInt8(ascii: "(") {
                depth -= 1
                if depth == 0 { return at }
            }
            at -= 1
        }
        return nil
    }

    mutating func finishStack() {
        if !stack.isEmpty, stackEvent >= 0 {
            events[stackEvent].stack = frames.stack(stack, &tables)
        }
        stack.removeAll(keepingCapacity: true)
        stackEvent = -1
    }
}
