import Model

/// A guardian asks for what is not taught; the institution has some working days to answer (R1.60).
func file(_ request: RefundRequested, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let enrolment = state.enrolments[request.enrolment] else { throw .awaits(.enrolment(request.enrolment)) }
    try requireSame(request.institution, enrolment)
    guard state.refunds[request.refund] == nil else {
        throw .refused(.alreadyExists, "refund \(request.refund) is requested already")
    }
    if let pending = state.pendingRefund(of: enrolment.id) {
        throw .refused(
            .alreadyExists, "refund \(pending.id) of enrolment \(enrolment.id) waits for an answer until \(pending.due)")
    }
    guard state.ledger.balance(.unconsumed(enrolment.id)) > .zero else {
        throw .refused(.nothingToRefund, "enrolment \(enrolment.id) has no tuition left")
    }
    let due = try circumstances.workingDays(circumstances.policy(.refundSilenceWorkingDays), after: circumstances.today)
    return [.refundRequested(Refund(id: request.refund, enrolment: enrolment.id, institution: enrolment.institution, due: due))]
}

/// The institution agrees, and the money goes back at once; or it disputes, and the education commission must look at it.
func settle(_ answer: RefundAnswered, _ state: State) throws(Refusal) -> [Fact] {
    guard let refund = state.refunds[answer.refund] else { throw .awaits(.refund(answer.refund)) }
    guard refund.institution == answer.institution else {
        throw .refused(.dataInvalid, "refund \(refund.id) is not of institution \(answer.institution)")
    }
    guard refund.status == .pending else {
        throw .refused(.stateForbids, "refund \(refund.id) is \(refund.status.rawValue); only a pending one can be answered")
    }
    if answer.agreed { return [pay(refund, state)] }
    return [
        .refundDisputed(RefundDisputed(refund: refund.id, enrolment: refund.enrolment, institution: refund.institution))
    ]
}

/// An agreed refund: what is left now goes back, also under a freeze (R1.87).
func pay(_ refund: Refund, _ state: State) -> Fact {
    repay(refund.enrolment, because: .refundAgreed, state) ?? .refundLapsed(refund: refund.id)
}

/// A family gets back what is not taught; nil if nothing is.
func repay(_ enrolment: String, because cause: RepaymentCause, _ state: State) -> Fact? {
    let left = state.ledger.balance(.unconsumed(enrolment))
    guard left > .zero, let enrolment = state.enrolments[enrolment] else { return nil }
    return .familyRepaid(
        FamilyRepaid(
            enrolment: enrolment.id, institution: enrolment.institution, guardian: enrolment.guardian, amountFen: left,
            cause: cause))
}
