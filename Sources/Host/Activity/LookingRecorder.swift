import Wire

/// Records no calls and no waits: for a capture that only holds what is said of machine, limits and processes.
public final class LookingRecorder: ActivityRecording {
    public let backEnd = ActivityBackEnd.looks

    public init() {}

    public func followExecution(of process: Int32) {}
    public func adopt(_ process: Int32) {}
    public func closeOpen() {}
    public func stop() {}
    public func read(into buffer: inout [UInt8]) -> Int { 0 }
    public func counters() -> ActivityRecorder.Counters { .init() }
    public func kernelFunction(at address: UInt64) -> String? { nil }
    public func hasEnded(_ program: WaitingProgram) -> Bool { program.hasEnded }
    public func ending(of program: WaitingProgram) -> ChildEnding? { program.ending() }
}
