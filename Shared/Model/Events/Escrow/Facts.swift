// What escrow states of money that goes out, refunds, freezes, alerts and the ledger.

/// What an instruction pays.
package enum InstructionPurpose: String, Codable, Sendable, Hashable, CaseIterable {
    /// What was released, to the institution's own account (R1.35).
    case settlement
    /// A family's money, by the original route of its payment (R1.60).
    case refund
    /// A payment that broke a rule, by its original route.
    case suspenseReturn
    /// A pupil's money, to the fee account of another institution (R6.05).
    case transfer
    /// Risk deposit, to the institution's own account (R1.41).
    case depositReturn
    /// A creditor's claim (R1.81).
    case creditor
}

/// The bank is to pay from an account of an institution (R1.35). After the last day it must not pay any more.
package struct PaymentInstructed: FactData {
    package static let type: EventType = "escrow.payment.instructed.v1"
    package var instruction: Identifier
    package var institution: USCC
    package var account: BankAccount
    package var purpose: InstructionPurpose
    /// Reference of the payment whose route the money takes back, claim, or credit code of the institution.
    package var payee: Payee
    package var amountFen: Fen
    package var validThrough: Day
    package var subject: String { institution.description }

    package init(
        instruction: Identifier, institution: USCC, account: BankAccount, purpose: InstructionPurpose, payee: Payee,
        amountFen: Fen, validThrough: Day
    ) {
        self.instruction = instruction
        self.institution = institution
        self.account = account
        self.purpose = purpose
        self.payee = payee
        self.amountFen = amountFen
        self.validThrough = validThrough
    }
}

