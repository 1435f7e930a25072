import EscrowRules
import Model

extension Fact {
    /// What others are told.
    var messages: [any FactData] {
        switch self {
        case .paymentAccepted(let enrolment, _):
            [
                PaymentAccepted(
                    enrolment: enrolment.id, institution: enrolment.institution,
                    hours: enrolment.isPass ? 0 : enrolment.hours,
                    passDays: enrolment.isPass ? enrolment.hours : nil, amountFen: enrolment.paid)
            ]
        case .paymentSuspended(let suspended, _): [suspended]
        case .lessonReleased(let released, _, _, _): [released]
        case .lessonReversed(let reversed, _, _, _): [reversed]
        case .passReleased(let released, _, _, _): [released]
        case .refundAgreed(let agreed, _): [agreed]
        case .refundDisputed(let disputed): [disputed]
        case .refundClosed(let closed): [closed]
        case .claimsSettled(let settled, _, _): [settled]
        case .instructed(let instruction, _): instruction.status == .sent ? [instruction.order] : []
        case .instructionPaid(let instruction, _): instruction.paidMessages
        case .instructionFailed(let instruction, let expired, _): [instruction.failure(expired: expired)]
        case .statementReconciled(let reconciled, _, _, _): [reconciled]
        case .alertChanged(let alert): [alert.message]
        case .ledgerSealed(let sealed): [sealed]
        case .frozen(let frozen): [frozen]
        case .unfrozen(let unfrozen): [unfrozen]
        case .cleared(let clearance): [clearance]
        case .accountOpened, .modeAssigned, .depositReceived, .institutionChanged, .restrictionChanged,
            .coursePublished, .lessonHeld, .lessonDisputed, .lessonDropped, .shareReleased, .refundRequested,
            .familyOwed, .claimsResumed, .claimShared, .claimFiled, .claimAwarded, .instructionAccepted,
            .instructionReplaced, .differenceCleared, .linked, .leftForCalendar:
            []
        }
    }
}

extension Instruction {
    fileprivate var order: PaymentInstructed {
        PaymentInstructed(
            instruction: id, institution: institution, account: account, purpose: purpose, payee: payee,
            amountFen: amount,
            validThrough: validThrough)
    }

    fileprivate func failure(expired: Bool) -> InstructionFailed {
        InstructionFailed(
            instruction: id, institution: institution, purpose: purpose, amountFen: amount, expired: expired)
    }

    fileprivate var paidMessages: [any FactData] {
        if purpose == .settlement { return [ReleaseSettled(institution: institution, amountFen: amount)] }
        guard let enrolment, let cause else { return [] }
        return [FamilyRepaid(enrolment: enrolment, institution: institution, amountFen: amount, cause: cause)]
    }
}

extension Alert {
    fileprivate var message: AlertChanged {
        AlertChanged(alert: id, institution: institution, rule: rule, level: level, status: status, detail: detail)
    }
}
