import Model

/// A guardian asks for the money of the hours not taught, and what follows.
struct RefundPlan: Sendable {
    /// By its number among the enrolments.
    var enrolment: Int
    var asked: Day
    var cause: RefundCause
    /// Nil: the institution is silent.
    var answered: (day: Day, agreed: Bool)?
    /// Of a dispute.
    var decided: (day: Day, upheld: Bool, cause: RefundCause?)?
}

/// A pupil goes on at another institution: with which enrolment, and which one it becomes.
struct TransferPlan: Sendable {
    var enrolment: Int
    var to: Int
    var day: Day
}

/// Who leaves in the year, and how. It marks who is away from when, so that rolls name only who is there.
struct Leaving {
    private(set) var refunds: [RefundPlan] = []
    private(set) var transfers: [TransferPlan] = []

    init(_ profile: Profile, _ cast: Cast, _ year: inout Classes) {
        for made in year.classes {
            for pupil in made.pupils { ask(profile, made, pupil, &year) }
        }
        askAtTheEnd(profile, &year)
        transfer(profile, cast, &year)
    }

    private mutating func ask(_ profile: Profile, _ made: SchoolClass, _ pupil: Int, _ year: inout Classes) {
        var random = Random(seed: profile.seed, "refund \(year.enrolments[pupil].id)")
        guard random.happens(perTenThousand: profile.tuition.refunds) else { return }
        let enrolment = year.enrolments[pupil]
        var plan = RefundPlan(
            enrolment: pupil, asked: made.starts.adding(days: random.pick(5...30)),
            cause: random.pick([.institution, .institution, .consumer]))
        var returns: Day?
        if random.happens(perTenThousand: 2_500) {
            // Within seven days of the payment, and before the first lesson (R1.63).
            let left = made.starts.days(since: enrolment.paid)
            (plan.cause, plan.asked) = (.withoutReason, enrolment.paid.adding(days: random.pick(1...min(6, left - 1))))
        } else {
            returns = answer(&plan, made, &random)
        }
        // Who is soon to be gone is not asked any more.
        guard made.stops.map({ plan.asked < $0.adding(days: -15) }) ?? true else { return }
        refunds.append(plan)
        year.enrolments[pupil].away = Enrolment.Away(from: plan.asked, until: returns)
    }

    /// Six of ten agree, two are silent, two dispute, of which the commission dismisses a third; the pupil then comes
    /// back.
    private func answer(_ plan: inout RefundPlan, _ made: SchoolClass, _ random: inout Random) -> Day? {
        let answer = random.pick(1...10)
        let answered = plan.asked.adding(days: random.pick(1...2))
        if answer <= 6 { plan.answered = (answered, true) }
        guard answer >= 9 else { return nil }
        plan.answered = (answered, false)
        let decided = answered.adding(days: random.pick(8...12))
        let upheld = made.leaves || random.happens(perTenThousand: 6_667)
        plan.decided = (decided, upheld, upheld && random.happens(perTenThousand: 3_000) ? .consumer : nil)
        return upheld ? nil : decided.adding(days: 2)
    }

    /// Families of the one that absconds ask when nobody has taught for days; nobody answers.
    private mutating func askAtTheEnd(_ profile: Profile, _ year: inout Classes) {
        for made in year.classes {
            guard let stops = made.stops, let last = made.days.last, stops < last else { continue }
            for pupil in made.pupils.filter({ year.enrolments[$0].away == nil }).prefix(profile.absconder.refundsAsked)
            {
                var random = Random(seed: profile.seed, "asked at the end", pupil)
                let asked = profile.absconds.adding(days: -random.pick(2...5))
                refunds.append(RefundPlan(enrolment: pupil, asked: asked, cause: .institution))
                year.enrolments[pupil].away = Enrolment.Away(from: asked)
            }
        }
    }

    // MARK: To another institution

    /// In the second term, between institutions that are released lesson by lesson.
    private mutating func transfer(_ profile: Profile, _ cast: Cast, _ year: inout Classes) {
        let ordinary = Set(cast.running.dropFirst(3).filter { $0.mode == .perLesson }.map(\.id))
        let classes = year.classes.indices.filter {
            year.classes[$0].term == 1 && ordinary.contains(year.classes[$0].institution)
        }
        var random = Random(seed: profile.seed, "transfers")
        var left = random.shuffled(classes)
        while transfers.count < profile.tuition.transfers, let from = left.popLast() {
            let day = year.classes[from].starts.adding(days: random.pick(16...24))
            guard
                let pupil = year.classes[from].pupils.first(where: {
                    year.enrolments[$0].away == nil && !year.enrolments[$0].isPass
                }),
                let to = left.first(where: {
                    hasRoom(year.classes[$0], for: year.enrolments[pupil], of: year.classes[from], on: day)
                })
            else { continue }
            move(pupil, to, day, &year)
        }
    }

    /// The fee that is left is within the price of the lessons that are left there, even if two lessons here are yet to
    /// be made up.
    private func hasRoom(_ made: SchoolClass, for enrolment: Enrolment, of old: SchoolClass, on day: Day) -> Bool {
        let (lessons, left) = (made.days.count { $0 >= day.adding(days: 4) }, old.days.count { $0 >= day } + 2)
        guard lessons > 4, left < old.days.count else { return false }
        return enrolment.amount * Int64(left) <= made.hourPrice * Int64(lessons * made.hoursPerLesson * old.days.count)
    }

    private mutating func move(_ pupil: Int, _ to: Int, _ day: Day, _ year: inout Classes) {
        let (made, old) = (year.classes[to], year.enrolments[pupil])
        let days = made.days.filter { $0 >= day.adding(days: 4) }
        year.enrolments[pupil].away = Enrolment.Away(from: day)
        transfers.append(TransferPlan(enrolment: pupil, to: year.enrolments.count, day: day))
        year.classes[to].pupils.append(year.enrolments.count)
        year.enrolments.append(
            Enrolment(
                id: "\(old.id)-T", institution: made.institution, pupil: old.pupil, guardian: old.guardian,
                course: made.course, paid: day,
                starts: days.first ?? day, ends: days.last ?? day, hours: days.count * made.hoursPerLesson,
                amount: .zero, method: .transfer,
                transferredFrom: old.id))
    }
}
