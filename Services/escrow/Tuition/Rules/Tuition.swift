package import Model

/// What escrow is told of courses, payments and lessons.
package enum TuitionCommand: Sendable, Hashable {
    case publishCourse(CoursePublished)
    case pay(PaymentReceived)
    /// A payment whose course never became known.
    case suspend(PaymentReceived)
    case holdLesson(LessonHeld)
    case confirmLesson(LessonConfirmed)
    case disputeLesson(LessonDisputed)
    case decideLesson(LessonDecided)
    case cancelLesson(LessonCancelled)
    case transferEnrolment(EnrolmentTransferred)
}

/// What became of courses, payments and lessons.
package enum TuitionFact: Sendable, Hashable {
    case coursePublished(CoursePublished)
    /// The payment became an enrolment.
    case paymentAccepted(Enrolment, [Transfer])
    case paymentSuspended(PaymentSuspended, [Transfer])
    /// A pupil was taught, for the first time or again after a cancellation.
    case lessonHeld(AttendanceID, Attendance)
    case lessonDisputed(AttendanceID)
    /// It does not count, and never did.
    case lessonDropped(AttendanceID)
    /// It counts; `due` is what is due to the institution by it.
    case lessonReleased(LessonReleased, hours: Int, due: Fen, [Transfer])
    /// It counted, and does not any more; `due` is what is not due to the institution any more.
    case lessonReversed(LessonReversed, hours: Int, due: Fen, [Transfer])
    /// Days of a pass are over; `due` is what is due to the institution by it, `next` when days are counted again.
    case passReleased(PassReleased, due: Fen, next: Day?, [Transfer])
    case shareReleased(enrolment: Identifier, amount: Fen, next: Day?, [Transfer])

    var transfers: [Transfer] {
        switch self {
        case .paymentAccepted(_, let transfers), .paymentSuspended(_, let transfers),
            .lessonReleased(_, _, _, let transfers), .lessonReversed(_, _, _, let transfers),
            .passReleased(_, _, _, let transfers), .shareReleased(_, _, _, let transfers):
            transfers
        case .coursePublished, .lessonHeld, .lessonDisputed, .lessonDropped: []
        }
    }
}

extension Keys {
    mutating func add(_ command: TuitionCommand) {
        switch command {
        case .publishCourse(let data): add(CourseID(data.institution, data.course))
        case .pay(let data): add(data)
        case .suspend(let data): add(data)
        case .holdLesson(let data):
            add(CourseID(data.institution, data.course))
            for enrolment in data.roll {
                rolls.insert(enrolment)
                held.insert(AttendanceID(enrolment, data.lesson))
            }
        case .confirmLesson(let data): add(AttendanceID(data.enrolment, data.lesson), of: data.institution)
        case .disputeLesson(let data): add(AttendanceID(data.enrolment, data.lesson), of: data.institution)
        case .decideLesson(let data): add(AttendanceID(data.enrolment, data.lesson), of: data.institution)
        case .cancelLesson(let data):
            add(CourseID(data.institution, data.course))
            cancelled.insert(CourseLesson(course: CourseID(data.institution, data.course), lesson: data.lesson))
        case .transferEnrolment(let data):
            institutions.formUnion([data.institution, data.toInstitution])
            enrolments.insert(data.enrolment)
            ending.insert(data.enrolment)
        }
    }

    private mutating func add(_ course: CourseID) {
        institutions.insert(course.institution)
        courses.insert(course)
    }

    private mutating func add(_ payment: PaymentReceived) {
        add(CourseID(payment.institution, payment.course))
        enrolments.insert(payment.enrolment)
        pupils.insert(payment.pupilCourse)
        bankEntries.insert(BankEntryID(BankAccountID(payment.institution, .fee), payment.bankReference))
    }

    private mutating func add(_ lesson: AttendanceID, of institution: USCC) {
        institutions.insert(institution)
        enrolments.insert(lesson.enrolment)
        lessons.insert(lesson)
    }
}

func decide(_ command: TuitionCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .publishCourse(let course): try publish(course, state, circumstances)
    case .pay(let payment): try accept(payment, state, circumstances)
    case .suspend(let payment):
        try suspend(payment, .referenceUnknown, "its course was not published in time", state, circumstances)
    case .holdLesson(let lesson): try hold(lesson, state, circumstances)
    case .confirmLesson(let lesson): try confirm(lesson, state)
    case .disputeLesson(let lesson): try dispute(lesson, state, circumstances)
    case .decideLesson(let decision): try settle(decision, state)
    case .cancelLesson(let lesson): try cancel(lesson, state, circumstances)
    case .transferEnrolment(let transfer): try move(transfer, state, circumstances)
    }
}

