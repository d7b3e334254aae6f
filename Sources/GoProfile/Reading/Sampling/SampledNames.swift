import Evidence
import GoBinary

/// Names for the places of sampled stacks, and what they show of the stacks.
struct SampledNames {
    private(set) var profile: Profile
    /// Samples whose stack reaches the first function of its thread or goroutine.
    private(set) var wholeStacks: Int64 = 0

    /// Functions that nothing stands behind: of the Go runtime where it switches stacks for good, of C where threads
    /// and programs begin.
    private static let firstFunctions: Set<String> = [
        "runtime.goexit", "runtime.mcall", "runtime.mstart", "runtime.morestack", "runtime.rt0_go",
        "runtime.systemstack",
        "runtime.clone", "runtime.sigreturn__sigaction",
        "_start", "_rt0_amd64", "_rt0_amd64_linux", "__libc_start_main", "__libc_start_call_main", "start_thread",
        "clone", "clone3", "__clone", "__clone3", "_dl_start_user", "_dl_start",
    ]
    private let kernelFile: StringID?
    /// runtime/pprof leaves it out.
    private static let goroutineEnd = "runtime.goexit"

    init(_ stacks: SampledStacks, _ programs: SampledPrograms, kernelFile: String, kernel: (UInt64) -> String?) {
        var programs = programs
        let made = stacks.profile()
        var symboliser = ProfileSymboliser(made.profile)
        for mapping in made.files.indices {
            guard let executable = programs.program(made.files[mapping])?.executable else { continue }
            _ = symboliser.symbolise(mapping: mapping, from: executable, isCertain: true)
            symboliser.setBuildID(executable.gnuBuildID ?? "", mapping: mapping)
        }
        for mapping in made.files.indices where programs.identities[made.files[mapping]].path == kernelFile {
            symboliser.name(mapping: mapping, by: kernel)
        }
        profile = symboliser.profile
        self.kernelFile = profile.strings.find(kernelFile)
        checkRoots()
    }

    /// Counts the stacks that are whole, and takes the end of goroutines off them.
    private mutating func checkRoots() {
        let first = Set(Self.firstFunctions.compactMap { profile.strings.find($0) })
        let end = profile.strings.find(Self.goroutineEnd)
        for sample in 0..<profile.samples.count {
            let stack = Array(profile.samples.stack(sample))
            guard let root = stack.last else { continue }
            let name = function(root)
            // Without a program's frames there is no caller that could be missing.
            if isOutside(root) || name.map(first.contains) ?? false {
                wholeStacks &+= profile.samples.value(sample, 0)
            }
            if let end, name == end, stack.count > 1 { profile.samples.setStack(sample, stack.dropLast()) }
        }
    }

    /// Whether a place lies in the kernel, or is a name alone.
    private func isOutside(_ location: UInt32) -> Bool {
        let mapping = Int(profile.locations.mappings[Int(location)])
        guard mapping < profile.mappings.count else { return profile.locations.addresses[Int(location)] == 0 }
        return profile.mappings[mapping].file == kernelFile
    }

    private func function(_ location: UInt32) -> StringID? {
        guard let line = profile.locations.lines(Int(location)).last, Int(line.function) < profile.functions.count
        else { return nil }
        return profile.functions.names[Int(line.function)]
    }
}
