import EscrowRules
import Model
import Service

/// Money that is to go back: what escrow takes of it, and what others are told.
enum FamilySubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(RefundRequested.self) { .families(.requestRefund($0)) },
        .posted(RefundAnswered.self) { .families(.answerRefund($0)) },
        .posted(RefundDecided.self) { .families(.decideRefund($0)) },
        .posted(ClaimFiled.self) { .families(.fileClaim($0)) },
        .posted(RemainderDistributed.self) { .families(.distributeRemainder($0)) },
    ]

    static func messages(_ fact: FamilyFact) -> [any FactData] {
        switch fact {
        case .refundAgreed(let agreed, _): [agreed]
        case .refundDisputed(let disputed): [disputed]
        case .refundClosed(let closed): [closed]
        case .claimsSettled(let settled, _, _): [settled]
        case .refundRequested, .familyOwed, .claimsResumed, .claimShared, .claimFiled, .claimAwarded: []
        }
    }

    static func provides(_ fact: FamilyFact) -> [ReferenceKey] {
        switch fact {
        case .refundRequested(let refund): [.refund(refund.id)]
        case .refundAgreed, .refundDisputed, .refundClosed, .familyOwed, .claimsSettled, .claimsResumed, .claimShared,
            .claimFiled, .claimAwarded:
            []
        }
    }
}
