import Evidence

/// A frame of a stack, as far as it is known.
public enum ActivityFrame: Sendable, Hashable {
    /// In `ActivityTables.symbols.table`.
    case function(FrameID)
    /// Path of the module, and where in it.
    case module(StringID, offset: UInt64)
    case address(UInt64)
}

extension ActivityTables {
    /// Frames of a stack, innermost first. What has no name is a place in a module of its process, or of the kernel.
    public func stackFrames(_ stack: UInt32) -> [ActivityFrame] {
        let space = Int(stacks.space(stack))
        let number = spaces.indices.contains(space) ? symbols.number(spaces[space]) ?? -1 : -1
        let addresses = stacks[stack]
        var modules: [[ActivityModule]]?
        var result: [ActivityFrame] = []
        result.reserveCapacity(addresses.count)
        for (index, address) in addresses.enumerated() {
            let key = ActivitySymbols.key(address, isInnermost: index == 0)
            let found = symbols.frames(of: key, in: number)
            if !found.isEmpty {
                result += found.map { .function($0) }
                continue
            }
            let known = modules ?? self.modules(space: Int32(clamping: space))
            modules = known
            if let module = known.lazy.compactMap({ ActivityModule.containing(address, in: $0) }).first {
                result.append(.module(module.path, offset: address &- module.base))
            } else {
                result.append(.address(address))
            }
        }
        return result
    }

    /// Frames of a stack, innermost first, without those at its outer end of which nothing is known.
    public func knownFrames(_ stack: UInt32) -> ArraySlice<ActivityFrame> {
        let frames = stackFrames(stack)
        let last = frames.lastIndex {
            if case .address = $0 { false } else { true }
        }
        return frames[...(last ?? min(0, frames.count - 1))]
    }

    /// Modules of the first process of a space, and of Windows' kernel.
    private func modules(space: Int32) -> [[ActivityModule]] {
        let own = processes.first { $0.space == space && !$0.modules.isEmpty }
        let kernel = processes.first { $0.windows != nil && $0.id == 4 }
        return [own, kernel].compactMap { $0?.modules }
    }

    /// A frame as text: the function's name, `FLTMGR.SYS + 0x608c`, or `?`.
    public func title(of frame: ActivityFrame) -> String {
        switch frame {
        case .function(let id): return symbols.table.functionName(id)
        case .module(let path, let offset):
            let bytes = strings.bytes(path)
            let name =
                bytes.lastIndex { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }
                .map { bytes[($0 + 1)...] } ?? bytes
            return String(decoding: name, as: UTF8.self) + " + 0x" + String(offset, radix: 16)
        case .address: return "?"
        }
    }

    /// The innermost function outside of the standard library, or else the innermost one, or the innermost frame; nil for
    /// no stack. The go command and its tools are programs here, and no part of the library.
    public func headline(of stack: UInt32) -> String? {
        let frames = stackFrames(stack)
        let functions = frames.compactMap { frame -> String? in
            guard case .function = frame else { return nil }
            let name = title(of: frame)
            return name == "?" || Self.isPlace(name) ? nil : name
        }
        return functions.first { Self.isOfProgram($0) } ?? functions.first ?? frames.first.map { title(of: $0) }
    }

    /// Whether a name is that of a module with an offset, as `NamedFrames` has it where no function is known.
    private static func isPlace(_ name: String) -> Bool {
        guard let plus = name.utf8.lastIndex(of: UInt8(ascii: "+")) else { return false }
        let offset = name.utf8[plus...].dropFirst()
        guard offset.starts(with: "0x".utf8) else { return false }
        return offset.dropFirst(2).allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    private static func isOfProgram(_ name: String) -> Bool {
        name.hasPrefix("cmd/") && !name.hasPrefix("cmd/vendor/") || !StandardLibrary.contains(function: name)
    }
}

extension ActivityModule {
    /// The module that an address lies in, of those of a process, which stand by address.
    static func containing(_ address: UInt64, in modules: [ActivityModule]) -> ActivityModule? {
        var low = 0
        var high = modules.count
        while low < high {
            let middle = (low + high) / 2
            if modules[middle].base <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, address &- modules[low - 1].base < modules[low - 1].size else { return nil }
        return modules[low - 1]
    }
}
