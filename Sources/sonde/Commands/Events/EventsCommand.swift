import ArgumentParser

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Looks at what processes asked of the system.",
        subcommands: [
            EventsSummaryVerb.self, EventsListVerb.self, EventsPathVerb.self, EventsTreeVerb.self,
            EventsStacksVerb.self, EventsDiffVerb.self, EventsConvertVerb.self,
        ])
}
