import Dispatch
import Kafka
import Model
import Postgres

/// What a batch makes of its events: load what they are about, decide each in order, save.
struct DecideAll<App: Application> {
    let application: App
    let configuration: Configuration
    let journal: Journal
    let phases: Phases
    let encoder = DispatchQueue(label: "encode")

    init(application: App, configuration: Configuration, journal: Journal, phases: Phases) {
        self.application = application
        self.configuration = configuration
        self.journal = journal
        self.phases = phases
    }

    /// What came of a batch.
    struct Result {
        var facts: [Recorded<App.Fact>] = []
        /// What others are told of the facts: encoded while the database saves.
        var messages: Later<[OutboxMessage]>?
        var rejections: [Rejection] = []
        var tallies: [TopicPartition: Tally] = [:]
        /// Events that waited for what was made are due now.
        var isWaking = false
    }

    /// Decides events that are new, in order. Early ones are put aside, and those that waited for what was made are due
    /// from then on, also if they were put aside a moment before.
    func callAsFunction(_ events: [Received<App.Command>], today: Day?) throws(PostgresError) -> Result {
        var result = Result()
        guard !events.isEmpty else { return result }
        let (provided, early) = try round(events, today, &result)
        try wait(early, today, &result)
        if !provided.isEmpty, try journal.wake(provided) { result.isWaking = true }
        return result
    }

    /// Puts early events aside; a poster has room for so many.
    private func wait(_ early: [Early], _ today: Day?, _ result: inout Result) throws(PostgresError) {
        guard !early.isEmpty else { return }
        let most = configuration.integer("WAITING_EVENTS_MAX")
        var waiting = try journal.waiting(of: Set(early.map(\.event.poster)), most: most)
        var put: [WaitingEvent] = []
        for (event, aside) in early {
            if waiting[event.poster, default: 0] < most {
                waiting[event.poster, default: 0] += 1
                put.append(aside)
            } else {
                result.refuse(
                    event, .waitingQuotaExceeded,
                    "\(most) events of this poster wait for what they refer to: first post what they need")
            }
        }
        try journal.wait(put)
    }

    /// An event that came before what it refers to.
    typealias Early = (event: Received<App.Command>, waiting: WaitingEvent)
}

extension DecideAll.Result {
    /// Refuses an event.
    mutating func refuse(_ event: Received<App.Command>, _ reason: Reason, _ detail: String) {
        rejections.append(event.rejection(reason, detail))
        tallies[event.origin.partition, default: Tally()].rejected += 1
    }
}
