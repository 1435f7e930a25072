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
        .refundClosed(RefundClosed(refund: id, enrolment: enrolment, institution: institution, outcome: outcome))
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

/// Where a payment instruction stands.
package enum InstructionStatus: String, Sendable, Hashable, CaseIterable {
    /// It is owed, but there is no money for it yet: not sent.
    case uncovered
    case sent
    case accepted
    case paid
    /// Returned or not answered in time.
    case failed
    /// Failed or uncovered, and another one took its place.
    case replaced

    /// The money is held for it.
    package var isPending: Bool { self == .sent || self == .accepted }
}

/// An order to the bank: a pending transfer with a last day.
package struct Instruction: Sendable, Hashable {
    /// `<uscc>-<number>`.
    package var id: Identifier
    package var institution: USCC
    package var account: BankAccount
    package var purpose: InstructionPurpose
    /// Reference of the payment whose route the money takes back, claim, or credit code of the institution that gets
    /// it.
    package var payee: Payee
    /// The account that is settled by it.
    package var debit: AccountID
    /// Fen.
    package var amount: Fen
    /// Of a family's money: the enrolment, why, and the refund that it pays.
    package var enrolment: Identifier?
    package var cause: RepaymentCause?
    package var refund: Identifier?
    package var sentOn: Day
    /// The bank must not pay after it.
    package var validThrough: Day
    package var status: InstructionStatus

    package init(
        id: Identifier, institution: USCC, account: BankAccount, purpose: InstructionPurpose, payee: Payee,
        debit: AccountID, amount: Fen,
        enrolment: Identifier? = nil, cause: RepaymentCause? = nil, refund: Identifier? = nil, sentOn: Day,
        validThrough: Day,
        status: InstructionStatus = .sent
    ) {
        self.id = id
        self.institution = institution
        self.account = account
        self.purpose = purpose
        self.payee = payee
        self.debit = debit
        self.amount = amount
        self.enrolment = enrolment
        self.cause = cause
        self.refund = refund
        self.sentOn = sentOn
        self.validThrough = validThrough
        self.status = status
    }

    /// The pending transfer that holds its money, or what becomes of it.
    package func transfer(_ phase: TransferPhase) -> Transfer {
        let source: AccountID = account == .fee ? .bank(institution) : .depositBank(institution)
        return Transfer(.payout, debit: debit, credit: source, amount: amount, reference: id.description, phase: phase)
    }
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

/// A creditor's claim, behind the families (R1.81).
package struct CreditorClaim: Sendable, Hashable {
    package var institution: USCC
    package var rank: ClaimRank
    package var amount: Fen
    /// What was instructed of it, in fen.
    package var awarded: Fen

    package init(institution: USCC, rank: ClaimRank, amount: Fen, awarded: Fen = .zero) {
        self.institution = institution
        self.rank = rank
        self.amount = amount
        self.awarded = awarded
    }
}
