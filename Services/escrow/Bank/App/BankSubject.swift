import EscrowRules
import Model
import Service

/// The bank: what escrow takes of it, and what it and others are told.
enum BankSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(InstructionAnswered.self) { .bank(.answerInstruction($0)) },
        .posted(StatementReceived.self) { .bank(.receiveStatement($0)) },
        .posted(DifferenceCleared.self) { .bank(.clearDifference($0)) },
    ]

    static func messages(_ fact: BankFact) -> [any FactData] {
        switch fact {
        case .instructed(let instruction, _): instruction.status == .sent ? [instruction.order] : []
        case .instructionPaid(let instruction, _): instruction.paidMessages
        case .instructionFailed(let instruction, let expired, _): [instruction.failure(expired: expired)]
        case .statementReconciled(let reconciled, _, _, _): [reconciled]
        case .instructionAccepted, .instructionReplaced, .differenceCleared: []
        }
    }

    static func provides(_ fact: BankFact) -> [ReferenceKey] {
        switch fact {
        case .instructed(let instruction, _): [.instruction(instruction.id)]
        case .instructionAccepted, .instructionPaid, .instructionFailed, .instructionReplaced, .statementReconciled,
            .differenceCleared:
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
