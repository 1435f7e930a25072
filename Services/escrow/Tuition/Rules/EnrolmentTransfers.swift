import Model

/// A pupil goes on at another institution: what is not taught goes to its fee account, where the bank posts it as a
/// payment (R6.05, R6.08).
func move(_ transfer: EnrolmentTransferred, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let enrolment = state.enrolments[transfer.enrolment] else { throw .awaits(.enrolment(transfer.enrolment)) }
    try requireSame(transfer.institution, enrolment)
    try requireNotGone(transfer.institution, state)
    let target = try account(of: transfer.toInstitution, state)
    guard transfer.toInstitution != transfer.institution else {
        throw .refused(.dataInvalid, "the pupil is at institution \(transfer.institution) already")
    }
    try requireOpen(transfer.toInstitution, target, state, circumstances)
    if let open = state.openRefund(of: enrolment.id) {
        throw .refused(
            .stateForbids,
            "the refund of the enrolment is \(open.status); it is decided first")
    }
    var draft = Draft(state, circumstances)
    draft.closeLessons(of: enrolment.id, counting: true)
    draft.countDays(of: enrolment.id)
    let left = draft.state.ledger.balance(.unconsumed(enrolment.id))
    guard left > .zero, !enrolment.isRepaid else {
        throw .refused(.nothingToRefund, "the enrolment has no tuition left")
    }
    try draft.pay(
        FamilyClaim(
            enrolment: enrolment.id, quote: Quote(principal: left, kept: .zero), interest: .zero, purpose: .transfer,
            payee: Payee(transfer.toInstitution, transfer.toEnrolment), cause: .pupilTransferred))
    return draft.facts
}
