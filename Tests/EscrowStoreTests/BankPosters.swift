import EscrowRules
import Model

/// What the bank says.
extension Posters {
    mutating func bank(_ state: State) -> Command {
        switch number(0...99) {
        case ..<75:
            let pending = state.instructions.all.filter(\.status.isPending).map(\.id).sorted()
            let id =
                (chance(95) ? pick(Array(pending.prefix(30))) : pick(state.instructions.ids.sorted()))
                ?? "\(institution())-1"
            let owner = chance(98) ? state.instructions[id]?.institution ?? institution() : institution()
            if chance(4) { return .bank(.answerInstruction(guessed(state))) }
            let answer: BankAnswer = chance(75) ? .paid : chance(50) ? .accepted : .returned
            return .bank(.answerInstruction(InstructionAnswered(instruction: id, institution: owner, answer: answer)))
        case ..<93: return .bank(.receiveStatement(statement(state)))
        default:
            let open = state.bankEntries.ids.filter { state.bankEntries[$0]?.isOpen ?? false }.sorted()
            let id = pick(open) ?? BankEntryID(BankAccountID(institution(), .fee), "none")
            return .bank(
                .clearDifference(
                    DifferenceCleared(
                        institution: id.account.institution, account: id.account.account, reference: id.reference,
                        explanation: chance(90) ? "explained" : "explained again")))
        }
    }

    /// An answer to an instruction that is not there yet: it may be made by another event of the same batch.
    private mutating func guessed(_ state: State) -> InstructionAnswered {
        let id = institution()
        let number = (state.institutions[id]?.instructions ?? 0) + Int(number(1...6))
        return InstructionAnswered(
            instruction: "\(id)-\(number)", institution: id, answer: chance(80) ? .paid : .returned)
    }

    private mutating func statement(_ state: State) -> StatementReceived {
        let id = BankAccountID(institution(), chance(70) ? .fee : .deposit)
        var lines: [StatementLine] = []
        for entry in state.bankEntries.ids.filter({ $0.account == id && state.bankEntries[$0]?.statement == nil })
            .sorted() where chance(85)
        {
            lines.append(
                StatementLine(
                    reference: entry.reference, kind: .entry, amountFen: state.bankEntries[entry]?.book ?? Fen(1)))
        }
        let pending = state.instructions.all.filter {
            BankAccountID($0.institution, $0.account) == id && $0.status.isPending
        }
        for instruction in pending.sorted(by: { $0.id < $1.id }) where chance(id.account == .fee ? 10 : 50) {
            lines.append(StatementLine(reference: instruction.id, kind: .entry, amountFen: .zero - instruction.amount))
        }
        if chance(10), !lines.isEmpty { lines[0].amountFen += Fen(7) }
        if chance(20) {
            lines.append(StatementLine(reference: next("x"), kind: .fee, amountFen: Fen(number(-900...50))))
        }
        if chance(20) {
            lines.append(StatementLine(reference: next("x"), kind: .interest, amountFen: Fen(number(-20...2_000))))
        }
        if chance(10) {
            lines.append(
                StatementLine(reference: "b\(number(0...900))", kind: .entry, amountFen: Fen(number(1...90_000))))
        }
        let opening = (state.statements[id]?.closing ?? .zero) + (chance(3) ? Fen(1) : .zero)
        let closing = lines.reduce(opening) { $0 + $1.amountFen } + (chance(3) ? Fen(1) : .zero)
        return StatementReceived(
            institution: id.institution, account: id.account, day: today, openingFen: opening, lines: lines,
            closingFen: closing)
    }

    /// The bank gives back what it took; first it takes again what it gave back into the wrong account.
    mutating func repaidFees(_ state: State, _ id: USCC) -> StatementReceived {
        let misplaced = state.ledger.balance(.depositBank(id)) - state.ledger.balance(.riskDeposit(id))
        let account: BankAccount = misplaced > .zero ? .deposit : .fee
        let fees = misplaced > .zero ? .zero - misplaced : state.ledger.balance(.fees(id))
        let opening = state.statements[BankAccountID(id, account)]?.closing ?? .zero
        let lines = fees == .zero ? [] : [StatementLine(reference: next("x"), kind: .fee, amountFen: fees)]
        return StatementReceived(
            institution: id, account: account, day: today, openingFen: opening, lines: lines, closingFen: opening + fees
        )
    }
}
