import Model

/// A class: a course of an institution in one term, with the same lessons for all its pupils.
struct SchoolClass: Sendable {
    let institution: USCC
    /// Of the institution in the cast, and of the term in the profile.
    let number: Int
    let term: Int
    let course: Identifier
    let mode: ReleaseMode
    /// Lesson n is on the n-th.
    let days: [Day]
    let slots: [LessonSlot]
    /// Original price of a class hour.
    let hourPrice: Fen
    let hoursPerLesson: Int
    /// The institution stops on that day, though lessons are left.
    let stops: Day?
    /// Its institution leaves in the year: nothing may stay undecided.
    let leaves: Bool
    /// By their number among the enrolments.
    var pupils: [Int] = []

    var starts: Day { days[0] }
    /// Before anybody pays.
    var published: Day { starts.adding(days: -20) }

    /// Lessons with their numbers that are really taught.
    var taught: [(lesson: Int, day: Day)] {
        days.enumerated().map { ($0.offset + 1, $0.element) }.filter { entry in stops.map { entry.1 <= $0 } ?? true }
    }

    /// A few minutes after the lesson ends, when the roll is called.
    func rollMinute(on day: Day) -> Int { (slots.first { $0.weekday == day.weekday }?.through ?? 1_170) + 5 }

    /// The last day of a pass: lessons are made up until then.
    var passEnds: Day { (days.last ?? starts).adding(days: 20) }
    var passDays: Int { passEnds.days(since: starts) + 1 }
    /// All lessons at their price, spread over its days.
    var passDayPrice: Fen { Fen(hourPrice.rawValue * Int64(days.count * hoursPerLesson) / Int64(passDays)) }

    /// The price list; it leaves room for lessons that are made up after the last one.
    func listed(seats: Int, name: Line) -> CoursePublished {
        CoursePublished(
            institution: institution, course: course, name: name, online: false, starts: starts,
            ends: (days.last ?? starts).adding(days: 30),
            lessons: days.count, hoursPerLesson: hoursPerLesson, hourFen: hourPrice, passDayFen: passDayPrice,
            seats: seats,
            slots: slots)
    }
}

/// The classes of the year with their pupils.
struct Classes: Sendable {
    var classes: [SchoolClass] = []
    var enrolments: [Enrolment] = []

    init(_ profile: Profile, _ cast: Cast, _ calendar: WorkingCalendar) throws(MissingCalendarYear) {
        for (number, institution) in cast.institutions.enumerated() where institution.charges {
            for (term, plan) in profile.tuition.terms.enumerated()
            where cast.charges(institution, in: term, plan, profile) {
                try add(profile, institution, number, term, plan, calendar)
            }
        }
    }

    private mutating func add(
        _ profile: Profile, _ institution: Cast.Institution, _ number: Int, _ term: Int, _ plan: Profile.Term,
        _ calendar: WorkingCalendar
    ) throws(MissingCalendarYear) {
        let tuition = profile.tuition
        var random = Random(seed: profile.seed, "class \(term)", number)
        let weekdays = Array(random.shuffled([1, 2, 3, 4, 5, 6, 7]).prefix(plan.lessonsPerWeek))
        let days = try lessonDays(
            random.pick(tuition.lessonsMin...tuition.lessonsMax), on: Set(weekdays),
            from: plan.from.adding(days: random.pick(0...9)), plan, calendar)
        let price =
            Int64(random.pick(tuition.yuanPerHourMin...tuition.yuanPerHourMax)) * 100
            + Int64(random.pick([0, 0, 50, 33]))
        var (stops, leaves) = (Day?.none, false)
        if case .absconds(let day) = institution.fate {
            stops = day.adding(days: -profile.absconder.lastLessonDaysBefore)
        }
        if case .leaves = institution.fate { leaves = true }
        var made = SchoolClass(
            institution: institution.id, number: number, term: term, course: "\(plan.name)-\(padded(number, 3))",
            mode: institution.mode, days: days,
            slots: weekdays.sorted().map(slot), hourPrice: Fen(price), hoursPerLesson: tuition.hoursPerLesson,
            stops: stops, leaves: leaves)
        for pupil in 0..<tuition.pupilsPerInstitution {
            made.pupils.append(enrolments.count)
            enrolments.append(enrolment(profile, made, pupil))
        }
        classes.append(made)
    }

    /// Evenings in the week, mornings at week-ends (R1.13).
    private func slot(_ weekday: Int) -> LessonSlot {
        weekday <= 5
            ? LessonSlot(weekday: weekday, from: 1_080, through: 1_170)
            : LessonSlot(weekday: weekday, from: 540, through: 630)
    }

    private func enrolment(_ profile: Profile, _ made: SchoolClass, _ pupil: Int) -> Enrolment {
        var random = Random(seed: profile.seed, "enrolment \(made.term)", made.number * 1_000 + pupil)
        let name = "\(padded(made.number, 3))-\(padded(pupil, 3))"
        let all = made.days.count * made.hoursPerLesson
        let gift = random.happens(perTenThousand: 500) ? min(4, all - 1) : 0
        let percent = Int64(random.pick([100, 100, 95, 90, 85]))
        let price = made.hourPrice.rawValue * percent / 100
        var enrolment = Enrolment(
            id: "E\(padded(made.number, 3))-\(made.term + 1)-\(padded(pupil, 3))", institution: made.institution,
            pupil: "P\(name)", guardian: "U\(name)",
            course: made.course, paid: made.starts.adding(days: -random.pick(3...18)), starts: made.starts,
            ends: made.days.last ?? made.starts,
            hours: all - gift, giftHours: gift == 0 ? nil : gift, amount: Fen(min(price * Int64(all - gift), 499_900)),
            method: random.pick([.transfer, .card, .mobile, .mobile, .cash]))
        var chance = Random(seed: profile.seed, "pass \(enrolment.id)")
        guard chance.happens(perTenThousand: profile.tuition.passes), made.passEnds < made.starts.adding(months: 3)
        else { return enrolment }
        (enrolment.isPass, enrolment.hours, enrolment.giftHours, enrolment.ends) = (true, 0, nil, made.passEnds)
        enrolment.amount = Fen(min(made.passDayPrice.rawValue * Int64(made.passDays) * percent / 100, 499_900))
        return enrolment
    }

    /// So many lessons on these week-days, none on holidays.
    private func lessonDays(
        _ count: Int, on weekdays: Set<Int>, from start: Day, _ plan: Profile.Term, _ calendar: WorkingCalendar
    ) throws(MissingCalendarYear) -> [Day] {
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
}
