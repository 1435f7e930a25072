import Model

/// The bank's statement of a day. It is taken whole or not at all: its sum must be right, and it must follow the one
/// before. Its lines are matched with the books by reference and amount; what does not match stays open until it does
/// or the commission clears it.
func reconcile(_ statement: StatementReceived, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact]
{
    _ = try account(of: statement.institution, state)
    try check(statement, state, circumstances)
    let id = BankAccountID(statement.institution, statement.account)
    var (lines, transfers, matched) = (statement.lines, [Transfer](), 0)
    var ledger = state.ledger
    for index in lines.indices {
        if let transfer = charge(lines[index], statement) {
            // The ledger may not take it (a charge above the balance): then it is a difference like any other.
            let isTaken = ledger.takes(transfer.amount, into: transfer.debit) && (try? ledger.post([transfer])) != nil
            if isTaken { transfers.append(transfer) } else { lines[index].kind = .entry }
        }
        let isKnown = state.bankEntries[BankEntryID(id, lines[index].reference)]?.book == lines[index].amountFen
        if lines[index].kind != .entry || isKnown { matched += 1 }
    }
    let reconciled = StatementReconciled(
        institution: statement.institution, account: statement.account, day: statement.day, matched: matched,
        open: lines.count - matched)
    var draft = Draft(state, circumstances)
    draft.add(.bank(.statementReconciled(reconciled, closing: statement.closingFen, lines: lines, transfers)))
    if let fee = statement.lines.first(where: { $0.kind == .fee && $0.amountFen < .zero }) {
        draft.raise(
            Finding(
                rule: .bankFee, level: .yellow,
                detail: "the bank took \(.zero - fee.amountFen) yuan from the account (R1.27)"), statement.institution)
    }
    return draft.facts
}

private func check(_ statement: StatementReceived, _ state: State, _ circumstances: Circumstances) throws(Refusal) {
    let (line, balance) = (Fen.zero - .mostOfEvent ... .mostOfEvent, Fen.zero - .mostOfAccount ... .mostOfAccount)
    guard statement.lines.count <= 100_000,
        statement.lines.allSatisfy({ $0.amountFen != .zero && line.contains($0.amountFen) }),
        balance.contains(statement.openingFen), balance.contains(statement.closingFen)
    else {
        throw .refused(
            .dataInvalid,
            "a statement has at most 100,000 lines, each of an amount up to \(Fen.mostOfEvent) yuan, "
                + "and balances up to \(Fen.mostOfAccount)"
        )
    }
    let sum = statement.lines.reduce(statement.openingFen) { $0 + $1.amountFen }
    guard sum == statement.closingFen else {
        throw .refused(
            .statementSumWrong,
            "opening and lines come to \(sum - statement.closingFen) yuan more than data.closingFen; "
                + "nothing of the statement was taken"
        )
    }
    guard Set(statement.lines.map(\.reference)).count == statement.lines.count else {
        throw .refused(.dataInvalid, "a reference stands in two lines; nothing of the statement was taken")
    }
    try circumstances.requireStated(statement.day, in: "day")
    let account = BankAccountID(statement.institution, statement.account)
    let before = state.statements[account]
    guard statement.openingFen == before?.closing ?? .zero, before.map({ $0.day < statement.day }) ?? true else {
        let told: Detail =
            before.map { "the statement of \($0.day) closed with \($0.closing) yuan" }
            ?? "the first statement opens with nothing"
        throw .refused(.statementGap, "\(told); send what is missing, in order of days")
    }
    if let known = statement.lines.firstIndex(where: {
        $0.kind != .entry && state.bankEntries[BankEntryID(account, $0.reference)]?.book != nil
    }) {
        throw .refused(
            .alreadyExists,
            "data.lines[\(known)].reference is another entry of the books; a charge or interest has one of its own")
    }
    if let double = statement.lines.firstIndex(where: {
        state.bankEntries[BankEntryID(account, $0.reference)]?.statement != nil
    }) {
        throw .refused(
            .alreadyExists,
            "data.lines[\(double)].reference stood in an earlier statement; nothing of this one was taken")
    }
}

/// What the bank charged or paid itself (R1.27, R1.67): money that the books know by the statement.
private func charge(_ line: StatementLine, _ statement: StatementReceived) -> Transfer? {
    let id = statement.institution
    let bank: AccountID = statement.account == .fee ? .bank(id) : .depositBank(id)
    let amount = max(line.amountFen, .zero - line.amountFen)
    switch (line.kind, line.amountFen > .zero) {
    case (.entry, _): return nil
    case (.fee, false):
        return Transfer(.fee, debit: .fees(id), credit: bank, amount: amount, reference: line.reference.description)
    case (.fee, true):
        return Transfer(.fee, debit: bank, credit: .fees(id), amount: amount, reference: line.reference.description)
    case (.interest, let isIn):
        let owner: AccountID = statement.account == .fee ? .interest(id) : .riskDeposit(id)
        return Transfer(
            .interest, debit: isIn ? bank : owner, credit: isIn ? owner : bank, amount: amount,
            reference: line.reference.description)
    }
}

/// The commission says what a difference was. It moves no money: what is to be booked is booked by an event of its own.
func clear(_ clearing: DifferenceCleared, _ state: State) throws(Refusal) -> [Fact] {
    let id = BankEntryID(BankAccountID(clearing.institution, clearing.account), clearing.reference)
    guard let entry = state.bankEntries[id] else {
        throw .refused(.referenceUnknown, "neither books nor bank know this reference")
    }
    guard entry.isOpen else { throw .refused(.stateForbids, "the reference is no open difference") }
    return [.bank(.differenceCleared(id, explanation: clearing.explanation))]
}
