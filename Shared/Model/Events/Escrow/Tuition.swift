// Courses, payments and lessons: what institutions, the bank and guardians tell escrow.

/// A weekly time of a course.
package struct LessonSlot: Codable, Sendable, Hashable {
    /// 1 is Monday, 7 is Sunday.
    package var weekday: Int
    /// Minutes after midnight at which the lesson begins and ends.
    package var from: Int
    package var through: Int

    package init(weekday: Int, from: Int, through: Int) {
        self.weekday = weekday
        self.from = from
        self.through = through
    }
}

/// An institution offers a course at a price, at its premises and on the platform, before anybody pays for it (R1.09).
package struct CoursePublished: EventData {
    package static let type: EventType = "escrow.course.published.v1"
    package static let posters: Set<Role> = [.institution]
    package var institution: USCC
    /// Id, unique within the institution.
    package var course: Identifier
    package var name: Line
    package var online: Bool
    package var starts: Day
    package var ends: Day
    package var lessons: Int
    /// Class hours (课时) of each lesson.
    package var hoursPerLesson: Int
    /// Original price of a class hour.
    package var hourFen: Fen
    /// Price of a day of an unlimited pass (R1.68); nil: it is sold by hours only.
    package var passDayFen: Fen?
    /// Pupils that it can take.
    package var seats: Int
    package var slots: [LessonSlot]
    package var subject: String { institution.description }

    package init(
        institution: USCC, course: Identifier, name: Line, online: Bool, starts: Day, ends: Day, lessons: Int,
        hoursPerLesson: Int, hourFen: Fen,
        passDayFen: Fen? = nil, seats: Int, slots: [LessonSlot]
    ) {
        self.institution = institution
        self.course = course
        self.name = name
        self.online = online
        self.starts = starts
        self.ends = ends
        self.lessons = lessons
        self.hoursPerLesson = hoursPerLesson
        self.hourFen = hourFen
        self.passDayFen = passDayFen
        self.seats = seats
        self.slots = slots
    }
}

/// How a guardian paid.
package enum PaymentMethod: String, Codable, Sendable, Hashable, CaseIterable {
    case transfer
    case card
    /// WeChat, Alipay and the like, swept into the fee account (R1.21).
    case mobile
    /// Swept into the fee account (R1.21).
    case cash
    /// 培训贷: forbidden (R1.11).
    case loan
}

/// Terms of a contract that are void (R1.70).
package enum VoidTerm: String, Codable, Sendable, Hashable, CaseIterable {
    case noRefund
    case noTransfer
    case noReissue
    case unilateralChange
}

/// What the guardian and the institution signed.
package struct Contract: Codable, Sendable, Hashable {
    /// Name of the model contract (R1.10).
    package var template: Line
    /// Days before or after the start of the course within which the guardian may withdraw from it with all money back
    /// (R1.61).
    package var withdrawalDays: Int
    /// Terms in it that the law does not allow (R1.70).
    package var voidTerms: [VoidTerm]

    package init(template: Line, withdrawalDays: Int, voidTerms: [VoidTerm]) {
        self.template = template
        self.withdrawalDays = withdrawalDays
        self.voidTerms = voidTerms
    }
}