/// An instruction was returned, or the bank did not answer in time: the money is where it was.
package struct InstructionFailed: FactData {
    package static let type: EventType = "escrow.instruction.failed.v1"
    package var instruction: Identifier
    package var institution: USCC
    package var purpose: InstructionPurpose
    package var amountFen: Fen
    package var expired: Bool
    package var subject: String { institution.description }

    package init(instruction: Identifier, institution: USCC, purpose: InstructionPurpose, amountFen: Fen, expired: Bool)
    {
        self.instruction = instruction
        self.institution = institution
        self.purpose = purpose
        self.amountFen = amountFen
        self.expired = expired
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

/// Why money went back to a family.
package enum RepaymentCause: String, Codable, Sendable, Hashable, CaseIterable {
    /// The institution agreed, was silent (R1.60), had to (R1.63), or the commission decided.
    case refundAgreed
    /// The institution absconded (R1.80, R1.87).
    case institutionAbsconded
    /// The pupil goes on elsewhere (R6.05).
    case pupilTransferred
}

/// A family's money was paid back.
package struct FamilyRepaid: FactData {
    package static let type: EventType = "escrow.family.repaid.v1"
    package var enrolment: Identifier
    package var institution: USCC
    package var amountFen: Fen
    package var cause: RepaymentCause
    package var subject: String { institution.description }

    package init(enrolment: Identifier, institution: USCC, amountFen: Fen, cause: RepaymentCause) {
        self.enrolment = enrolment
        self.institution = institution
        self.amountFen = amountFen
        self.cause = cause
    }
}

/// A refund is agreed, and how it was counted (R1.63-R1.67).
package struct RefundAgreed: FactData {
    package static let type: EventType = "escrow.refund.agreed.v1"
    package var refund: Identifier
    package var enrolment: Identifier
    package var institution: USCC
    package var cause: RefundCause
    /// The institution did not answer (R1.60).
    package var silent: Bool
    /// What goes back of what was paid.
    package var principalFen: Fen
    /// What the institution keeps of what was not taught: the original price of the hours taught (R1.66).
    package var keptFen: Fen
    /// Interest that goes with it, out of what the bank paid (R1.67).
    package var interestFen: Fen
    /// Interest that the institution owes beside it.
    package var interestUnpaidFen: Fen
    /// Part of the principal for which there is no money yet.
    package var uncoveredFen: Fen
    package var subject: String { institution.description }

    package init(
        refund: Identifier, enrolment: Identifier, institution: USCC, cause: RefundCause, silent: Bool,
        principalFen: Fen,
        keptFen: Fen, interestFen: Fen,
        interestUnpaidFen: Fen, uncoveredFen: Fen
    ) {
        self.refund = refund
        self.enrolment = enrolment
        self.institution = institution
        self.cause = cause
        self.silent = silent
        self.principalFen = principalFen
        self.keptFen = keptFen
        self.interestFen = interestFen
        self.interestUnpaidFen = interestUnpaidFen
        self.uncoveredFen = uncoveredFen
    }
}

/// The institution disputes a refund; the education commission must decide it.
package struct RefundDisputed: FactData {
    package static let type: EventType = "escrow.refund.disputed.v1"
    package var refund: Identifier
    package var enrolment: Identifier
    package var institution: USCC
    package var subject: String { institution.description }

    package init(refund: Identifier, enrolment: Identifier, institution: USCC) {
        self.refund = refund
        self.enrolment = enrolment
        self.institution = institution
    }
}

/// How a request ended without a payment.
package enum RefundOutcome: String, Codable, Sendable, Hashable, CaseIterable {
    /// Lessons had used up what there was.
    case lapsed
    /// The commission found that nothing is owed.
    case dismissed
    /// The original price of the hours taught is all that was paid (R1.66).
    case nothingOwed
    /// It is paid with all other families' claims (R1.87).
    case claimSettled
}

/// A request for a refund ended without a payment of its own.
package struct RefundClosed: FactData {
    package static let type: EventType = "escrow.refund.closed.v1"
    package var refund: Identifier
    package var enrolment: Identifier
    package var institution: USCC
    package var outcome: RefundOutcome
    package var subject: String { institution.description }

    package init(refund: Identifier, enrolment: Identifier, institution: USCC, outcome: RefundOutcome) {
        self.refund = refund
        self.enrolment = enrolment
        self.institution = institution
        self.outcome = outcome
    }
}

/// Releases of an institution stand still.
package struct ReleasesFrozen: FactData {
    package static let type: EventType = "escrow.releases.frozen.v1"
    package var institution: USCC
    package var cause: Line
    /// Unconsumed tuition of all its families at that moment.
    package var unconsumedFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, cause: Line, unconsumedFen: Fen) {
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

/// All families of an institution that stopped were paid, in full or pro rata (R1.81, R1.87).
package struct ClaimsSettled: FactData {
    package static let type: EventType = "escrow.claims.settled.v1"
    package var institution: USCC
    /// Families with a claim.
    package var families: Int
    /// What they were owed.
    package var claimsFen: Fen
    /// What is being paid: all of it, or all that there is.
    package var paidFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, families: Int, claimsFen: Fen, paidFen: Fen) {
        self.institution = institution
        self.families = families
        self.claimsFen = claimsFen
        self.paidFen = paidFen
    }
}

/// An alert was raised, rose from yellow to red, or went on in its loop (R1.52).
package struct AlertChanged: FactData {
    package static let type: EventType = "escrow.alert.changed.v1"
    package var alert: Identifier
    package var institution: USCC
    package var rule: AlertRule
    package var level: AlertLevel
    package var status: AlertStatus
    /// What was seen, in figures.
    package var detail: Prose
    package var subject: String { institution.description }

    package init(
        alert: Identifier, institution: USCC, rule: AlertRule, level: AlertLevel, status: AlertStatus, detail: Prose
    ) {
        self.alert = alert
        self.institution = institution
        self.rule = rule
        self.level = level
        self.status = status
        self.detail = detail
    }
}

/// A statement was compared with the books.
package struct StatementReconciled: FactData {
    package static let type: EventType = "escrow.statement.reconciled.v1"
    package var institution: USCC
    package var account: BankAccount
    package var day: Day
    /// Lines that are in the books with the same amount.
    package var matched: Int
    /// Lines that are not.
    package var open: Int
    package var subject: String { institution.description }

    package init(institution: USCC, account: BankAccount, day: Day, matched: Int, open: Int) {
        self.institution = institution
        self.account = account
        self.day = day
        self.matched = matched
        self.open = open
    }
}

/// The transfers of a day are sealed: a hash over the links of all institutions' chains. Who keeps this message can
/// prove that no transfer was changed later.
package struct LedgerSealed: FactData {
    package static let type: EventType = "escrow.ledger.sealed.v1"
    package var day: Day
    /// Institutions with transfers on that day.
    package var institutions: Int
    package var transfers: Int
    /// SHA-256 in hexadecimal over the links of the day, in the order of the institutions.
    package var hash: Identifier
    package var subject: String { "ledger" }

    package init(day: Day, institutions: Int, transfers: Int, hash: Identifier) {
        self.day = day
        self.institutions = institutions
        self.transfers = transfers
        self.hash = hash
    }
}

/// No tuition of a deregistering institution is left: the registry may finish (R2.31). On the compacted topic
/// `escrow.clearances`.
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
