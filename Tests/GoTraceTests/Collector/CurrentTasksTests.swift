import Testing

@testable import GoTrace

/// Whose time a task's assists are.
@Suite struct CurrentTasksTests {
    private static func event(_ kind: TraceEvent.Kind, _ task: Int64, slot: Int32) -> TraceEvent {
        var event = TraceEvent(kind: kind, type: .userTaskBegin, time: 0)
        event.subject = task
        event.goroutineSlot = slot
        return event
    }

    @Test func aTaskThatAnotherGoroutineEndsIsOver() {
        var current = CurrentTasks()
        current.event(Self.event(.taskBegin, 7, slot: 1))
        current.event(Self.event(.regionBegin, 7, slot: 2))
        #expect(current.task(slot: 1) == 7 && current.task(slot: 2) == 7)
        current.event(Self.event(.taskEnd, 7, slot: 2))
        // The region of the other one lasts.
        #expect(current.task(slot: 1) == 0 && current.task(slot: 2) == 7)
        current.event(Self.event(.regionEnd, 7, slot: 2))
        #expect(current.task(slot: 2) == 0)
    }

    @Test func aGoroutineThatIsGoneLeavesNothingToTheNext() {
        var current = CurrentTasks()
        current.event(Self.event(.taskBegin, 7, slot: 1))
        current.forget(slot: 1)
        #expect(current.task(slot: 1) == 0)
        current.event(Self.event(.taskBegin, 8, slot: 1))
        current.event(Self.event(.taskEnd, 7, slot: 3))
        #expect(current.task(slot: 1) == 8)
    }
}
