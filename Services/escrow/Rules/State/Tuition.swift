package import Model

/// A course's id is unique within its institution.
package struct CourseID: Hashable, Comparable, Sendable {
    package var institution: USCC
    package var course: Identifier

    package init(_ institution: USCC, _ course: Identifier) {
        self.institution = institution
        self.course = course
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.institution, left.course) < (right.institution, right.course)
    }
}

/// What is on the price list (R1.09).
package struct Course: Sendable, Hashable {
    package var starts: Day
    package var ends: Day
    package var lessons: Int
    /// Class hours of a lesson.
    package var hoursPerLesson: Int
    /// Original price of a class hour.
    package var hourPrice: Fen
    /// Price of a day of an unlimited pass (R1.68); nil if it is sold by hours only.
    package var passDayPrice: Fen?
    package var seats: Int

    package init(
        starts: Day, ends: Day, lessons: Int, hoursPerLesson: Int, hourPrice: Fen, passDayPrice: Fen? = nil, seats: Int
    ) {
        self.starts = starts
        self.ends = ends
        self.lessons = lessons
        self.hoursPerLesson = hoursPerLesson
        self.hourPrice = hourPrice
        self.passDayPrice = passDayPrice
        self.seats = seats
    }
}

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

/// A lesson of an enrolment.
package struct AttendanceID: Hashable, Comparable, Sendable {
    package var enrolment: Identifier
    package var lesson: Int

    package init(_ enrolment: Identifier, _ lesson: Int) {
        self.enrolment = enrolment
        self.lesson = lesson
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.enrolment == right.enrolment ? left.lesson < right.lesson : left.enrolment < right.enrolment
    }

    /// `<enrolment>/<lesson>`: what transfers refer to.
    package var reference: String { enrolment.description + "/" + String(lesson) }
}

/// Where a lesson of an enrolment stands.
package enum AttendanceStatus: String, Sendable, Hashable, CaseIterable {
    /// Taught, as the institution says.
    case held
    case disputed
    /// It counts.
    case confirmed
    /// It does not count; it can be held again.
    case cancelled
}

/// A pupil's lesson, from the roll call on (R1.37).
package struct Attendance: Sendable, Hashable {
    package var institution: USCC
    /// Class hours that it takes of the enrolment; 0 on a pass.
    package var hours: Int
    package var heldOn: Day
    /// Last day on which the guardian can answer; then silence confirms (R1.32).
    package var due: Day
    package var status: AttendanceStatus
    /// Its share, in fen, once it is confirmed.
    package var amount: Fen

    package init(
        institution: USCC, hours: Int, heldOn: Day, due: Day, status: AttendanceStatus = .held, amount: Fen = .zero
    ) {
        self.institution = institution
        self.hours = hours
        self.heldOn = heldOn
        self.due = due
        self.status = status
        self.amount = amount
    }
}
