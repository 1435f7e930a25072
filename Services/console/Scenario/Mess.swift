import Model

/// The ordinary mess of real posting: doubles, late and early arrivals, missing keys, and events that are wrong in every way a poster finds.
struct Mess {
    private let profile: Profile
    private let cast: Cast
    private let starts: [String: Day]
    private var later: [Day: [Posting]] = [:]

    init(_ profile: Profile, _ cast: Cast, _ enrolments: [TuitionStream.Enrolment]) {
        self.profile = profile
        self.cast = cast
        starts = Dictionary(uniqueKeysWithValues: enrolments.map { ($0.id, $0.starts) })
    }

    /// The day's postings as they really arrive.
    mutating func arrange(_ postings: [Posting], on day: Day) -> [Posting] {
        var random = Random(seed: profile.seed, "mess", Int(day.ordinal))
        var arriving: [Posting] = []
        for var posting in postings {
            if random.happens(perTenThousand: profile.mess.unkeyed) { posting.key = nil }
            if random.happens(perTenThousand: profile.mess.doubled) { later[day.adding(days: random.pick(0...3)), default: []].append(posting) }
            if posting.mayComeLate, day < profile.through.adding(days: -10) {
                if random.happens(perTenThousand: profile.mess.late) {
                    later[day.adding(days: random.pick(1...4)), default: []].append(posting)
                    continue
                }
                // A payment that is posted after its first lesson: the lesson is early, and waits.
                if posting.isPayment, random.happens(perTenThousand: profile.mess.early), let start = starts[posting.enrolment] {
                    later[start.adding(days: 2), default: []].append(posting)
                    continue
                }
            }
            arriving.append(posting)
        }
        return arriving + (later.removeValue(forKey: day) ?? []) + bad(on: day)
    }

    /// Events that must be refused, spread over the year.
    private func bad(on day: Day) -> [Posting] {
        let number = Int(day.ordinal - profile.from.ordinal)
        let length = Int(profile.through.ordinal - profile.from.ordinal)
        let every = max(1, (length - 80) / max(1, profile.mess.badEventsEach))
        guard number >= 60, number < length - 20, (number - 60) % every == 0, (number - 60) / every < profile.mess.badEventsEach else { return [] }
        var postings = Postings()
        BadEvents(profile: profile, cast: cast, day: day, number: (number - 60) / every).post(&postings)
        return postings.take()
    }
}

extension Posting {
    /// Payments, lessons and patrols come late in practice; a step of an institution's life that came late would change the story.
    fileprivate var mayComeLate: Bool { topic.hasPrefix("escrow.intake.guardians") || isPayment || topic == "registry.intake.grid-workers" }
    fileprivate var isPayment: Bool { topic == "escrow.intake.bank" && String(decoding: payload, as: UTF8.self).contains("escrow.payment.received.v1") }
    /// The enrolment of a payment.
    fileprivate var enrolment: String {
        let text = String(decoding: payload, as: UTF8.self)
        guard let range = text.firstRange(of: "\"enrolment\":\"") else { return "" }
        return String(text[range.upperBound...].prefix { $0 != "\"" })
    }
}

/// One of each wrong event.
private struct BadEvents {
    let profile: Profile
    let cast: Cast
    let day: Day
    let number: Int

    func post(_ postings: inout Postings) {
        let tag = "bad-\(day)"
        let charging = cast.institutions.filter { $0.charges && $0.category == .nonAcademic && $0.fate == .stays }
        let institution = charging[(number + 5) % charging.count].id
        func payment(_ kind: String, hours: Int = 20, days: Int = 60, fen: Fen = .yuan(1_000), ahead: Int = 5, of id: USCC? = nil) -> PaymentReceived {
            let start = day.adding(days: ahead)
            return PaymentReceived(
                enrolment: "X-\(kind)-\(day)", institution: id ?? institution, pupil: "P-\(kind)-\(day)", guardian: "U-\(kind)", course: "X", hours: hours,
                courseStarts: start, courseEnds: start.adding(days: days), amountFen: fen)
        }
        postings.post(payment("hours", hours: 61), by: "bank", on: day, minute: 601)
        postings.post(payment("months", days: 120), by: "bank", on: day, minute: 602)
        postings.post(payment("amount", fen: Fen(500_001)), by: "bank", on: day, minute: 603)
        postings.post(payment("early", ahead: 45), by: "bank", on: day, minute: 604)
        if let unknown = USCC.make(prefix17: "91\(profile.region)MA9\(padded(number + 1, 6))") {
            postings.post(payment("unknown", of: unknown), by: "bank", on: day, minute: 605)
        }
        // A department speaks out of turn, and one under another's name.
        postings.post(GridDrawn(grid: "X\(number)", township: "X"), by: "civil-affairs", on: day, minute: 606)
        wrongTopic(&postings, tag)
        postings.post(raw: Array("{\"specversion\":\"1.0\",".utf8), to: "escrow.intake.bank", key: nil, on: day, minute: 607)
        postings.post(raw: [], to: "inspection.intake.education", key: nil, on: day, minute: 608)
        let time = Moment.start(of: day).adding(milliseconds: 36_600_000)
        let envelope = "\"specversion\":\"1.0\",\"source\":\"education\",\"time\":\"\(time)\",\"data\":{}"
        postings.post(
            raw: Array("{\"id\":\"\(tag)-version\",\"type\":\"registry.grid.drawn.v9\",\(envelope)}".utf8), to: "registry.intake.education", key: nil, on: day,
            minute: 609)
        postings.post(
            raw: Array("{\"id\":\"\(tag)-type\",\"type\":\"blacklist.weather.reported.v1\",\(envelope)}".utf8), to: "blacklist.intake.education", key: nil,
            on: day, minute: 610)
        postings.post(
            raw: Array("{\"id\":\"\(tag)-code\",\"type\":\"blacklist.notice.served.v1\",\(envelope.dropLast(2)){\"institution\":\"91500114MA6000001I\"}}".utf8),
            to: "blacklist.intake.education", key: nil, on: day, minute: 611)
        reuse(&postings, tag)
        if number == 0 {
            postings.post(raw: Array(repeating: UInt8(ascii: " "), count: 5_000_000), to: "escrow.intake.institutions", key: nil, on: day, minute: 613)
        }
    }

    private func wrongTopic(_ postings: inout Postings, _ tag: String) {
        var scratch = Postings()
        let time = Moment.start(of: day).adding(milliseconds: 36_000_000)
        scratch.post(GridDrawn(grid: "Y\(number)", township: "Y"), by: "education", id: "\(tag)-source", at: time)
        for posting in scratch.take() {
            postings.post(raw: posting.payload, to: "registry.intake.market-regulation", key: nil, on: day, minute: 606)
        }
    }

    /// The same id for two different events.
    private func reuse(_ postings: inout Postings, _ tag: String) {
        let time = Moment.start(of: day).adding(milliseconds: 43_200_000)
        for result in [PatrolResult.none, .suspected] {
            postings.post(PatrolReported(grid: cast.grids[0].id, institution: nil, result: result), by: "grid-workers", id: "\(tag)-reused", at: time)
        }
    }
}
