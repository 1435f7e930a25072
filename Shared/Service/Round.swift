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
    private let decider = DispatchQueue(label: "decide")
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
        /// What others are told of the first facts: encoded while the database saves.
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
        let loaded = try phases.during("load") { () throws(PostgresError) in
            try application.load(
                events.compactMap(\.command), today: today ?? Day(ordinal: 0), from: tables.connection)
        }
        var (result, early, state) = try phases.during("decide") { () throws(PostgresError) in
            try wait(for: decide(events, today, loaded))
        }
        result.messages = encode(result.facts.prefix(Self.factsAtOnce))
        try phases.during("save") { () throws(PostgresError) in
            try application.save(state, result.facts, to: tables.connection)
        }
        try wait(early, &result)
        let provided = result.facts.flatMap { application.provides($0.fact) }
        if !provided.isEmpty, try tables.wake(provided) { result.isWaking = true }
        return result
    }

    /// Waits for what another thread makes in the transaction that is open. The server ends one that says nothing: that
    /// is for a process that is frozen, not for one that has much to decide. What takes longer than a statement may is
    /// too much, though.
    func wait<Value>(for later: Later<Value>) throws(PostgresError) -> Value {
        let patience = configuration.integer("STATEMENT_TIMEOUT_MS")
        let pause = configuration.integer("SESSION_TIMEOUT_MS") / 4
        var waited = 0
        while !later.isThere(within: pause) {
            waited += pause
            if waited < patience { try tables.touch() }
        }
        return later.value
    }

    /// On another thread, so that this one can say now and then that it is there.
    private func decide(
        _ events: [Received<App.Command>], _ today: Day?, _ loaded: consuming App.State
    ) -> Later<(Result, [Early], App.State)> {
        let (handover, rules) = (Handover(loaded), Rules<App>(application: application, configuration: configuration))
        return Later(on: decider) {
            var state = handover.take()
            let (result, early) = rules.decide(events, today, &state)
            return (result, early, state)
        }
    }

    /// Tells others of the facts, so many at a time: the next ones are encoded while the database takes these.
    func tell(_ result: Result) throws(PostgresError) {
        var (rest, next) = (result.facts.dropFirst(Self.factsAtOnce), result.messages)
        while let encoding = next {
            let messages = try phases.during("encode") { () throws(PostgresError) in try wait(for: encoding) }
            next = rest.isEmpty ? nil : encode(rest.prefix(Self.factsAtOnce))
            rest = rest.dropFirst(Self.factsAtOnce)
            try phases.during("outbox") { () throws(PostgresError) in try tables.enqueue(messages) }
        }
    }

    private static var factsAtOnce: Int { 4_000 }

    /// On another thread, while the database works.
    private func encode(_ facts: ArraySlice<Recorded<App.Fact>>) -> Later<[OutboxMessage]> {
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
    typealias Early = (event: Received<App.Command>, waiting: WaitingEvent)
}

extension Round.Result {
    /// Refuses an event.
    mutating func refuse(_ event: Received<App.Command>, _ reason: Reason, _ detail: String) {
        rejections.append(event.rejection(reason, detail))
        tallies[event.origin.partition, default: Tally()].rejected += 1
    }
}
