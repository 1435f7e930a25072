// What the bank, guardians, institutions and the education commission tell escrow.

/// The bank opened an institution's one special fee account (R1.20, R1.22).
package struct AccountOpened: EventData {
    package static let type: EventType = "escrow.account.opened.v1"
    package static let posters: Set<Role> = [.bank]
    package var institution: USCC
    package var bank: String
    package var subject: String { institution.description }

    package init(institution: USCC, bank: String) {
        self.institution = institution
        self.bank = bank
    }
}

/// A guardian paid for a course. The bank credits it only if escrow accepts; what is refused goes back by the original route.
package struct PaymentReceived: EventData {
    package static let type: EventType = "escrow.payment.received.v1"
    package static let posters: Set<Role> = [.bank]
    /// The enrolment this payment makes; one payment an enrolment.
    package var enrolment: String
    package var institution: USCC
    /// Pseudonymous ids.
    package var pupil: String
    package var guardian: String
    package var course: String
    /// Class hours (课时) paid for.
    package var hours: Int
    package var courseStarts: Day
    package var courseEnds: Day
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(
        enrolment: String, institution: USCC, pupil: String, guardian: String, course: String, hours: Int, courseStarts: Day,
        courseEnds: Day, amountFen: Fen
    ) {
        self.enrolment = enrolment
        self.institution = institution
        self.pupil = pupil
        self.guardian = guardian
        self.course = course
        self.hours = hours
        self.courseStarts = courseStarts
        self.courseEnds = courseEnds
        self.amountFen = amountFen
    }
}

/// A guardian confirmed a lesson (一课一消, R1.31): its share is released to the institution.
package struct LessonConfirmed: EventData {
    package static let type: EventType = "escrow.lesson.confirmed.v1"
    package static let posters: Set<Role> = [.guardian]
    package var enrolment: String
    package var institution: USCC
    /// Number of the lesson in the course, from 1; each lesson counts once per enrolment (R1.37).
    package var lesson: Int
    /// Class hours of the lesson.
    package var hours: Int
    package var subject: String { institution.description }

    package init(enrolment: String, institution: USCC, lesson: Int, hours: Int) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
        self.hours = hours
    }
}

/// A guardian asks for the money of the hours not taught (R1.60).
package struct RefundRequested: EventData {
    package static let type: EventType = "escrow.refund.requested.v1"
    package static let posters: Set<Role> = [.guardian]
    package var refund: String
    package var enrolment: String
    package var institution: USCC
    package var subject: String { institution.description }

    package init(refund: String, enrolment: String, institution: USCC) {
        self.refund = refund
        self.enrolment = enrolment
        self.institution = institution
    }
}

/// The institution answers a request; silence for the working days of the policy agrees (R1.60).
package struct RefundAnswered: EventData {
    package static let type: EventType = "escrow.refund.answered.v1"
    package static let posters: Set<Role> = [.institution]
    package var refund: String
    package var institution: USCC
    package var agreed: Bool
    package var subject: String { institution.description }

    package init(refund: String, institution: USCC, agreed: Bool) {
        self.refund = refund
        self.institution = institution
        self.agreed = agreed
    }
}

/// Releases of an institution stop; refunds go on (R1.87).
package struct AccountFrozen: EventData {
    package static let type: EventType = "escrow.account.frozen.v1"
    package static let posters: Set<Role> = [.education, .publicSecurity]
    package var institution: USCC
    package var cause: String
    package var subject: String { institution.description }

    package init(institution: USCC, cause: String) {
        self.institution = institution
        self.cause = cause
    }
}

/// A freeze ends.
package struct AccountUnfrozen: EventData {
    package static let type: EventType = "escrow.account.unfrozen.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var subject: String { institution.description }

    package init(institution: USCC) {
        self.institution = institution
    }
}

// What escrow states.

/// A payment stands as unconsumed tuition of its enrolment.
package struct PaymentAccepted: FactData {
    package static let type: EventType = "escrow.payment.accepted.v1"
    package var enrolment: String
    package var institution: USCC
    package var hours: Int
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(enrolment: String, institution: USCC, hours: Int, amountFen: Fen) {
        self.enrolment = enrolment
        self.institution = institution
        self.hours = hours
        self.amountFen = amountFen
    }
}

/// The share of a confirmed lesson was released to the institution.
package struct LessonReleased: FactData {
    package static let type: EventType = "escrow.lesson.released.v1"
    package var enrolment: String
    package var institution: USCC
    package var lesson: Int
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(enrolment: String, institution: USCC, lesson: Int, amountFen: Fen) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
        self.amountFen = amountFen
    }
}

/// Why money went back to a family.
package enum RepaymentCause: String, Codable, Sendable, Hashable, CaseIterable {
    /// The institution agreed, or was silent (R1.60).
    case refundAgreed
    /// The institution absconded (R1.80, R1.87).
    case institutionAbsconded
}

/// A family got its unconsumed tuition back.
package struct FamilyRepaid: FactData {
    package static let type: EventType = "escrow.family.repaid.v1"
    package var enrolment: String
    package var institution: USCC
    package var guardian: String
    package var amountFen: Fen
    package var cause: RepaymentCause
    package var subject: String { institution.description }

    package init(enrolment: String, institution: USCC, guardian: String, amountFen: Fen, cause: RepaymentCause) {
        self.enrolment = enrolment
        self.institution = institution
        self.guardian = guardian
        self.amountFen = amountFen
        self.cause = cause
    }
}

/// The institution disputes a refund; the education commission must look at it.
package struct RefundDisputed: FactData {
    package static let type: EventType = "escrow.refund.disputed.v1"
    package var refund: String
    package var enrolment: String
    package var institution: USCC
    package var subject: String { institution.description }

    package init(refund: String, enrolment: String, institution: USCC) {
        self.refund = refund
        self.enrolment = enrolment
        self.institution = institution
    }
}

/// Released money of an institution was paid from the escrow account to its own account (R1.35).
package struct ReleaseSettled: FactData {
    package static let type: EventType = "escrow.release.settled.v1"
    package var institution: USCC
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, amountFen: Fen) {
        self.institution = institution
        self.amountFen = amountFen
    }
}

/// Releases of an institution stand still.
package struct ReleasesFrozen: FactData {
    package static let type: EventType = "escrow.releases.frozen.v1"
    package var institution: USCC
    package var cause: String
    /// Unconsumed tuition of all its families at that moment.
    package var unconsumedFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, cause: String, unconsumedFen: Fen) {
        self.institution = institution
        self.cause = cause
        self.unconsumedFen = unconsumedFen
    }
}

/// Releases of an institution go on.
package struct ReleasesUnfrozen: FactData {
    package static let type: EventType = "escrow.releases.unfrozen.v1"
    package var institution: USCC
    package var subject: String { institution.description }

    package init(institution: USCC) {
        self.institution = institution
    }
}

/// No tuition of a deregistering institution is left: the registry may finish (R2.31). On the compacted topic `escrow.clearances`.
package struct ClearanceGiven: FactData {
    package static let type: EventType = "escrow.clearance.given.v1"
    package static let topic = "escrow.clearances"
    package static let isCompacted = true
    package var institution: USCC
    package var subject: String { institution.description }

    package init(institution: USCC) {
        self.institution = institution
    }
}
