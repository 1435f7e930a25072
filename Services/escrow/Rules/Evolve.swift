import Model

/// The only way that escrow's state changes: rows by the fact, balances by the transfer that it carries.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .accountOpened(let account):
        state.change(account.institution) { $0.bank = account.bank }
        state.ledger.open(.bank(account.institution))
        state.ledger.open(.released(account.institution))
    case .paymentAccepted(let payment):
        state.put(payment.newEnrolment)
        state.ledger.open(.unconsumed(payment.enrolment))
    case .lessonReleased(let released, let hours):
        state.change(enrolment: released.enrolment) { enrolment in
            enrolment.hoursTaught += hours
            enrolment.lessons.insert(released.lesson)
        }
    case .refundRequested(let refund):
        state.put(refund)
    case .refundDisputed(let disputed):
        state.close(refund: disputed.refund, as: .disputed)
    case .refundLapsed(let refund):
        state.close(refund: refund, as: .lapsed)
    case .familyRepaid(let repaid):
        state.change(enrolment: repaid.enrolment) { $0.isRepaid = true }
        if let refund = state.pendingRefund(of: repaid.enrolment) { state.close(refund: refund.id, as: .repaid) }
    case .frozen(let frozen):
        state.change(frozen.institution) { $0.isFrozen = true }
    case .unfrozen(let unfrozen):
        state.change(unfrozen.institution) { $0.isFrozen = false }
    case .cleared(let clearance):
        state.change(clearance.institution) { $0.isCleared = true }
    case .institutionChanged(let id, let from, let status):
        if from == nil { state.put(Institution(status: status), as: id) } else { state.change(id) { $0.status = status } }
    case .restrictionChanged(let entry, let institution, let expiresOn):
        state.restrictions[institution, default: [:]][entry] = expiresOn
    case .releaseSettled:
        break
    }
    if let transfer = fact.transfer { state.ledger.post(transfer) }
}

extension State {
    fileprivate mutating func change(_ id: USCC, _ change: (inout Institution) -> Void) {
        guard var institution = institutions[id] else { preconditionFailure("facts name loaded institutions") }
        change(&institution)
        put(institution, as: id)
    }

    fileprivate mutating func close(refund id: String, as status: RefundStatus) {
        guard var refund = refunds[id] else { preconditionFailure("facts name loaded refunds") }
        refund.status = status
        put(refund)
    }
}

extension PaymentReceived {
    fileprivate var newEnrolment: Enrolment {
        Enrolment(
            id: enrolment, course: PupilCourse(institution: institution, pupil: pupil, course: course), guardian: guardian,
            hours: hours,
            paid: amountFen)
    }
}
