import Dispatch
import Kafka
import Model
import Postgres

/// One round of a batch: load what its events are about, decide each over what the ones before it left, save.
struct Round<App: Application> {
    let application: App
    let configuration: Configuration
    let tables: LoopTables
    let phases: Phases
    private let encoder = DispatchQueue(label: "encode")

    init(application: App, configuration: Configuration, tables: LoopTables, phases: Phases) {
        self.application = application
        self.configuration = configuration
        self.tables = tables
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

    /// Events that are new, in order. Early ones are put aside, and those that waited for what was made are due from
    /// then on, also if they were put aside a moment before.
    func callAsFunction(_ events: [Received<App.Command>], today: Day?) throws(PostgresError) -> Result {
        guard !events.isEmpty else { return Result() }
        var state = try phases.during("load") { () throws(PostgresError) in
            try application.load(
                events.compactMap(\.command), today: today ?? Day(ordinal: 0), from: tables.connection)
        }
        var (result, early) = phases.during("decide") { decide(events, today, &state) }
        result.messages = encode(result.facts)
        try phases.during("save") { () throws(PostgresError) in
            try application.save(state, result.facts, to: tables.connection)
        }
        try wait(early, &result)
        let provided = result.facts.flatMap { application.provides($0.fact) }
        if !provided.isEmpty, try tables.wake(provided) { result.isWaking = true }
        return result
    }

    private func decide(
        _ events: [Received<App.Command>], _ today: Day?, _ state: inout App.State
    ) -> (result: Result, early: [Early]) {
        var (result, early) = (Result(), [Early]())
        for event in events {
            switch verdict(of: event, today, &state) {
            case .accepted(let made):
                result.facts += made
                result.tallies[event.origin.partition, default: Tally()].accepted += 1
            case .refused(let reason, let detail): result.refuse(event, reason, detail)
            case .awaits(let waiting): early.append((event, waiting))
            case .ignored: result.tallies[event.origin.partition, default: Tally()].ignored += 1
            }
        }
        return (result, early)
    }

    /// On another thread, while the database saves.
    private func encode(_ facts: [Recorded<App.Fact>]) -> Later<[OutboxMessage]> {
        Later(on: encoder) { [application] in
            facts.flatMap { fact in
                application.messages(fact.fact).enumerated().map { part, data in
                    OutboxMessage.stating(data, id: fact.id(part: part), source: App.name, time: fact.time)
                }
            }
        }
    }

    /// Puts early events aside; a poster has room for so many.
    private func wait(_ early: [Early], _ result: inout Result) throws(PostgresError) {
        guard !early.isEmpty else { return }
        let most = configuration.integer("WAITING_EVENTS_MAX")
        let bytesMax = configuration.integer("WAITING_KILOBYTES_MAX") * 1_024
        var waiting = try tables.waiting(of: Set(early.map(\.event.poster)), most: most)
        var put: [WaitingEvent] = []
        for (event, aside) in early {
            let (events, bytes) = waiting[event.poster] ?? (0, 0)
            if events < most, bytes + aside.payload.count <= bytesMax {
                waiting[event.poster] = (events + 1, bytes + aside.payload.count)
                put.append(aside)
            } else {
                result.refuse(
                    event, .waitingQuotaExceeded,
                    "\(events) events of this poster with \(bytes / 1_024) KiB wait for what they refer to: first post "
                        + "what they need")
            }
        }
        try tables.wait(put)
    }

    /// An event that came before what it refers to.
    private typealias Early = (event: Received<App.Command>, waiting: WaitingEvent)
}

extension Round.Result {
    /// Refuses an event.
    mutating func refuse(_ event: Received<App.Command>, _ reason: Reason, _ detail: String) {
        rejections.append(event.rejection(reason, detail))
        tallies[event.origin.partition, default: Tally()].rejected += 1
    }
}
