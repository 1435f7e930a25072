import Foundation
import Model

/// The ordinary mess of real posting: doubles, late and early arrivals, missing keys, and events that are wrong in
/// every way a poster finds.
struct Mess {
    private let profile: Profile
    private let cast: Cast
    private let starts: [Identifier: Day]
    private var later: [Day: [Posting]] = [:]

    init(_ profile: Profile, _ cast: Cast, _ enrolments: [Enrolment]) {
        self.profile = profile
        self.cast = cast
        starts = Dictionary(enrolments.map { ($0.id, $0.starts) }) { $1 }
    }

    /// The day's postings as they really arrive.
    mutating func arrange(_ postings: [Posting], on day: Day) -> [Posting] {
        var random = Random(seed: profile.seed, "mess", Int(day.ordinal))
        var arriving: [Posting] = []
        for var posting in postings {
            if random.happens(perTenThousand: profile.mess.unkeyed) { posting.key = nil }
            let arrives = arrival(of: posting, on: day, &random)
            if arrives != day, posting.isPayment { posting.restamp(on: arrives) }
            if random.happens(perTenThousand: profile.mess.doubled) {
                later[arrives.adding(days: random.pick(0...3)), default: []].append(posting)
            }
            if arrives == day { arriving.append(posting) } else { later[arrives, default: []].append(posting) }
        }
        return arriving + (later.removeValue(forKey: day) ?? []) + bad(on: day)
    }

    /// The day on which it is posted. A payment that is posted after its first lesson makes the roll call wait.
    private func arrival(of posting: Posting, on day: Day, _ random: inout Random) -> Day {
        guard posting.mayComeLate, day < profile.through.adding(days: -10) else { return day }
        if random.happens(perTenThousand: profile.mess.late) { return day.adding(days: random.pick(1...4)) }
        guard posting.isPayment, random.happens(perTenThousand: profile.mess.early) else { return day }
        return starts[posting.enrolment].map { max(day, $0.adding(days: 2)) } ?? day
    }

    /// Events that must be refused, spread over the year.
    private func bad(on day: Day) -> [Posting] {
        let number = day.days(since: profile.from)
        let length = profile.through.days(since: profile.from)
        let every = max(1, (length - 80) / max(1, profile.mess.badEventsEach))
        guard number >= 60, number < length - 20, (number - 60) % every == 0,
            (number - 60) / every < profile.mess.badEventsEach
        else { return [] }
        var postings = Postings()
        BadEvents(profile: profile, cast: cast, day: day, number: (number - 60) / every).post(&postings)
        return postings.take()
    }
}

extension Posting {
    /// Payments, lessons and patrols come late in practice; a step of an institution's life that came late would change
    /// the story.
    fileprivate var mayComeLate: Bool {
        topic.hasPrefix("escrow.intake.guardians") || isPayment || topic == "registry.intake.grid-workers"
    }
    fileprivate var isPayment: Bool {
        topic == "escrow.intake.bank" && String(decoding: payload, as: UTF8.self).contains("escrow.payment.received.v1")
    }
    /// What the bank says late bears the time at which it says it: what is posted day by day may not be older than its
    /// day, or a replay would take it earlier.
    fileprivate mutating func restamp(on day: Day) {
        guard var event = try? JSONDecoder().decode(CloudEvent<PaymentReceived>.self, from: Data(payload)) else {
            return
        }
        event.time = Moment.start(of: day).adding(
            milliseconds: event.time.milliseconds - Moment.start(of: event.time.day).milliseconds)
        (payload, time) = (event.encoded(), event.time)
    }

    /// The enrolment of a payment.
    fileprivate var enrolment: Identifier {
        let text = String(decoding: payload, as: UTF8.self)
        guard let range = text.firstRange(of: "\"enrolment\":\"") else { return "-" }
        return Identifier(known: String(text[range.upperBound...].prefix { $0 != "\"" }))
    }
}
