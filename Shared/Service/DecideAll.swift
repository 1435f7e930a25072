import Kafka
import Model
import Postgres

/// What a batch makes of its events, round by round: load, decide each in order, save, and go on with those that waited for what was made.
struct DecideAll<App: Application> {
    let application: App
    let configuration: Configuration
    let journal: Journal

    /// What came of a batch.
    struct Result {
        var facts: [Recorded<App.Fact>] = []
        var rejections: [Rejection] = []
        var tallies: [TopicPartition: Tally] = [:]
    }

    /// Decides events that are new, in order, and what they wake.
    func callAsFunction(
        _ events: [Received<App.Command>], today: Day?, wake decode: Decode<App.Command>
    ) throws(PostgresError) -> Result {
        var result = Result()
        var events = events
        while !events.isEmpty {
            let provided = try round(events, today, &result)
            events = try journal.wake(provided).map { decode($0) }
        }
        return result
    }

    /// One round; returns the keys that now exist.
    private func round(_ events: [Received<App.Command>], _ today: Day?, _ result: inout Result) throws(PostgresError) -> [ReferenceKey] {
        var state = try application.load(events.compactMap(\.command), today: today ?? Day(ordinal: 0), from: journal.connection)
        var facts: [Recorded<App.Fact>] = []
        var waiting: [WaitingEvent] = []
        for event in events {
            switch decide(event, today, &state) {
            case .accepted(let made):
                facts += made
                result.tallies[event.origin.partition, default: Tally()].accepted += 1
            case .refused(let reason, let detail):
                result.rejections.append(event.rejection(reason, detail))
                result.tallies[event.origin.partition, default: Tally()].rejected += 1
            case .awaits(let event):
                waiting.append(event)
            case .ignored:
                result.tallies[event.origin.partition, default: Tally()].ignored += 1
            }
        }
        try application.save(state, facts, to: journal.connection)
        try journal.wait(waiting)
        result.facts += facts
        return facts.flatMap { application.provides($0.fact) }
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
            guard let head = event.head else { preconditionFailure("a command has an envelope") }
            let day = today ?? head.time.day
            if !configuration.isReplay, head.time.day > day.adding(days: 1) {
                return .refused(.timeInFuture, "time \(head.time) is after the district's day \(day)")
            }
            let circumstances = Circumstances(
                poster: event.poster, time: head.time, today: day, policy: configuration.district.policy,
                calendar: configuration.district.calendar)
            do throws(Refusal) {
                let facts = try application.decide(command, state, circumstances)
                let time = max(head.time, Moment.start(of: day))
                let recorded = facts.enumerated().map { index, fact in
                    Recorded(fact: fact, cause: head.id, poster: event.poster, index: index, time: time, day: day)
                }
                for fact in recorded { application.evolve(&state, fact) }
                return .accepted(recorded)
            } catch {
                switch error {
                case .refused(let reason, let detail): return .refused(reason, detail)
                case .awaits(let key): return .awaits(
                    WaitingEvent(
                        id: EventIdentity(poster: event.poster, event: head.id), awaits: key.description, origin: event.origin,
                        time: head.time, until: day.adding(days: configuration.integer("WAITING_DAYS_MAX")), payload: event.payload.bytes))
                }
            }
        }
    }
}

extension Received {
    /// The command, if there is one to decide.
    var command: Command? {
        if case .command(let command) = content { command } else { nil }
    }
}
