import Evidence
import Wire

/// The list of processes in Process Monitor's XML.
enum ProcmonXMLProcesses {
    private static let process = Array("process".utf8)
    private static let module = Array("module".utf8)
    private static let moduleList = Array("modulelist".utf8)

    /// Reads the list up to its end.
    static func read(
        _ bytes: Bytes, from start: Int, into tables: inout ActivityTables, _ processes: inout ProcmonExportProcesses,
        _ quality: inout Quality
    ) {
        var scanner = XMLScanner(bytes, at: start)
        while let token = scanner.next() {
            switch token {
            case .start(let name) where scanner.isName(name, process):
                let (found, index) = one(&scanner, &tables)
                _ = processes.add(found, index: index, &tables)
            case .end: return connect(&tables)
            default: break
            }
        }
        quality.count("procmon.processes.cut", 1, .error, "the list of processes has no end")
    }

    private static func connect(_ tables: inout ActivityTables) {
        var places: [UInt32: Int32] = [:]
        for (place, process) in tables.processes.enumerated() { places[process.windows?.index ?? .max] = Int32(place) }
        for place in tables.processes.indices {
            guard let number = tables.processes[place].windows?.parentIndex, let parent = places[number],
                parent != Int32(place)
            else { continue }
            tables.processes[place].parent = parent
        }
    }

    private static func one(_ scanner: inout XMLScanner, _ tables: inout ActivityTables) -> (ActivityProcess, Int?) {
        var process = ActivityProcess(id: 0, parentID: 0)
        var windows = WindowsProcessFacts()
        var index: Int?
        while let token = scanner.next() {
            guard case .start(let name) = token else {
                if case .end = token { break }
                continue
            }
            if scanner.isName(name, moduleList) {
                process.modules = modules(&scanner, &tables)
                continue
            }
            var text: [UInt8] = []
            XMLScanner.append(scanner.bytes, scanner.content(), to: &text)
            let number = UInt64(String(decoding: text, as: UTF8.self)) ?? 0
            func string() -> StringID { tables.strings.intern(bytes: text) }
            switch scanner.bytes.slice(name.lowerBound, name.count)?.string ?? "" {
            case "ProcessIndex":
                index = Int(clamping: number)
                windows.index = UInt32(clamping: number)
            case "ProcessId": process.id = UInt32(clamping: number)
            case "ParentProcessId": process.parentID = UInt32(clamping: number)
            case "ParentProcessIndex": windows.parentIndex = UInt32(clamping: number)
            case "AuthenticationId": windows.authenticationID = ProcmonExportReader.identity(text[...])
            case "CreateTime": process.start = number == 0 ? nil : ProcmonTime.nanoseconds(number)
            case "FinishTime": process.end = number == 0 ? nil : ProcmonTime.nanoseconds(number)
            case "IsVirtualized": windows.isVirtualized = number == 1
            case "Is64bit": process.is32Bit = number == 0
            case "Integrity": windows.integrity = string()
            case "Owner": process.user = string()
            case "ProcessName": process.name = string()
            case "ImagePath": process.image = string()
            case "CommandLine": process.commandLine = string()
            case "CompanyName": windows.company = string()
            case "Version": windows.version = string()
            case "Description": windows.description = string()
            default: break
            }
        }
        process.windows = windows
        return (process, index)
    }

    private static func modules(_ scanner: inout XMLScanner, _ tables: inout ActivityTables) -> [ActivityModule] {
        var modules: [ActivityModule] = []
        while let token = scanner.next() {
            if case .end = token { break }
            guard case .start(let name) = token, scanner.isName(name, module) else { continue }
            modules.append(oneModule(&scanner, &tables))
        }
        return modules.sorted { $0.base < $1.base }
    }

    private static func oneModule(_ scanner: inout XMLScanner, _ tables: inout ActivityTables) -> ActivityModule {
        var module = ActivityModule(base: 0, size: 0, path: .empty)
        while let token = scanner.next() {
            guard case .start(let name) = token else {
                if case .end = token { break }
                continue
            }
            var text: [UInt8] = []
            XMLScanner.append(scanner.bytes, scanner.content(), to: &text)
            let value = String(decoding: text, as: UTF8.self)
            switch scanner.bytes.slice(name.lowerBound, name.count)?.string ?? "" {
            case "Timestamp": module.timestamp = UInt32(value) ?? 0
            case "BaseAddress":
                module.base = value.hasPrefix("0x") ? UInt64(value.dropFirst(2), radix: 16) ?? 0 : UInt64(value) ?? 0
            case "Size": module.size = UInt64(value) ?? 0
            case "Path": module.path = tables.strings.intern(bytes: text)
            case "Version": module.version = tables.strings.intern(bytes: text)
            case "Company": module.company = tables.strings.intern(bytes: text)
            case "Description": module.description = tables.strings.intern(bytes: text)
            default: break
            }
        }
        return module
    }
}
