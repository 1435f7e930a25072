import Model

extension Draft {
    /// What is due to an institution is paid to its own account (R1.35); nothing under a freeze.
    mutating func settle(_ id: USCC) throws(Refusal) {
        guard state.institutions[id]?.isFrozen == false else { return }
        let amount = min(state.ledger.available(.pendingRelease(id)), state.ledger.available(.bank(id)))
        guard amount > .zero else { return }
        let release = Transfer(
            .settlement, debit: .pendingRelease(id), credit: .released(id), amount: amount,
            reference: "\(id)/\(circumstances.today)")
        try instruct(
            Order(.settlement, of: id, from: .fee, to: Payee(id), debit: .released(id), amount: amount),
            linked: [release])
    }

    /// An instruction that failed is given again on settlement day, and one without money when there is some now. What
    /// was the institution's own is its own again: a settlement waits for the next one, a deposit for another word of
    /// the commission. Families of an institution that is gone share what there is, pro rata.
    mutating func retry(_ id: Identifier, _ opened: DayOpened) throws(Refusal) {
        guard let instruction = state.instructions[id], instruction.mayBeTriedAgain(on: circumstances.today) else {
            return
        }
        let isGone = state.institutions[instruction.institution]?.status == .absconded
        switch instruction.status {
        case .failed:
            guard isSettlementDay(opened), mayInstruct() else { return }
            add(.bank(.instructionReplaced(instruction: id, recovered: .zero)))
            try instruct(Order(again: instruction))
        case .uncovered:
            guard !isGone || instruction.enrolment == nil, mayInstruct() else { return }
            try cover(instruction)
        case .sent, .accepted, .paid, .replaced: break
        }
    }

    /// Pays what was not covered, as far as there is money now. What the institution had in advance of the family's own
    /// enrolment is made good by its own money: what is due to it, then its deposit (R1.81). What no advance explains
    /// was short for another reason, such as a charge of the bank, and is paid from the account that it was to come
    /// from.
    private mutating func cover(_ instruction: Instruction) throws(Refusal) {
        let (id, ledger) = (instruction.institution, state.ledger)
        let advance = min(instruction.amount, try advance(of: instruction))
        let recovery = recovery(id, advance)
        let source: AccountID = instruction.account == .fee ? .bank(id) : .depositBank(id)
        let promised = instruction.account == .fee ? recovery.fromRelease : recovery.fromDeposit
        let plain = min(
            instruction.amount - advance,
            min(max(.zero, ledger.available(source) - promised), ledger.available(instruction.debit)))
        guard recovery.total + plain > .zero else { return }
        add(.bank(.instructionReplaced(instruction: instruction.id, recovered: recovery.total)))
        var order = Order(again: instruction)
        order.account = .fee
        order.amount = recovery.fromRelease + (instruction.account == .fee ? plain : .zero)
        try instruct(order, linked: recovery.releaseTransfers(instruction.id.description))
        order.account = .deposit
        order.amount = recovery.fromDeposit + (instruction.account == .deposit ? plain : .zero)
        try instruct(order, linked: recovery.depositTransfers(instruction.id.description))
        order.account = instruction.account
        order.amount = instruction.amount - recovery.total - plain
        try owe(order)
    }

    /// What the institution had in advance of the family's enrolment and did not make good; none if the money is no
    /// family's.
    private func advance(of instruction: Instruction) throws(Refusal) -> Fen {
        guard let id = instruction.enrolment else { return .zero }
        guard let enrolment = state.enrolments[id] else { throw .awaits(.enrolment(id)) }
        return enrolment.advance
    }

    /// How much of an advance the institution's own money can make good.
    func recovery(_ id: USCC, _ advance: Fen) -> Recovery {
        let owed = min(advance, state.ledger.available(.advanced(id)))
        let release = min(owed, state.ledger.available(.pendingRelease(id)))
        let deposit = min(
            owed - release, min(state.ledger.available(.riskDeposit(id)), state.ledger.available(.depositBank(id))))
        return Recovery(institution: id, fromRelease: release, fromDeposit: deposit)
    }
}

/// The institution's money that goes to families in place of what it had in advance.
struct Recovery {
    var institution: USCC
    /// Due to it, and in the fee account.
    var fromRelease: Fen
    /// Its risk deposit, in the deposit account.
    var fromDeposit: Fen

    var total: Fen { fromRelease + fromDeposit }

    func releaseTransfers(_ reference: String) -> [Transfer] {
        Transfer.list(
            (.recovery, .pendingRelease(institution), .advanced(institution), fromRelease), reference: reference)
    }

    func depositTransfers(_ reference: String) -> [Transfer] {
        Transfer.list((.recovery, .riskDeposit(institution), .advanced(institution), fromDeposit), reference: reference)
    }
}

extension Instruction {
    /// It is nobody's own money, and was told or noted on an earlier day.
    func mayBeTriedAgain(on today: Day) -> Bool { !purpose.isOwn && sentOn < today }
}

extension InstructionPurpose {
    /// Money that is the institution's until it is paid.
    fileprivate var isOwn: Bool { self == .settlement || self == .depositReturn }
}

extension Instruction {
    /// Its number among the institution's.
    var number: Int { Int(id.description.drop { $0 != "-" }.dropFirst()) ?? 0 }
}
