// Refunds and claims.

/// By whose cause a family leaves: it decides at which price the hours taught are counted and which interest is owed.
package enum RefundCause: String, Codable, Sendable, Hashable, CaseIterable {
    /// Within seven days of the payment (R1.63) or the contract's days around the start (R1.61): everything not taught,
    /// without an answer.
    case withoutReason
    /// The institution's: hours taught at the discounted price (R1.65).
    case institution
    /// The consumer's: hours taught at the original price (R1.66).
    case consumer
}

/// A guardian asks for the money of the hours not taught (R1.60).
package struct RefundRequested: EventData {
    package static let type: EventType = "escrow.refund.requested.v1"
    package static let posters: Set<Role> = [.guardian]
    package var refund: Identifier
    package var enrolment: Identifier
    package var institution: USCC
    /// Nil: the institution's.
    package var cause: RefundCause?
    package var subject: String { institution.description }

    package init(refund: Identifier, enrolment: Identifier, institution: USCC, cause: RefundCause? = nil) {
        self.refund = refund
        self.enrolment = enrolment
        self.institution = institution
        self.cause = cause
    }
}

/// The institution answers a request; silence for the working days of the policy agrees (R1.60).
package struct RefundAnswered: EventData {
    package static let type: EventType = "escrow.refund.answered.v1"
    package static let posters: Set<Role> = [.institution]
    package var refund: Identifier
    package var institution: USCC
    package var agreed: Bool
    package var subject: String { institution.description }

    package init(refund: Identifier, institution: USCC, agreed: Bool) {
        self.refund = refund
        self.institution = institution
        self.agreed = agreed
    }
}

/// The commission decides a disputed refund.
package struct RefundDecided: EventData {
    package static let type: EventType = "escrow.refund.decided.v1"
    package static let posters: Set<Role> = [.education]
    package var refund: Identifier
    package var institution: USCC
    package var upheld: Bool
    /// By whose cause, as the commission finds; nil: as requested.
    package var cause: RefundCause?
    package var subject: String { institution.description }

    package init(refund: Identifier, institution: USCC, upheld: Bool, cause: RefundCause? = nil) {
        self.refund = refund
        self.institution = institution
        self.upheld = upheld
        self.cause = cause
    }
}

/// The order of payment after the families (R1.81).
package enum ClaimRank: String, Codable, Sendable, Hashable, CaseIterable {
    /// Wages and social insurance.
    case wages
    case other
}

/// A creditor's claim against an institution that stopped; it comes after those of the families (R1.81).
package struct ClaimFiled: EventData {
    package static let type: EventType = "escrow.claim.filed.v1"
    package static let posters: Set<Role> = [.education, .enforcement]
    package var institution: USCC
    package var claim: Identifier
    package var rank: ClaimRank
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, claim: Identifier, rank: ClaimRank, amountFen: Fen) {
        self.institution = institution
        self.claim = claim
        self.rank = rank
        self.amountFen = amountFen
    }
}

/// The commission closes the list of claims: what is left after the families is paid to the creditors (R1.81).
package struct RemainderDistributed: EventData {
    package static let type: EventType = "escrow.remainder.distributed.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var subject: String { institution.description }

    package init(institution: USCC) {
        self.institution = institution
    }
}
