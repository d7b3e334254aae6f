import Evidence

/// What a system call changes of its process, as far as paths depend on it.
enum CallEffect {
    case none
    case open(Int32, StringID, isClosedOnExecution: Bool)
    /// Two ends of one thing.
    case openPair(Int32, Int32, StringID, isClosedOnExecution: Bool)
    case close(Int32)
    case closeRange(ClosedRange<Int64>)
    case duplicate(Int32, to: Int32, isClosedOnExecution: Bool)
    case mark(Int32, isClosedOnExecution: Bool)
    case name(Int32, StringID)
    case changeFolder(StringID)
    case changeFolderTo(Int32)
}

/// The processes of a Linux log as it is read: who they are, where they are, and what they have open.
struct LinuxProcesses {
    /// What paths of a process depend on.
    private struct State {
        var descriptors = DescriptorTable()
        var folder: StringID = .empty
    }

    /// In `ActivityTables.processes`, of those that live now, by id.
    private var living: [UInt32: Int32] = [:]
    private var states: [State] = []
    /// Those that ended last, in a ring: what the others had open is forgotten.
    private var ended: [Int32] = []
    private var endCount = 0
    private static let mostEnded = 1024

    /// The process that has an id now; nil when none was mentioned.
    func find(_ id: UInt32) -> Int32? { living[id] }

    /// The process that has an id now; makes one when it was never mentioned.
    mutating func process(_ id: UInt32, _ tables: inout ActivityTables) -> Int32 {
        if let known = living[id] { return known }
        return add(ActivityProcess(id: id, parentID: 0), State(), &tables)
    }

    private mutating func add(_ process: ActivityProcess, _ state: State, _ tables: inout ActivityTables) -> Int32 {
        let index = Int32(clamping: tables.processes.count)
        living[process.id] = index
        tables.processes.append(process)
        states.append(state)
        return index
    }

    /// A process makes another one, which begins as its copy.
    mutating func fork(_ parentID: UInt32, child: UInt32, at time: Int64, _ tables: inout ActivityTables) -> Int32 {
        let parent = process(parentID, &tables)
        var process = tables.processes[Int(parent)]
        process.id = child
        process.parentID = parentID
        process.parent = parent
        process.start = time
        process.end = nil
        process.exitStatus = nil
        process.endSignal = nil
        return add(process, states[Int(parent)], &tables)
    }

    /// A process runs another program from now on; descriptors that do not outlive that are closed.
    mutating func execute(_ process: Int32) { states[Int(process)].descriptors.execute() }

    /// A process ends. Its id stays its own until another process gets it: what its last threads did meanwhile may be
    /// recorded later.
    mutating func end(_ process: Int32, at time: Int64, _ tables: inout ActivityTables) {
        tables.processes[Int(process)].end = time
        let place = endCount % Self.mostEnded
        endCount += 1
        if ended.count < Self.mostEnded {
            ended.append(process)
        } else {
            states[Int(ended[place])] = State()
            ended[place] = process
        }
    }

    /// The id of a process, which was not known so far.
    mutating func rename(_ process: Int32, _ id: UInt32, _ tables: inout ActivityTables) {
        let former = tables.processes[Int(process)].id
        if living[former] == process { living[former] = nil }
        tables.processes[Int(process)].id = id
        living[id] = process
        for index in tables.processes.indices where tables.processes[index].parent == process {
            tables.processes[index].parentID = id
        }
    }

    mutating func setFolder(_ process: Int32, _ path: StringID) { states[Int(process)].folder = path }

    mutating func setDescriptor(_ process: Int32, _ descriptor: Int32, _ path: StringID) {
        states[Int(process)].descriptors.set(descriptor, path, isClosedOnExecution: false, at: .min)
    }

    /// What a descriptor leads to; empty when unknown.
    func path(_ process: Int32, descriptor: Int32) -> StringID {
        states[Int(process)].descriptors.path(descriptor) ?? .empty
    }

    /// A path as the process means it.
    /// - Parameter descriptor: the folder that it starts from; -100 (AT_FDCWD) for the working directory.
    func absolute(
        _ process: Int32, _ path: ArraySlice<UInt8>, from descriptor: Int32, _ tables: inout ActivityTables
    ) -> StringID {
        let folder =
            descriptor == -100
            ? states[Int(process)].folder : states[Int(process)].descriptors.path(descriptor) ?? .empty
        // An empty path with AT_EMPTY_PATH means the descriptor itself.
        if path.isEmpty, descriptor != -100 { return folder }
        return PathResolution.intern(path, in: folder, &tables)
    }

    /// - Parameters:
    ///   - begin: when the call began.
    ///   - end: when it ended.
    mutating func apply(_ effect: CallEffect, _ process: Int32, begin: Int64, end: Int64) {
        let index = Int(process)
        switch effect {
        case .none: break
        case .open(let descriptor, let path, let isClosed):
            states[index].descriptors.set(descriptor, path, isClosedOnExecution: isClosed, at: end)
        case .openPair(let first, let second, let path, let isClosed):
            states[index].descriptors.set(first, path, isClosedOnExecution: isClosed, at: end)
            states[index].descriptors.set(second, path, isClosedOnExecution: isClosed, at: end)
        case .close(let descriptor): states[index].descriptors.close(descriptor, begun: begin)
        case .closeRange(let range): states[index].descriptors.close(range, begun: begin)
        case .duplicate(let from, let to, let isClosed):
            let path = states[index].descriptors.path(from) ?? .empty
            states[index].descriptors.set(to, path, isClosedOnExecution: isClosed, at: end)
        case .mark(let descriptor, let isClosed):
            states[index].descriptors.mark(descriptor, isClosedOnExecution: isClosed)
        case .name(let descriptor, let path): states[index].descriptors.rename(descriptor, path)
        case .changeFolder(let path): states[index].folder = path
        case .changeFolderTo(let descriptor):
            if let path = states[index].descriptors.path(descriptor) { states[index].folder = path }
        }
    }
}
