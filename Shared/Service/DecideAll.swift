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
    private let encoder = DispatchQueue(label: "encode")

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
    private typealias Early = (event: Received<App.Command>, waiting: WaitingEvent)

    /// One round; returns the keys that now exist, and the events that are early.
    private func round(
        _ events: [Received<App.Command>], _ today: Day?, _ result: inout Result
    ) throws(PostgresError) -> (provided: [ReferenceKey], early: [Early]) {
        var state = try application.load(
            events.compactMap(\.command), today: today ?? Day(ordinal: 0), from: journal.connection)
        phases.lap("load")
        var facts: [Recorded<App.Fact>] = []
        var early: [Early] = []
        for event in events {
            switch decide(event, today, &state) {
            case .accepted(let made):
                facts += made
                result.tallies[event.origin.partition, default: Tally()].accepted += 1
            case .refused(let reason, let detail):
                result.refuse(event, reason, detail)
            case .awaits(let waiting):
                early.append((event, waiting))
            case .ignored:
                result.tallies[event.origin.partition, default: Tally()].ignored += 1
            }
        }
        phases.lap("decide")
        result.messages = Later(on: encoder) { [application, facts] in
            facts.flatMap { Self.messages($0, application) }
        }
        try application.save(state, facts, to: journal.connection)
        phases.lap("save")
        result.facts += facts
        return (facts.flatMap { application.provides($0.fact) }, early)
    }

    private static func messages(_ fact: Recorded<App.Fact>, _ application: App) -> [OutboxMessage] {
        application.messages(fact.fact).enumerated().map { part, data in
            OutboxMessage.stating(data, id: fact.id(part: part), source: App.name, time: fact.time)
        }
    }

    private enum Verdict {
        case accepted([Recorded<App.Fact>])
        case refused(Reason, String)
        case awaits(WaitingEvent)
        case ignored
    }

    private func decide(_ event: Received<App.Command>, _ today: Day?, _ state: inout App.State) -> Verdict {
        switch event.content {
        case .ignored: return .ignored
        case .refused(let reason, let detail): return .refused(reason, detail)
        case .command(let command):
            guard let head = event.head else { return .refused(.envelopeInvalid, "a command without an envelope") }
            let day = today ?? head.time.day
            let circumstances = Circumstances(
                poster: Identifier(known: event.poster), time: head.time,
                arrival: configuration.isReplay ? head.time : event.arrival,
                today: day, policy: configuration.district.policy, calendar: configuration.district.calendar)
            do throws(Refusal) {
                let facts = try application.decide(command, state, circumstances)
                let time = max(head.time, Moment.start(of: day))
                let recorded = facts.enumerated().map { index, fact in
                    Recorded(
                        fact: fact, cause: head.id, poster: event.poster, piece: event.piece, index: index,
                        time: time, day: day)
                }
                for fact in recorded { application.evolve(&state, fact) }
                return .accepted(recorded)
            } catch {
                switch error {
                case .refused(let reason, let detail): return .refused(reason, detail.description)
                case .awaits(let key) where event.isOverdue:
                    return .refused(
                        .referenceUnknown,
                        "nothing is known of the \(key.thing.description), and its waiting time is over")
                case .awaits(let key):
                    return .awaits(
                        WaitingEvent(
                            id: EventIdentity(poster: event.poster, event: head.id), awaits: key.description,
                            origin: event.origin, time: head.time, arrival: event.arrival,
                            until: day.adding(days: configuration.integer("WAITING_DAYS_MAX")),
                            payload: event.payload.bytes, headers: event.payload.headers))
                }
            }
        }
    }
}

extension DecideAll.Result {
    /// Refuses an event.
    mutating func refuse(_ event: Received<App.Command>, _ reason: Reason, _ detail: String) {
        rejections.append(event.rejection(reason, detail))
        tallies[event.origin.partition, default: Tally()].rejected += 1
    }
}

extension Received {
    /// The command, if there is one to decide.
    var command: Command? {
        if case .command(let command) = content { command } else { nil }
    }

    /// There is one to decide.
    var isCommand: Bool {
        if case .command = content { true } else { false }
    }
}
