import Model

/// Courses, payments, lessons, refunds and transfers: most of the year's events.
struct TuitionStream {
    private let cast: Cast
    let year: Classes
    let leaving: Leaving
    private let lessons: Lessons
    private var published: [Day: [Int]] = [:]
    private var paid: [Day: [Int]] = [:]
    private var moved: [Day: [TransferPlan]] = [:]
    private var asked: [Day: [RefundPlan]] = [:]
    private var answered: [Day: [RefundPlan]] = [:]
    private var decided: [Day: [RefundPlan]] = [:]

    init(_ profile: Profile, _ cast: Cast, _ calendar: WorkingCalendar) throws(MissingCalendarYear) {
        self.cast = cast
        var year = try Classes(profile, cast, calendar)
        leaving = Leaving(profile, cast, &year)
        lessons = Lessons(profile, year)
        self.year = year
        for (number, made) in year.classes.enumerated() { published[made.published, default: []].append(number) }
        for (number, enrolment) in year.enrolments.enumerated() where enrolment.transferredFrom == nil {
            paid[enrolment.paid, default: []].append(number)
        }
        for plan in leaving.transfers { moved[plan.day, default: []].append(plan) }
        for plan in leaving.refunds {
            asked[plan.asked, default: []].append(plan)
            if let answer = plan.answered { answered[answer.day, default: []].append(plan) }
            if let decision = plan.decided { decided[decision.day, default: []].append(plan) }
        }
    }

    func post(_ day: Day, _ postings: inout Postings) {
        for number in published[day] ?? [] {
            let made = year.classes[number]
            postings.post(
                made.listed(seats: made.pupils.count + 2, name: cast.institutions[made.number].name),
                by: "institutions", on: day, minute: 600 + number % 200)
        }
        for number in paid[day] ?? [] {
            postings.post(year.enrolments[number].payment, by: "bank", on: day, minute: 540 + number % 400)
        }
        teach(day, &postings)
        answer(day, &postings)
        leave(day, &postings)
    }

    private func teach(_ day: Day, _ postings: inout Postings) {
        for call in lessons.calls[day] ?? [] {
            let made = year.classes[call.of]
            let roll = lessons.roll(of: call, on: day, year)
            guard !roll.isEmpty else { continue }
            postings.post(
                LessonHeld(institution: made.institution, course: made.course, lesson: call.lesson, roll: roll),
                by: "institutions", on: day,
                minute: call.roll == .all ? made.rollMinute(on: day) : 1_176)
        }
        for (number, lesson) in lessons.cancellations[day] ?? [] {
            let made = year.classes[number]
            postings.post(
                LessonCancelled(institution: made.institution, course: made.course, lesson: lesson),
                by: number % 4 == 0 ? "education" : "institutions",
                on: day, minute: 660)
        }
    }

    private func answer(_ day: Day, _ postings: inout Postings) {
        for (place, answer) in (lessons.answers[day] ?? []).enumerated() {
            let enrolment = year.enrolments[Int(answer.enrolment)]
            let (id, institution, lesson) = (enrolment.id, enrolment.institution, Int(answer.lesson))
            let minute = answer.isSameDay ? 1_190 + place % 220 : 420 + place % 800
            if answer.isDispute {
                postings.post(
                    LessonDisputed(enrolment: id, institution: institution, lesson: lesson), by: "guardians", on: day,
                    minute: minute)
            } else {
                postings.post(
                    LessonConfirmed(enrolment: id, institution: institution, lesson: lesson), by: "guardians", on: day,
                    minute: minute)
            }
        }
        for (number, lesson, taught) in lessons.decisions[day] ?? [] {
            let enrolment = year.enrolments[number]
            postings.post(
                LessonDecided(
                    enrolment: enrolment.id, institution: enrolment.institution, lesson: lesson, taught: taught),
                by: "education", on: day,
                minute: 620)
        }
    }

    private func leave(_ day: Day, _ postings: inout Postings) {
        for plan in asked[day] ?? [] {
            let enrolment = year.enrolments[plan.enrolment]
            postings.post(
                RefundRequested(
                    refund: "R\(enrolment.id)", enrolment: enrolment.id, institution: enrolment.institution,
                    cause: plan.cause), by: "guardians",
                on: day, minute: 1_000)
        }
        for plan in answered[day] ?? [] {
            let enrolment = year.enrolments[plan.enrolment]
            postings.post(
                RefundAnswered(
                    refund: "R\(enrolment.id)", institution: enrolment.institution,
                    agreed: plan.answered?.agreed ?? true), by: "institutions",
                on: day, minute: 650)
        }
        for plan in decided[day] ?? [] {
            let enrolment = year.enrolments[plan.enrolment]
            postings.post(
                RefundDecided(
                    refund: "R\(enrolment.id)", institution: enrolment.institution,
                    upheld: plan.decided?.upheld ?? true, cause: plan.decided?.cause),
                by: "education", on: day, minute: 630)
        }
        for plan in moved[day] ?? [] {
            let (from, to) = (year.enrolments[plan.enrolment], year.enrolments[plan.to])
            postings.post(
                EnrolmentTransferred(
                    enrolment: from.id, institution: from.institution, toInstitution: to.institution, toEnrolment: to.id
                ), by: "education",
                on: day, minute: 640)
        }
    }
}