/// A guardian's payment for a course lies in the fee account. If it breaks a rule it stands in suspense and goes back
/// by the original route.
package struct PaymentReceived: EventData {
    package static let type: EventType = "escrow.payment.received.v1"
    package static let posters: Set<Role> = [.bank]
    /// The enrolment this payment makes; one payment an enrolment.
    package var enrolment: Identifier
    package var institution: USCC
    /// Pseudonymous ids.
    package var pupil: Identifier
    package var guardian: Identifier
    package var course: Identifier
    /// Class hours (课时) paid for; 0 for a pass.
    package var hours: Int
    /// True: an unlimited pass, for as many lessons as the pupil likes from `courseStarts` to `courseEnds` (R1.68).
    /// Nil: hours.
    package var pass: Bool?
    /// Class hours given on top (R1.62); nil: none.
    package var giftHours: Int?
    /// The part of the course that is paid for.
    package var courseStarts: Day
    package var courseEnds: Day
    package var amountFen: Fen
    /// The bank's reference, unique among its entries of this account; nil: the enrolment's id.
    package var reference: Identifier?
    /// Nil: a transfer.
    package var method: PaymentMethod?
    package var contract: Contract?
    /// The enrolment at another institution whose money this is (R6.05).
    package var transferredFrom: Identifier?
    package var subject: String { institution.description }

    package init(
        enrolment: Identifier, institution: USCC, pupil: Identifier, guardian: Identifier, course: Identifier,
        hours: Int,
        pass: Bool? = nil, giftHours: Int? = nil,
        courseStarts: Day, courseEnds: Day, amountFen: Fen, reference: Identifier? = nil, method: PaymentMethod? = nil,
        contract: Contract? = nil,
        transferredFrom: Identifier? = nil
    ) {
        self.enrolment = enrolment
        self.institution = institution
        self.pupil = pupil
        self.guardian = guardian
        self.course = course
        self.hours = hours
        self.pass = pass
        self.giftHours = giftHours
        self.courseStarts = courseStarts
        self.courseEnds = courseEnds
        self.amountFen = amountFen
        self.reference = reference
        self.method = method
        self.contract = contract
        self.transferredFrom = transferredFrom
    }
}

/// A lesson was taught; the roll call names who was there. One wrong name makes the whole roll call fail (R1.37).
package struct LessonHeld: EventData {
    package static let type: EventType = "escrow.lesson.held.v1"
    package static let posters: Set<Role> = [.institution]
    package var institution: USCC
    package var course: Identifier
    /// Number of the lesson in the course, from 1.
    package var lesson: Int
    /// Enrolments of the pupils who were taught.
    package var roll: [Identifier]
    package var subject: String { institution.description }

    package init(institution: USCC, course: Identifier, lesson: Int, roll: [Identifier]) {
        self.institution = institution
        self.course = course
        self.lesson = lesson
        self.roll = roll
    }
}

/// A guardian confirmed a lesson (一课一消, R1.31).
package struct LessonConfirmed: EventData {
    package static let type: EventType = "escrow.lesson.confirmed.v1"
    package static let posters: Set<Role> = [.guardian]
    package var enrolment: Identifier
    package var institution: USCC
    package var lesson: Int
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, lesson: Int) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
    }
}

/// A guardian says that a lesson was not taught: silence does not confirm it any more, and the commission decides.
package struct LessonDisputed: EventData {
    package static let type: EventType = "escrow.lesson.disputed.v1"
    package static let posters: Set<Role> = [.guardian]
    package var enrolment: Identifier
    package var institution: USCC
    package var lesson: Int
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, lesson: Int) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
    }
}

/// The commission decides a disputed lesson.
package struct LessonDecided: EventData {
    package static let type: EventType = "escrow.lesson.decided.v1"
    package static let posters: Set<Role> = [.education]
    package var enrolment: Identifier
    package var institution: USCC
    package var lesson: Int
    package var taught: Bool
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, lesson: Int, taught: Bool) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
        self.taught = taught
    }
}

/// A lesson does not count: for every pupil what it moved is reversed exactly (R1.37). It can be held again (made up)
/// under its number.
package struct LessonCancelled: EventData {
    package static let type: EventType = "escrow.lesson.cancelled.v1"
    package static let posters: Set<Role> = [.institution, .education]
    package var institution: USCC
    package var course: Identifier
    package var lesson: Int
    package var subject: String { institution.description }

    package init(institution: USCC, course: Identifier, lesson: Int) {
        self.institution = institution
        self.course = course
        self.lesson = lesson
    }
}

/// A pupil goes on at another institution: what is not taught goes to its fee account (R6.05, R6.08).
package struct EnrolmentTransferred: EventData {
    package static let type: EventType = "escrow.enrolment.transferred.v1"
    package static let posters: Set<Role> = [.education]
    package var enrolment: Identifier
    package var institution: USCC
    package var toInstitution: USCC
    /// The enrolment for which the money will be received there.
    package var toEnrolment: Identifier
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, toInstitution: USCC, toEnrolment: Identifier) {
        self.enrolment = enrolment
        self.institution = institution
        self.toInstitution = toInstitution
        self.toEnrolment = toEnrolment
    }
}
