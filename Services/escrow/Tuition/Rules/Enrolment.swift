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

/// What a payment made: hours of a course, and how many of them are taught; or a pass for some days (R1.68): then its
/// days are counted where else hours are, and are taught when they are over.
package struct Enrolment: Sendable, Hashable {
    package var id: Identifier
    package var course: PupilCourse
    /// Pseudonymous id.
    package var guardian: Identifier
    /// The bank's reference of the payment, whose route money takes back.
    package var reference: Identifier
    /// For as many lessons as the pupil likes on its days: lessons of it are recorded, and worth nothing by themselves
    /// (R1.68).
    package var isPass: Bool
    /// Class hours, those given on top among them: each is worth the same part of what was paid (R1.62, R1.65). Of a
    /// pass, its days.
    package var hours: Int
    /// Fen.
    package var paid: Fen
    package var paidOn: Day
    package var starts: Day
    package var ends: Day
    /// Days before or after the start within which the contract lets the family leave (R1.61).
    package var withdrawalDays: Int
    package var mode: ReleaseMode
    /// Class hours of lessons that were held and wait for an answer, or are disputed.
    package var hoursHeld: Int
    /// Class hours of the lessons that count.
    package var hoursTaught: Int
    /// Their worth in fen.
    package var taught: Fen
    /// What is due to the institution of what was paid, in fen; more than `taught` is an advance.
    package var released: Fen
    /// When the next share is due; nil if none is left or lessons release.
    package var shareDue: Day?
    /// When the next days of a pass are counted; nil if all are, while a refund is undecided, and if it is no pass.
    package var daysDue: Day?
    /// The family has its money back or claims it: nothing more can be taught on it.
    package var isRepaid: Bool

    package init(
        id: Identifier, course: PupilCourse, guardian: Identifier, reference: Identifier, isPass: Bool = false,
        hours: Int,
        paid: Fen, paidOn: Day, starts: Day,
        ends: Day, withdrawalDays: Int = 0, mode: ReleaseMode = .perLesson, hoursHeld: Int = 0, hoursTaught: Int = 0,
        taught: Fen = .zero,
        released: Fen = .zero, shareDue: Day? = nil, daysDue: Day? = nil, isRepaid: Bool = false
    ) {
        self.id = id
        self.course = course
        self.guardian = guardian
        self.reference = reference
        self.isPass = isPass
        self.hours = hours
        self.paid = paid
        self.paidOn = paidOn
        self.starts = starts
        self.ends = ends
        self.withdrawalDays = withdrawalDays
        self.mode = mode
        self.hoursHeld = hoursHeld
        self.hoursTaught = hoursTaught
        self.taught = taught
        self.released = released
        self.shareDue = shareDue
        self.daysDue = daysDue
        self.isRepaid = isRepaid
    }

    package var institution: USCC { course.institution }

    /// Class hours that do not count as taught yet.
    package var hoursLeft: Int { isRepaid ? 0 : hours - hoursTaught }

    /// Taught to the end or given up.
    package var isFinished: Bool { isRepaid || hoursTaught == hours }

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