extension State {
    mutating func apply(_ fact: TuitionFact, on day: Day) {
        switch fact {
        case .coursePublished(let course): publish(course)
        case .paymentAccepted(let enrolment, _):
            add(enrolment)
            ledger.open(.unconsumed(enrolment.id))
            count(enrolment, open: true)
            expectTeaching(of: enrolment)
            book(enrolment.paid, enrolment.reference, BankAccountID(enrolment.institution, .fee), on: day)
        case .paymentSuspended(let payment, _):
            let account = BankAccountID(payment.institution, .fee)
            let suspension = Suspension(
                institution: payment.institution, enrolment: payment.enrolment, amount: payment.amountFen, day: day,
                reason: payment.reason)
            suspensions.add(suspension, as: BankEntryID(account, payment.reference))
            book(payment.amountFen, payment.reference, account, on: day)
        case .lessonHeld(let id, let attendance):
            if attendances[id] == nil {
                attendances.add(attendance, as: id)
            } else {
                attendances.change(id) { $0 = attendance }
            }
            change(enrolment: id.enrolment) { $0.purchase.hold(attendance.hours) }
            institutions.change(attendance.institution) { institution in
                institution.openHours -= attendance.hours
                institution.lastTaught = max(institution.lastTaught ?? attendance.heldOn, attendance.heldOn)
            }
        case .lessonDisputed(let id): attendances.change(id) { $0.status = .disputed }
        case .lessonDropped(let id):
            let hours = attendances[id]?.hours ?? 0
            attendances.change(id) { $0.status = .cancelled }
            change(enrolment: id.enrolment) { $0.purchase.hold(-hours) }
            openAgain(hours, of: id.enrolment)
        case .lessonReleased(let lesson, let hours, let due, _):
            attendances.change(AttendanceID(lesson.enrolment, lesson.lesson)) {
                ($0.status, $0.amount) = (.confirmed, lesson.amountFen)
            }
            use(lesson.enrolment, lesson.amountFen, due) { purchase in
                purchase.teach(hours)
                purchase.hold(-hours)
            }
        case .lessonReversed(let lesson, let hours, let due, _):
            attendances.change(AttendanceID(lesson.enrolment, lesson.lesson)) {
                ($0.status, $0.amount) = (.cancelled, .zero)
            }
            use(lesson.enrolment, .zero - lesson.amountFen, .zero - due) { $0.teach(-hours) }
            openAgain(hours, of: lesson.enrolment)
        case .passReleased(let pass, let due, let next, _):
            use(pass.enrolment, pass.amountFen, due) { purchase in
                purchase.pass(days: pass.days)
                purchase.count(on: next)
            }
            institutions.change(pass.institution) { $0.openHours -= pass.days }
        case .shareReleased(let enrolment, let amount, let next, _):
            change(enrolment: enrolment) { enrolment in
                enrolment.released += amount
                enrolment.shareDue = next
            }
        }
    }

    private mutating func publish(_ course: CoursePublished) {
        courses.add(
            Course(
                name: course.name, online: course.online, starts: course.starts, ends: course.ends,
                lessons: course.lessons,
                hoursPerLesson: course.hoursPerLesson, hourPrice: course.hourFen,
                passDayPrice: course.passDayFen, seats: course.seats), as: CourseID(course.institution, course.course))
        // A seat is taken by hours or by a pass.
        let passes = (course.passDayFen ?? .zero) * Int64(course.ends.days(since: course.starts) + 1)
        let capacity = max(course.hourFen * Int64(course.lessons * course.hoursPerLesson), passes) * Int64(course.seats)
        institutions.change(course.institution) {
            $0.capacity = min($0.capacity + min(capacity, .mostOfAccount), .mostOfAccount)
        }
    }

    /// Teaching is expected from the start of the enrolment, unless it is under way already (R1.54).
    private mutating func expectTeaching(of enrolment: Enrolment) {
        institutions.change(enrolment.institution) { institution in
            if institution.openHours == 0 {
                institution.lastTaught = max(institution.lastTaught ?? enrolment.starts, enrolment.starts)
            }
            institution.openHours += enrolment.purchase.open
        }
    }

    /// A family leaves: nothing of its enrolment is open any more. It leaves once, in however many parts it is paid.
    mutating func leave(_ id: Identifier) {
        guard let enrolment = enrolments[id], !enrolment.isRepaid else { return }
        if !enrolment.isFinished { count(enrolment, open: false) }
        institutions.change(enrolment.institution) { $0.openHours -= enrolment.purchase.open }
    }

    /// A lesson does not count: its hours are to be taught again, unless the family has left.
    private mutating func openAgain(_ hours: Int, of enrolment: Identifier) {
        guard let enrolment = enrolments[enrolment], !enrolment.isRepaid else { return }
        institutions.change(enrolment.institution) { $0.openHours += hours }
    }

    /// What is used of a purchase and its money count as taught, or do not any more.
    private mutating func use(_ id: Identifier, _ amount: Fen, _ due: Fen, _ change: (inout Purchase) -> Void) {
        let wasFinished = enrolments[id]?.isFinished ?? false
        self.change(enrolment: id) { enrolment in
            change(&enrolment.purchase)
            enrolment.taught += amount
            enrolment.released += due
        }
        if let enrolment = enrolments[id], enrolment.isFinished != wasFinished { count(enrolment, open: wasFinished) }
    }

    /// Fees of open enrolments (R1.41).
    private mutating func count(_ enrolment: Enrolment, open: Bool) {
        let change = open ? enrolment.paid : .zero - enrolment.paid
        institutions.change(enrolment.institution) { institution in
            institution.openFees += change
            if enrolment.mode == .deposit { institution.openDepositFees += change }
        }
    }
}
