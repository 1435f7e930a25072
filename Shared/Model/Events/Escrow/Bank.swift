// What the bank answers and reports.

/// What became of a payment instruction at the bank.
package enum BankAnswer: String, Codable, Sendable, Hashable, CaseIterable {
    case accepted
    case paid
    /// It could not be paid; the money is where it was.
    case returned
}

/// The bank's answer to a payment instruction.
package struct InstructionAnswered: EventData {
    package static let type: EventType = "escrow.instruction.answered.v1"
    package static let posters: Set<Role> = [.bank]
    package var instruction: Identifier
    package var institution: USCC
    package var answer: BankAnswer
    package var subject: String { institution.description }

    package init(instruction: Identifier, institution: USCC, answer: BankAnswer) {
        self.instruction = instruction
        self.institution = institution
        self.answer = answer
    }
}

/// Which of an institution's two accounts.
package enum BankAccount: String, Codable, Sendable, Hashable, CaseIterable {
    /// The special fee account (R1.20).
    case fee
    /// The risk deposit (R1.40).
    case deposit
}

/// What a line of a statement is.
package enum StatementLineKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// A payment in, a deposit or an instruction: must be in the books.
    case entry
    /// A charge of the bank, which it may not take (R1.27): booked, and owed back by the bank.
    case fee
    /// Interest of the account (R1.67): booked.
    case interest
}

/// One movement.
package struct StatementLine: Codable, Sendable, Hashable {
    /// Reference of the payment or deposit, or id of the instruction.
    package var reference: Identifier
    package var kind: StatementLineKind
    /// Above zero into the account, below zero out of it.
    package var amountFen: Fen

    package init(reference: Identifier, kind: StatementLineKind, amountFen: Fen) {
        self.reference = reference
        self.kind = kind
        self.amountFen = amountFen
    }
}

/// The bank's statement of a day. It holds all movements; a wrong sum makes the whole statement fail.
package struct StatementReceived: EventData {
    package static let type: EventType = "escrow.statement.received.v1"
    package static let posters: Set<Role> = [.bank]
    package var institution: USCC
    package var account: BankAccount
    package var day: Day
    package var openingFen: Fen
    package var lines: [StatementLine]
    package var closingFen: Fen
    package var subject: String { institution.description }

    package init(
        institution: USCC, account: BankAccount, day: Day, openingFen: Fen, lines: [StatementLine], closingFen: Fen
    ) {
        self.institution = institution
        self.account = account
        self.day = day
        self.openingFen = openingFen
        self.lines = lines
        self.closingFen = closingFen
    }
}

/// The commission says what a difference between books and bank was; it moves no money.
package struct DifferenceCleared: EventData {
    package static let type: EventType = "escrow.difference.cleared.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var account: BankAccount
    package var reference: Identifier
    /// Without personal data.
    package var explanation: Prose
    package var subject: String { institution.description }

    package init(institution: USCC, account: BankAccount, reference: Identifier, explanation: Prose) {
        self.institution = institution
        self.account = account
        self.reference = reference
        self.explanation = explanation
    }
}
