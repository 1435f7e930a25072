package import Model

/// What escrow is told of money that is to go back, and of those who wait behind the families.
package enum FamilyCommand: Sendable, Hashable {
    case requestRefund(RefundRequested)
    case answerRefund(RefundAnswered)
    case decideRefund(RefundDecided)
    case fileClaim(ClaimFiled)
    case distributeRemainder(RemainderDistributed)
}

/// What became of it.
package enum FamilyFact: Sendable, Hashable {
    case refundRequested(Refund)
    case refundAgreed(RefundAgreed, payBy: Day)
    case refundDisputed(RefundDisputed)
    case refundClosed(RefundClosed)
    /// A family's tuition is to go back, and its enrolment ends. `kept`: what counts as taught beside the lessons;
    /// `advance`: what the institution had in advance of it and did not make good.
    case familyOwed(enrolment: Identifier, kept: Fen, advance: Fen, [Transfer])
    /// What the families of an institution that is gone get together; `fromDeposit`: what of it lies in its deposit.
    case claimsSettled(ClaimsSettled, fromDeposit: Fen, [Transfer])
    /// Families were left out: the settlement goes on today.
    case claimsResumed(USCC)
    /// One of their claims has had its share.
    case claimShared(USCC, claim: Fen, [Transfer])
    case claimFiled(ClaimFiled)
    case claimAwarded(claim: Identifier, Fen)

    var transfers: [Transfer] {
        switch self {
        case .familyOwed(_, _, _, let transfers), .claimsSettled(_, _, let transfers),
            .claimShared(_, _, let transfers):
            transfers
        case .refundRequested, .refundAgreed, .refundDisputed, .refundClosed, .claimsResumed, .claimFiled,
            .claimAwarded:
            []
        }
    }
}

extension Keys {
    mutating func add(_ command: FamilyCommand) {
        switch command {
        case .requestRefund(let data):
            add(refund: data.refund, of: data.institution)
            enrolments.insert(data.enrolment)
            ending.insert(data.enrolment)
            refunding.insert(data.enrolment)
        case .answerRefund(let data): add(refund: data.refund, of: data.institution)
        case .decideRefund(let data): add(refund: data.refund, of: data.institution)
        case .fileClaim(let data):
            institutions.insert(data.institution)
            claims.insert(data.claim)
        case .distributeRemainder(let data):
            institutions.insert(data.institution)
            distributed.insert(data.institution)
        }
    }

    private mutating func add(refund: Identifier, of institution: USCC) {
        institutions.insert(institution)
        refunds.insert(refund)
    }
}

func decide(_ command: FamilyCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .requestRefund(let request): try file(request, state, circumstances)
    case .answerRefund(let answer): try settle(answer, state, circumstances)
    case .decideRefund(let decision): try settle(decision, state, circumstances)
    case .fileClaim(let claim): try file(claim, state)
    case .distributeRemainder(let remainder): try distribute(remainder, state, circumstances)
    }
}

extension State {
    mutating func apply(_ fact: FamilyFact, on day: Day) {
        switch fact {
        case .refundRequested(let refund):
            add(refund)
            // A pass stands still as long as nobody knows whether it goes on.
            if enrolments[refund.enrolment]?.purchase.pass?.due != nil {
                change(enrolment: refund.enrolment) { $0.purchase.count(on: nil) }
            }
        case .refundAgreed(let agreed, let payBy):
            change(refund: agreed.refund) { refund in
                (refund.status, refund.payBy, refund.cause) = (.agreed, payBy, agreed.cause)
                refund.owed = agreed.principalFen + agreed.interestFen
            }
        case .refundDisputed(let disputed): change(refund: disputed.refund) { $0.status = .disputed }
        case .refundClosed(let closed):
            change(refund: closed.refund) { $0.status = RefundStatus(closed.outcome) }
            if let pass = enrolments[closed.enrolment], pass.purchase.pass != nil, !pass.isFinished {
                change(enrolment: pass.id) { $0.purchase.count(on: day) }
            }
        case .familyOwed(let id, let kept, let advance, _):
            leave(id)
            change(enrolment: id) { enrolment in
                enrolment.isRepaid = true
                enrolment.shareDue = nil
                enrolment.purchase.count(on: nil)
                enrolment.taught += kept
                enrolment.released = enrolment.taught + advance
            }
        case .claimsSettled(let settled, let fromDeposit, _):
            let division = Apportionment(claims: settled.claimsFen, available: settled.paidFen)
            let settlement = ClaimSettlement(
                reckonedOn: day, day: day, division: division, fromDeposit: fromDeposit)
            if settlements[settled.institution] == nil {
                settlements.add(settlement, as: settled.institution)
            } else {
                settlements.change(settled.institution) { $0 = settlement }
            }
        case .claimsResumed(let id): settlements.change(id) { $0.day = day }
        case .claimShared(let id, let claim, _): settlements.change(id) { $0.division.pass(claim) }
        case .claimFiled(let claim):
            claims.add(
                CreditorClaim(institution: claim.institution, rank: claim.rank, amount: claim.amountFen),
                as: claim.claim)
        case .claimAwarded(let claim, let amount): claims.change(claim) { $0.awarded += amount }
        }
    }
}
