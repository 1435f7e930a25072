import Kafka
import Model
import Postgres

/// One round of a batch: load what its events are about, decide each over what the ones before it left, save.
extension DecideAll {
    /// One round; returns the keys that now exist, and the events that are early.
    func round(
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
