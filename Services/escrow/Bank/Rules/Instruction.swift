package import Model

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
