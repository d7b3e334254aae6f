import Wire

/// Figures of the scheduler that are made of several fields.
struct SchedulerFields {
    private let queue, made, freed: RuntimeFields.Request

    init(_ fields: inout RuntimeFields, at scheduler: UInt64?) {
        // The length stood beside the queue up to Go 1.24 and stands in it since.
        let beside = fields.request("schedt.runqsize", at: scheduler, count: 4)
        queue = beside >= 0 ? beside : Self.inside(&fields, scheduler)
        made = fields.request("schedt.mnext", at: scheduler)
        freed = fields.request("schedt.nmfreed", at: scheduler)
    }

    private static func inside(_ fields: inout RuntimeFields, _ scheduler: UInt64?) -> RuntimeFields.Request {
        guard let scheduler, let queue = fields.offset("schedt.runq") else { return -1 }
        return fields.request("gQueue.size", at: scheduler &+ UInt64(queue), count: 4)
    }

    func store(_ fields: RuntimeFields, in state: inout RuntimeState) {
        state.scheduler.globalQueueLength = fields.number(queue)
        if let made = fields.number(made), let freed = fields.number(freed) { state.scheduler.threads = made &- freed }
    }
}
