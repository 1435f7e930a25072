package import Model

/// An institution, as far as escrow must know.
package struct Institution: Sendable, Hashable {
    package var status: InstitutionStatus
    /// The bank that keeps its fee account; nil as long as it has none (R1.20).
    package var bank: String?
    /// Releases stand still (R1.87).
    package var isFrozen: Bool
    /// The registry was told that no tuition is left (R2.31).
    package var isCleared: Bool

    package init(status: InstitutionStatus, bank: String? = nil, isFrozen: Bool = false, isCleared: Bool = false) {
        self.status = status
        self.bank = bank
        self.isFrozen = isFrozen
        self.isCleared = isCleared
    }
}

/// One pupil's course at an institution: hours of all its enrolments count together (R1.06).
package struct PupilCourse: Hashable, Sendable {
    package var institution: USCC
    package var pupil: String
    package var course: String

    package init(institution: USCC, pupil: String, course: String) {
        self.institution = institution
        self.pupil = pupil
        self.course = course
    }
}

/// What a payment made: hours of a course, and how many of them are taught.
package struct Enrolment: Sendable, Hashable {
    package var id: String
    package var course: PupilCourse
    /// Pseudonymous id.
    package var guardian: String
    /// Class hours paid for.
    package var hours: Int
    /// Fen.
    package var paid: Fen
    /// Class hours of the lessons confirmed.
    package var hoursTaught: Int
    package var lessons: LessonSet
    /// The family has its money back: nothing more can be taught on it.
    package var isRepaid: Bool

    package init(
        id: String, course: PupilCourse, guardian: String, hours: Int, paid: Fen, hoursTaught: Int = 0,
        lessons: LessonSet = LessonSet(),
        isRepaid: Bool = false
    ) {
        self.id = id
        self.course = course
        self.guardian = guardian
        self.hours = hours
        self.paid = paid
        self.hoursTaught = hoursTaught
        self.lessons = lessons
        self.isRepaid = isRepaid
    }

    package var institution: USCC { course.institution }

    /// Class hours that can still be taught.
    package var hoursLeft: Int { isRepaid ? 0 : hours - hoursTaught }
}

/// Where a refund stands.
package enum RefundStatus: String, Sendable, Hashable, CaseIterable {
    case pending
    case repaid
    case disputed
    /// Agreed when lessons had used up what there was.
    case lapsed
}

/// A guardian's request.
package struct Refund: Sendable, Hashable {
    package var id: String
    package var enrolment: String
    package var institution: USCC
    /// Last day on which the institution can answer (R1.60).
    package var due: Day
    package var status: RefundStatus

    package init(id: String, enrolment: String, institution: USCC, due: Day, status: RefundStatus = .pending) {
        self.id = id
        self.enrolment = enrolment
        self.institution = institution
        self.due = due
        self.status = status
    }
}

/// The rows that a batch needs.
package struct State: Sendable {
    package private(set) var institutions: [USCC: Institution] = [:]
    /// By institution, the entries of the public list that stand, each with the first day on which it no longer does.
    package var restrictions: [USCC: [String: Day]] = [:]
    package private(set) var enrolments: [String: Enrolment] = [:]
    package private(set) var refunds: [String: Refund] = [:]
    package var ledger = Ledger()

    /// Enrolments by what they count together for.
    private var courses: [PupilCourse: [String]] = [:]
    /// The pending refund of an enrolment.
    private var pendingRefunds: [String: String] = [:]

    /// Rows to be saved.
    package private(set) var changedInstitutions: Set<USCC> = []
    package private(set) var changedEnrolments: Set<String> = []
    package private(set) var changedRefunds: Set<String> = []

    package init(institutions: [USCC: Institution] = [:], enrolments: [Enrolment] = [], refunds: [Refund] = []) {
        self.institutions = institutions
        for enrolment in enrolments { put(enrolment) }
        for refund in refunds { put(refund) }
        (changedEnrolments, changedRefunds) = ([], [])
    }

    /// Class hours not taught of all enrolments of a pupil in a course.
    package func hoursLeft(of course: PupilCourse) -> Int {
        courses[course, default: []].reduce(0) { $0 + (enrolments[$1]?.hoursLeft ?? 0) }
    }

    /// The refund of an enrolment that waits for an answer.
    package func pendingRefund(of enrolment: String) -> Refund? { pendingRefunds[enrolment].flatMap { refunds[$0] } }

    mutating func put(_ institution: Institution, as id: USCC) {
        institutions[id] = institution
        changedInstitutions.insert(id)
    }

    /// Adds an enrolment.
    mutating func put(_ enrolment: Enrolment) {
        enrolments[enrolment.id] = enrolment
        courses[enrolment.course, default: []].append(enrolment.id)
        changedEnrolments.insert(enrolment.id)
    }

    /// Changes an enrolment in place; one that is not there cannot be changed.
    mutating func change(enrolment id: String, _ change: (inout Enrolment) -> Void) {
        guard let index = enrolments.index(forKey: id) else { preconditionFailure("facts name loaded enrolments") }
        change(&enrolments.values[index])
        changedEnrolments.insert(id)
    }

    mutating func put(_ refund: Refund) {
        refunds[refund.id] = refund
        if refund.status == .pending {
            pendingRefunds[refund.enrolment] = refund.id
        } else if pendingRefunds[refund.enrolment] == refund.id {
            pendingRefunds[refund.enrolment] = nil
        }
        changedRefunds.insert(refund.id)
    }
}
