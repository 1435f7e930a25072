import Model

/// Accounts, payments, lessons and refunds: most of the year's events.
struct TuitionStream {
    /// A course that a guardian paid for.
    struct Enrolment: Sendable {
        var id: String
        var institution: USCC
        var pupil: String
        var guardian: String
        var course: String
        var paid: Day
        var starts: Day
        var ends: Day
        var hours: Int
        var amount: Fen
        /// Day on which the guardian asks for the rest back.
        var refund: Day?
    }

    private struct Lesson {
        var enrolment: Int32
        var number: Int32
    }

    private let profile: Profile
    private let cast: Cast
    let enrolments: [Enrolment]
    private var paid: [Day: [Int]] = [:]
    private var lessons: [Day: [Lesson]] = [:]
    private var refunds: [Day: [Int]] = [:]
    private var answers: [Day: [(enrolment: Int, agreed: Bool)]] = [:]

    init(_ profile: Profile, _ cast: Cast, _ calendar: WorkingCalendar) throws(MissingCalendarYear) {
        self.profile = profile
        self.cast = cast
        var enrolments: [Enrolment] = []
        var taught: [[Day]] = []
        for (number, institution) in cast.institutions.enumerated() where institution.charges {
            for (term, plan) in profile.tuition.terms.enumerated() where Self.charges(institution, term, plan) {
                for pupil in 0..<profile.tuition.pupilsPerInstitution {
                    let (enrolment, days) = try Self.enrol(profile, calendar, institution, number, plan, term, pupil)
                    enrolments.append(enrolment)
                    taught.append(days)
                }
            }
        }
        self.enrolments = enrolments
        for (index, enrolment) in enrolments.enumerated() { plan(index, enrolment, taught[index], cast) }
    }

    func post(_ day: Day, _ postings: inout Postings) {
        openAccounts(day, &postings)
        for index in paid[day] ?? [] {
            let enrolment = enrolments[index]
            postings.post(enrolment.payment, by: "bank", on: day, minute: 540 + index % 400)
        }
        for lesson in lessons[day] ?? [] {
            let enrolment = enrolments[Int(lesson.enrolment)]
            postings.post(
                LessonConfirmed(
                    enrolment: enrolment.id, institution: enrolment.institution, lesson: Int(lesson.number)),
                by: "guardians", on: day, minute: 1_080 + Int(lesson.enrolment) % 240)
        }
        for index in refunds[day] ?? [] {
            let enrolment = enrolments[index]
            postings.post(
                RefundRequested(refund: "R\(enrolment.id)", enrolment: enrolment.id, institution: enrolment.institution), by: "guardians", on: day,
                minute: 1_400)
        }
        for (index, agreed) in answers[day] ?? [] {
            let enrolment = enrolments[index]
            postings.post(
                RefundAnswered(refund: "R\(enrolment.id)", institution: enrolment.institution, agreed: agreed), by: "institutions", on: day, minute: 650)
        }
    }

    private func openAccounts(_ day: Day, _ postings: inout Postings) {
        for institution in cast.institutions where institution.charges {
            let opens: Day
            if case .transforms(let date) = institution.fate { opens = date.adding(days: 3) } else { opens = profile.from.adding(days: 34) }
            if day == opens {
                postings.post(AccountOpened(institution: institution.id, bank: "重庆农商行"), by: "bank", on: day, minute: 500)
            }
        }
    }

    private static func charges(_ institution: Cast.Institution, _ term: Int, _ plan: Profile.Term) -> Bool {
        switch institution.fate {
        case .stays: true
        case .transforms: plan.withTransformed
        case .leaves: term == 0
        case .absconds(let day): plan.from < day
        case .isRevoked: false
        }
    }

    private static func enrol(
        _ profile: Profile, _ calendar: WorkingCalendar, _ institution: Cast.Institution, _ number: Int, _ plan: Profile.Term, _ term: Int, _ pupil: Int
    ) throws(MissingCalendarYear) -> (Enrolment, [Day]) {
        let tuition = profile.tuition
        var random = Random(seed: profile.seed, "enrolment \(term)", number * 1_000 + pupil)
        let starts = plan.from.adding(days: random.pick(0...9))
        let days = try lessonDays(random.pick(tuition.lessonsMin...tuition.lessonsMax), from: starts, plan, calendar, &random)
        let hours = days.count * tuition.hoursPerLesson
        let id = "E\(padded(number, 3))-\(term + 1)-\(padded(pupil, 3))"
        let price = Int64(random.pick(tuition.yuanPerHourMin...tuition.yuanPerHourMax)) * 100 + Int64(random.pick([0, 0, 50, 33]))
        let enrolment = Enrolment(
            id: id, institution: institution.id, pupil: "P\(padded(number, 3))-\(padded(pupil, 3))",
            guardian: "U\(padded(number, 3))-\(padded(pupil, 3))", course: "\(plan.name)-\(padded(number, 3))", paid: starts.adding(days: -random.pick(3...18)),
            starts: starts, ends: days.last ?? starts, hours: hours, amount: Fen(min(price * Int64(hours), 499_900)),
            refund: random.happens(perTenThousand: tuition.refunds) ? starts.adding(days: random.pick(5...30)) : nil)
        return (enrolment, days)
    }

    /// So many lessons a week on week-days of the enrolment's own, none on holidays.
    private static func lessonDays(
        _ count: Int, from start: Day, _ plan: Profile.Term, _ calendar: WorkingCalendar, _ random: inout Random
    ) throws(MissingCalendarYear) -> [Day] {
        let weekdays = Set(random.shuffled([1, 2, 3, 4, 5, 6, 7]).prefix(plan.lessonsPerWeek))
        var days: [Day] = []
        var day = start
        while days.count < count, day <= plan.through {
            let isWorking = try calendar.isWorking(day)
            let isHoliday = day.weekday <= 5 && !isWorking
            if weekdays.contains(day.weekday), !isHoliday { days.append(day) }
            day = day.adding(days: 1)
        }
        return days
    }

    private mutating func plan(_ index: Int, _ enrolment: Enrolment, _ days: [Day], _ cast: Cast) {
        paid[enrolment.paid, default: []].append(index)
        let gone = cast.institutions.first { $0.id == enrolment.institution }.flatMap { institution in
            if case .absconds(let day) = institution.fate { day.adding(days: -2) } else { nil }
        }
        for (number, day) in days.enumerated() {
            if let refund = enrolment.refund, day >= refund { break }
            if let gone, day > gone { break }
            lessons[day, default: []].append(Lesson(enrolment: Int32(index), number: Int32(number + 1)))
        }
        guard let refund = enrolment.refund, gone.map({ refund < $0.adding(days: -15) }) ?? true else { return }
        refunds[refund, default: []].append(index)
        var random = Random(seed: profile.seed, "answer", index)
        let answer = random.pick(1...10)
        // Six agree, three are silent, one disputes.
        if answer <= 6 || answer == 10 { answers[refund.adding(days: random.pick(1...2)), default: []].append((index, answer <= 6)) }
    }
}

extension TuitionStream.Enrolment {
    /// The payment as the bank posts it.
    var payment: PaymentReceived {
        PaymentReceived(
            enrolment: id, institution: institution, pupil: pupil, guardian: guardian, course: course, hours: hours, courseStarts: starts,
            courseEnds: ends, amountFen: amount)
    }
}
