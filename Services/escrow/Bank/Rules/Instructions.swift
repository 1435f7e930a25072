import Model

/// What the bank is to be told.
struct Order {
    var purpose: InstructionPurpose
    var institution: USCC
    var account: BankAccount
    var payee: Payee
    var debit: AccountID
    var amount: Fen
    var enrolment: Identifier?
    var cause: RepaymentCause?
    var refund: Identifier?

    init(
        _ purpose: InstructionPurpose, of institution: USCC, from account: BankAccount, to payee: Payee,
        debit: AccountID, amount: Fen,
        enrolment: Identifier? = nil, cause: RepaymentCause? = nil, refund: Identifier? = nil
    ) {
        self.purpose = purpose
        self.institution = institution
        self.account = account
        self.payee = payee
        self.debit = debit
        self.amount = amount
        self.enrolment = enrolment
        self.cause = cause
        self.refund = refund
    }

    /// The same as an earlier instruction.
    init(again instruction: Instruction) {
        self.init(
            instruction.purpose, of: instruction.institution, from: instruction.account, to: instruction.payee,
            debit: instruction.debit,
            amount: instruction.amount, enrolment: instruction.enrolment, cause: instruction.cause,
            refund: instruction.refund)
    }
}

extension InstructionPurpose {
    /// Owed to families, payers and creditors, whatever is there; of the institution's own money only what is there is
    /// paid out.
    fileprivate var isOwed: Bool {
        switch self {
        case .refund, .suspenseReturn, .transfer, .creditor: true
        case .settlement, .depositReturn: false
        }
    }
}

extension Draft {
    /// Tells the bank to pay (R1.35): the amount is held by a pending transfer until the bank answers. What the account
    /// does not cover waits as an uncovered instruction, if it is owed. `linked` transfers are posted with it, all or
    /// none.
    mutating func instruct(_ order: Order, linked: [Transfer] = []) throws(Refusal) {
        guard order.amount > .zero else { return }
        let source: AccountID = order.account == .fee ? .bank(order.institution) : .depositBank(order.institution)
        let added = linked.reduce(Fen.zero) { sum, transfer in
            sum + (transfer.credit == order.debit ? transfer.amount : .zero)
                - (transfer.debit == order.debit ? transfer.amount : .zero)
        }
        let owned = min(state.ledger.available(source), state.ledger.available(order.debit) + added)
        let there = max(.zero, min(order.amount, owned))
        if there > .zero {
            let instruction = try instruction(order, there, .sent)
            try watchMovement(of: there, source, instruction)
            add(.bank(.instructed(instruction, linked + [instruction.transfer(.pending(instruction.id))])))
        }
        guard there < order.amount, order.purpose.isOwed else { return }
        add(.bank(.instructed(try instruction(order, order.amount - there, .uncovered), there > .zero ? [] : linked)))
    }

    /// Notes what is owed while no money is there for it.
    mutating func owe(_ order: Order) throws(Refusal) {
        guard order.amount > .zero else { return }
        add(.bank(.instructed(try instruction(order, order.amount, .uncovered), [])))
    }

    private func instruction(_ order: Order, _ amount: Fen, _ status: InstructionStatus) throws(Refusal) -> Instruction
    {
        let number = (state.institutions[order.institution]?.instructions ?? 0) + 1
        let days = circumstances.policy(.instructionWorkingDays)
        return Instruction(
            id: "\(order.institution)-\(number)", institution: order.institution, account: order.account,
            purpose: order.purpose,
            payee: order.payee, debit: order.debit, amount: amount, enrolment: order.enrolment, cause: order.cause,
            refund: order.refund,
            sentOn: circumstances.today, validThrough: try circumstances.workingDays(days, after: circumstances.today),
            status: status)
    }
}

/// The bank's answer to an instruction.
func settle(_ answer: InstructionAnswered, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let instruction = state.instructions[answer.instruction] else {
        throw .awaits(.instruction(answer.instruction))
    }
    guard instruction.institution == answer.institution else {
        throw .refused(.dataInvalid, "the instruction is not of institution \(answer.institution)")
    }
    guard instruction.status.isPending, !(answer.answer == .accepted && instruction.status == .accepted) else {
        throw .refused(
            .stateForbids,
            "the instruction is \(instruction.status); if the bank paid it nevertheless, "
                + "its statement will show it"
        )
    }
    // Made by another event of the same batch, which did not read the refund: it is read with the instruction, later.
    if let refund = instruction.refund, state.refunds[refund] == nil { throw .awaits(.instruction(instruction.id)) }
    switch answer.answer {
    case .accepted: return [.bank(.instructionAccepted(instruction: instruction.id))]
    case .paid: return [.bank(.instructionPaid(instruction, [instruction.transfer(.post(instruction.id))]))]
    case .returned: return [failed(instruction, expired: false)]
    }
}

/// The money is where it was: a settlement waits for the next one, all else for another instruction.
func failed(_ instruction: Instruction, expired: Bool) -> Fact {
    let back = Transfer(
        .failure, debit: .released(instruction.institution), credit: .pendingRelease(instruction.institution),
        amount: instruction.amount,
        reference: instruction.id.description)
    let void = instruction.transfer(.void(instruction.id))
    return .bank(
        .instructionFailed(
            instruction, expired: expired, instruction.purpose == .settlement ? [void, back] : [void]))
}
