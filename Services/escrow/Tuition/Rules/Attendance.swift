package import Model

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
