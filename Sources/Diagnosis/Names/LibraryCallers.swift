import Evidence
import GoProcess

/// Which function of the program has the library do something, such as HTTP requests, as looks and samples show it:
/// goroutines of the library's own do the work, or nothing records it.
struct LibraryCallers {
    /// Functions that the program calls for it begin so.
    private let prefixes: [String]

    static let requests = LibraryCallers(prefixes: ["net/http.(*Client).", "net/http.(*Transport).RoundTrip"])
    static let lookups = LibraryCallers(
        prefixes: ["net.(*Resolver).Lookup", "net.Lookup", "net.(*Dialer).", "net.Dial"] + requests.prefixes)

    static let dials = LibraryCallers(prefixes: ["net.Dial", "net.(*Dialer).", "crypto/tls.Dial"] + requests.prefixes)
    static let opens = LibraryCallers(prefixes: ["os.Open", "os.Create", "os.NewFile", "os.(*Root).", "os.Pipe"])

    /// The stack, from the program's own frame on, that is seen most often inside of such a call; empty without any.
    func frames(_ evidence: CaseEvidence) -> [ResolvedFrame] {
        let waiting = evidence.scene.map(waiting) ?? []
        return waiting.isEmpty ? evidence.context.processor.map(computing) ?? [] : waiting
    }

    private func isRequest(_ function: String) -> Bool { prefixes.contains { function.hasPrefix($0) } }

    private func isOwn(_ function: String) -> Bool {
        !FunctionName.isStandard(package: FunctionName.package(function))
    }

    private func waiting(_ scene: Scene) -> [ResolvedFrame] {
        var found: [String: (count: Int, frames: [ResolvedFrame])] = [:]
        for view in scene.views {
            var counts: [StackID: Int] = [:]
            for goroutine in view.snapshot.goroutines { counts[goroutine.stack, default: 0] += 1 }
            for (stack, count) in counts {
                let frames = view.snapshot.stacks.resolvedFrames(stack)
                guard let own = frames.firstIndex(where: { isOwn($0.function) }), own > 0,
                    isRequest(frames[own - 1].function)
                else { continue }
                found[frames[own].function, default: (0, Array(frames[own...].prefix(32)))].count += count
            }
        }
        return most(found)
    }

    private func computing(_ samples: ProcessorEvidence) -> [ResolvedFrame] {
        var found: [String: (count: Int, frames: [ResolvedFrame])] = [:]
        for stack in samples.stacks {
            guard let own = stack.own, own > stack.frames.lowerBound,
                isRequest(samples.function(samples.frames[own - 1]).name)
            else { continue }
            let frames = samples.frames[own..<stack.frames.upperBound].prefix(32).map(samples.resolved)
            found[frames[0].function, default: (0, frames)].count += Int(clamping: stack.time)
        }
        return most(found)
    }

    private func most(_ found: [String: (count: Int, frames: [ResolvedFrame])]) -> [ResolvedFrame] {
        found.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value.frames ?? []
    }
}
