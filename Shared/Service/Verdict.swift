import Kafka
import Model

/// What becomes of one event.
enum Verdict<Fact: Sendable> {
    case accepted([Recorded<Fact>])
    case refused(Reason, String)
    case awaits(WaitingEvent)
    case ignored
}

/// The rules of a service, with what an event meets: pure, on any thread.
struct Rules<App: Application>: Sendable {
    let application: App
    let configuration: Configuration

    /// Events in their order, each over what the ones before it left.
    func decide(
        _ events: [Received<App.Command>], _ today: Day?, _ state: inout App.State
    ) -> (result: Round<App>.Result, early: [Round<App>.Early]) {
        var (result, early) = (Round<App>.Result(), [Round<App>.Early]())
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

    /// Decides one event over the state that the ones before it left, and changes the state.
    private func verdict(
        of event: Received<App.Command>, _ today: Day?, _ state: inout App.State
    ) -> Verdict<App.Fact> {
        switch event.content {
        case .ignored: return .ignored
        case .refused(let reason, let detail): return .refused(reason, detail)
        case .command(let command):
            guard let head = event.head else { return .refused(.envelopeInvalid, "a command without an envelope") }
            let day = today ?? head.time.day
            do throws(Refusal) {
                let facts = try application.decide(command, state, circumstances(of: event, head, on: day))
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
                case .awaits(let key): return .awaits(waiting(event, head, for: key, on: day))
                }
            }
        }
    }

    private func circumstances(of event: Received<App.Command>, _ head: EventHead, on day: Day) -> Circumstances {
        Circumstances(
            poster: Identifier(known: event.poster), time: head.time,
            arrival: configuration.isReplay ? head.time : event.arrival,
            today: day, policy: configuration.district.policy, calendar: configuration.district.calendar)
    }

    private func waiting(
        _ event: Received<App.Command>, _ head: EventHead, for key: ReferenceKey, on day: Day
    ) -> WaitingEvent {
        WaitingEvent(
            id: EventIdentity(poster: event.poster, event: head.id), awaits: key.description, origin: event.origin,
            time: head.time, arrival: event.arrival, until: day.adding(days: configuration.integer("WAITING_DAYS_MAX")),
            payload: event.payload.bytes, headers: event.payload.headers)
    }
}
