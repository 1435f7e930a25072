// Alerts: clue, identified, warned, answered (R1.52).

/// What an alert watches.
package enum AlertRule: String, Codable, Sendable, Hashable, CaseIterable {
    /// What lies in both accounts is less than the families' tuition (R1.54).
    case balanceBelowLiability
    /// The risk deposit is below its minimum (R1.41, R1.52).
    case depositBelowMinimum
    /// One movement is a large part of the account (R1.50, R1.51).
    case largeMovement
    /// Many refunds within a week (R1.54).
    case refundWave
    /// Refunds that were agreed are not paid (R1.54).
    case refundOverdue
    /// No lesson for two weeks though tuition is left (R1.54).
    case teachingStopped
    /// More was paid in than the courses can take (R1.54).
    case inflowAboveCapacity
    /// Books and bank differ, and nobody says why.
    case unreconciled
    /// The bank took a charge from the fee account (R1.27).
    case bankFee
}

/// How bad it is (R1.52).
package enum AlertLevel: String, Codable, Sendable, Hashable, CaseIterable {
    case yellow
    case red
}

/// Where an alert stands in its loop (R1.52).
package enum AlertStatus: String, Codable, Sendable, Hashable, CaseIterable {
    /// The rule fired.
    case clue
    /// The commission looked at it, and it is real.
    case identified
    /// The institution was warned.
    case warned
    /// It answered.
    case answered
    case closed
}

/// The commission looked at a clue: it is real, or it is dismissed.
package struct AlertIdentified: EventData {
    package static let type: EventType = "escrow.alert.identified.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var alert: Identifier
    package var real: Bool
    package var subject: String { institution.description }

    package init(institution: USCC, alert: Identifier, real: Bool) {
        self.institution = institution
        self.alert = alert
        self.real = real
    }
}

/// The institution was warned.
package struct AlertWarned: EventData {
    package static let type: EventType = "escrow.alert.warned.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var alert: Identifier
    /// Day by which it must answer.
    package var due: Day
    package var subject: String { institution.description }

    package init(institution: USCC, alert: Identifier, due: Day) {
        self.institution = institution
        self.alert = alert
        self.due = due
    }
}

/// The institution says what it does about it.
package struct AlertAnswered: EventData {
    package static let type: EventType = "escrow.alert.answered.v1"
    package static let posters: Set<Role> = [.institution]
    package var institution: USCC
    package var alert: Identifier
    /// Without personal data.
    package var answer: Prose
    package var subject: String { institution.description }

    package init(institution: USCC, alert: Identifier, answer: Prose) {
        self.institution = institution
        self.alert = alert
        self.answer = answer
    }
}

/// The commission is content with the answer.
package struct AlertClosed: EventData {
    package static let type: EventType = "escrow.alert.closed.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var alert: Identifier
    package var subject: String { institution.description }

    package init(institution: USCC, alert: Identifier) {
        self.institution = institution
        self.alert = alert
    }
}
