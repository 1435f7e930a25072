package import Model

/// One pupil's course at an institution: caps count all its enrolments together (R1.06).
package struct PupilCourse: Hashable, Sendable {
    package var institution: USCC
    package var pupil: Identifier
    package var course: Identifier

    package init(institution: USCC, pupil: Identifier, course: Identifier) {
        self.institution = institution
        self.pupil = pupil
        self.course = course
    }

    package var id: CourseID { CourseID(institution, course) }
}

/// What a payment made.
package struct Enrolment: Sendable, Hashable {
    package var id: Identifier
    package var course: PupilCourse
    /// Pseudonymous id.
    package var guardian: Identifier
    /// The bank's reference of the payment, whose route money takes back.
    package var reference: Identifier
    package var purchase: Purchase
    /// Fen.
    package var paid: Fen
    package var paidOn: Day
    package var starts: Day
    package var ends: Day
    /// Days before or after the start within which the contract lets the family leave (R1.61).
    package var withdrawalDays: Int
    package var mode: ReleaseMode
    /// What was taught of it, or is over, in fen.
    package var taught: Fen
    /// What is due to the institution of what was paid, in fen; more than `taught` is an advance.
    package var released: Fen
    /// When the next share is due; nil if none is left or lessons release.
    package var shareDue: Day?
    /// The family has its money back or claims it: nothing more can be taught on it.
    package var isRepaid: Bool

    package init(
        id: Identifier, course: PupilCourse, guardian: Identifier, reference: Identifier, purchase: Purchase,
        paid: Fen, paidOn: Day, starts: Day,
        ends: Day, withdrawalDays: Int = 0, mode: ReleaseMode = .perLesson,
        taught: Fen = .zero,
        released: Fen = .zero, shareDue: Day? = nil, isRepaid: Bool = false
    ) {
        self.id = id
        self.course = course
        self.guardian = guardian
        self.reference = reference
        self.purchase = purchase
        self.paid = paid
        self.paidOn = paidOn
        self.starts = starts
        self.ends = ends
        self.withdrawalDays = withdrawalDays
        self.mode = mode
        self.taught = taught
        self.released = released
        self.shareDue = shareDue
        self.isRepaid = isRepaid
    }

    package var institution: USCC { course.institution }

    /// Class hours that do not count as taught yet; none of a pass.
    package var hoursLeft: Int { isRepaid ? 0 : purchase.hours?.left ?? 0 }

    /// Taught to the end or given up.
    package var isFinished: Bool { isRepaid || purchase.isUsedUp }

    /// What the institution had before it taught, in fen.
    package var advance: Fen { max(.zero, released - taught) }

    /// What was taught and is not due yet, in fen.
    package var earned: Fen { max(.zero, taught - released) }
}

/// A payment that broke a rule.
package struct Suspension: Sendable, Hashable {
    package var institution: USCC
    package var enrolment: Identifier
    package var amount: Fen
    package var day: Day
    package var reason: Reason

    package init(institution: USCC, enrolment: Identifier, amount: Fen, day: Day, reason: Reason) {
        self.institution = institution
        self.enrolment = enrolment
        self.amount = amount
        self.day = day
        self.reason = reason
    }
}
