package import Model

/// What the bank says, and what is said of it.
package enum BankCommand: Sendable, Hashable {
    case answerInstruction(InstructionAnswered)
    case receiveStatement(StatementReceived)
    case clearDifference(DifferenceCleared)
}

/// What the bank is told, and what became of it.
package enum BankFact: Sendable, Hashable {
    case instructed(Instruction, [Transfer])
    case instructionAccepted(instruction: Identifier)
    case instructionPaid(Instruction, [Transfer])
    case instructionFailed(Instruction, expired: Bool, [Transfer])
    /// Others take its place; so much of what the institution had in advance of its enrolment is made good with it.
    case instructionReplaced(instruction: Identifier, recovered: Fen)
    case statementReconciled(StatementReconciled, closing: Fen, lines: [StatementLine], [Transfer])
    case differenceCleared(BankEntryID, explanation: Prose)

    var transfers: [Transfer] {
        switch self {
        case .instructed(_, let transfers), .instructionPaid(_, let transfers),
            .instructionFailed(_, _, let transfers), .statementReconciled(_, _, _, let transfers):
            transfers
        case .instructionAccepted, .instructionReplaced, .differenceCleared: []
        }
    }
}

extension Keys {
    mutating func add(_ command: BankCommand) {
        switch command {
        case .answerInstruction(let data):
            institutions.insert(data.institution)
            instructions.insert(data.instruction)
            for account in BankAccount.allCases {
                bankEntries.insert(BankEntryID(BankAccountID(data.institution, account), data.instruction))
            }
        case .receiveStatement(let data):
            let account = BankAccountID(data.institution, data.account)
            institutions.insert(data.institution)
            statements.insert(account)
            for line in data.lines { bankEntries.insert(BankEntryID(account, line.reference)) }
        case .clearDifference(let data):
            institutions.insert(data.institution)
            bankEntries.insert(BankEntryID(BankAccountID(data.institution, data.account), data.reference))
        }
    }
}

func decide(_ command: BankCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .answerInstruction(let answer): try settle(answer, state, circumstances)
    case .receiveStatement(let statement): try reconcile(statement, state, circumstances)
    case .clearDifference(let clearing): try clear(clearing, state)
    }
}

extension State {
    mutating func apply(_ fact: BankFact, on day: Day) {
        switch fact {
        case .instructed(let instruction, _):
            add(instruction)
            institutions.change(instruction.institution) { $0.instructions += 1 }
        case .instructionAccepted(let id): change(instruction: id) { $0.status = .accepted }
        case .instructionPaid(let instruction, _):
            change(instruction: instruction.id) { $0.status = .paid }
            book(
                .zero - instruction.amount, instruction.id, BankAccountID(instruction.institution, instruction.account),
                on: day)
            if let refund = instruction.refund { pay(instruction.amount, of: refund) }
        case .instructionFailed(let instruction, _, _): change(instruction: instruction.id) { $0.status = .failed }
        case .instructionReplaced(let id, let recovered):
            change(instruction: id) { $0.status = .replaced }
            if recovered > .zero, let enrolment = instructions[id]?.enrolment {
                change(enrolment: enrolment) { $0.released -= recovered }
            }
        case .statementReconciled(let statement, let closing, let lines, _):
            state(statement, closing)
            for line in lines { state(line, BankAccountID(statement.institution, statement.account), on: day) }
        case .differenceCleared(let id, let explanation): bankEntries.change(id) { $0.explanation = explanation }
        }
    }

    /// A refund is repaid when the bank has paid all of it: more than one instruction may be needed.
    private mutating func pay(_ amount: Fen, of refund: Identifier) {
        change(refund: refund) { refund in
            refund.owed -= amount
            if refund.status == .agreed, refund.owed == .zero { refund.status = .repaid }
        }
    }

    /// The books know an entry of a bank account.
    mutating func book(_ amount: Fen, _ reference: Identifier, _ account: BankAccountID, on day: Day) {
        let id = BankEntryID(account, reference)
        if bankEntries[id] == nil {
            bankEntries.add(BankEntry(book: amount, since: day), as: id)
        } else {
            bankEntries.change(id) { ($0.book, $0.explanation) = (amount, nil) }
        }
    }

    private mutating func state(_ statement: StatementReconciled, _ closing: Fen) {
        let id = BankAccountID(statement.institution, statement.account)
        let row = Statement(day: statement.day, closing: closing)
        if statements[id] == nil { statements.add(row, as: id) } else { statements.change(id) { $0 = row } }
    }

    /// A statement names an entry. What the bank charges and pays itself is in the books by the statement.
    private mutating func state(_ line: StatementLine, _ account: BankAccountID, on day: Day) {
        let id = BankEntryID(account, line.reference)
        let book = line.kind == .entry ? nil : line.amountFen
        if bankEntries[id] == nil {
            bankEntries.add(BankEntry(book: book, statement: line.amountFen, since: day), as: id)
        } else {
            bankEntries.change(id) { ($0.statement, $0.explanation) = (line.amountFen, nil) }
        }
    }
}
