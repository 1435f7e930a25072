package import Model

/// Where a refund stands.
package enum RefundStatus: String, Sendable, Hashable, CaseIterable {
    /// Waits for the institution's answer.
    case pending
    case disputed
    /// The bank is to pay.
    case agreed
    case repaid
    /// Agreed when lessons had used up what there was.
    case lapsed
    /// The commission found that nothing is owed.
    case dismissed
}

extension RefundStatus {
    /// How a request that ended without a payment of its own stands.
    init(_ outcome: RefundOutcome) {
        switch outcome {
        case .lapsed: self = .lapsed
        case .dismissed: self = .dismissed
        case .nothingOwed, .claimSettled: self = .repaid
        }
    }
}

/// A guardian's request.
package struct Refund: Sendable, Hashable {
    package var id: Identifier
    package var enrolment: Identifier
    package var institution: USCC
    package var cause: RefundCause
    package var requestedOn: Day
    /// Last day on which the institution can answer (R1.60).
    package var due: Day
    package var status: RefundStatus
    /// The last day on which it should be paid; nil until it is agreed.
    package var payBy: Day?
    /// What the bank has yet to pay of it, in fen.
    package var owed: Fen

    /// The fact that it ended without a payment of its own.
    func closed(_ outcome: RefundOutcome) -> Fact {
        .families(
            .refundClosed(RefundClosed(refund: id, enrolment: enrolment, institution: institution, outcome: outcome)))
    }

    package init(
        id: Identifier, enrolment: Identifier, institution: USCC, cause: RefundCause, requestedOn: Day, due: Day,
        status: RefundStatus = .pending,
        payBy: Day? = nil, owed: Fen = .zero
    ) {
        self.id = id
        self.enrolment = enrolment
        self.institution = institution
        self.cause = cause
        self.requestedOn = requestedOn
        self.due = due
        self.status = status
        self.payBy = payBy
        self.owed = owed
    }
}
