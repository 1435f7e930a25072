// What escrow states of payments, lessons and passes.

/// A payment stands as unconsumed tuition of its enrolment.
package struct PaymentAccepted: FactData {
    package static let type: EventType = "escrow.payment.accepted.v1"
    package var enrolment: Identifier
    package var institution: USCC
    /// Class hours, with those given on top; 0 for a pass.
    package var hours: Int
    /// Days of an unlimited pass (R1.68); nil: hours.
    package var passDays: Int?
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, hours: Int, passDays: Int? = nil, amountFen: Fen) {
        self.enrolment = enrolment
        self.institution = institution
        self.hours = hours
        self.passDays = passDays
        self.amountFen = amountFen
    }
}

/// A payment in the bank breaks a rule: it stands in suspense and goes back by the original route.
package struct PaymentSuspended: FactData {
    package static let type: EventType = "escrow.payment.suspended.v1"
    /// The bank's.
    package var reference: Identifier
    package var enrolment: Identifier
    package var institution: USCC
    package var amountFen: Fen
    package var reason: Reason
    /// What to do, without personal data.
    package var detail: Prose
    package var subject: String { institution.description }

    package init(
        reference: Identifier, enrolment: Identifier, institution: USCC, amountFen: Fen, reason: Reason, detail: Prose
    ) {
        self.reference = reference
        self.enrolment = enrolment
        self.institution = institution
        self.amountFen = amountFen
        self.reason = reason
        self.detail = detail
    }
}

/// A lesson is taught and counts: its share is not the family's any more.
package struct LessonReleased: FactData {
    package static let type: EventType = "escrow.lesson.released.v1"
    package var enrolment: Identifier
    package var institution: USCC
    package var lesson: Int
    package var amountFen: Fen
    /// The guardian did not answer (R1.32).
    package var silent: Bool
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, lesson: Int, amountFen: Fen, silent: Bool) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
        self.amountFen = amountFen
        self.silent = silent
    }
}

/// Days of an unlimited pass are over: their share is not the family's any more (R1.68).
package struct PassReleased: FactData {
    package static let type: EventType = "escrow.pass.released.v1"
    package var enrolment: Identifier
    package var institution: USCC
    /// How many, up to and including `through`.
    package var days: Int
    package var through: Day
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, days: Int, through: Day, amountFen: Fen) {
        self.enrolment = enrolment
        self.institution = institution
        self.days = days
        self.through = through
        self.amountFen = amountFen
    }
}

/// A lesson does not count: its share is the family's again (R1.37).
package struct LessonReversed: FactData {
    package static let type: EventType = "escrow.lesson.reversed.v1"
    package var enrolment: Identifier
    package var institution: USCC
    package var lesson: Int
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, lesson: Int, amountFen: Fen) {
        self.enrolment = enrolment
        self.institution = institution
        self.lesson = lesson
        self.amountFen = amountFen
    }
}
