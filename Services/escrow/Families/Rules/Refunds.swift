import Model

/// A guardian asks for what is not taught. Without a reason it goes back at once, within the law's days from the
/// payment (R1.63) or the contract's around the start (R1.61); else the institution has some working days to answer
/// (R1.60). The day on which it is asked is the first of a pass's remaining days.
func file(_ request: RefundRequested, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let enrolment = state.enrolments[request.enrolment] else { throw .awaits(.enrolment(request.enrolment)) }
    try requireSame(request.institution, enrolment)
    guard state.refunds[request.refund] == nil else {
        throw .refused(.alreadyExists, "the refund is requested already")
    }
    if let open = state.openRefund(of: enrolment.id) {
        throw .refused(
            .alreadyExists,
            "the refund of the enrolment is \(open.status); it was due on \(open.due)")
    }
    var draft = Draft(state, circumstances)
    draft.countDays(of: enrolment.id)
    guard !enrolment.isRepaid, draft.state.ledger.balance(.unconsumed(enrolment.id)) > .zero else {
        throw .refused(.nothingToRefund, "the enrolment has no tuition left")
    }
    let asked = request.cause ?? .institution
    let isFree = asked == .withoutReason && mayWithdraw(enrolment, state, circumstances)
    let due = try circumstances.workingDays(
        circumstances.policy(.refundSilenceWorkingDays), after: max(circumstances.today, circumstances.arrival.day))
    let refund = Refund(
        id: request.refund, enrolment: enrolment.id, institution: enrolment.institution,
        cause: asked == .withoutReason && !isFree ? .consumer : asked,
        requestedOn: circumstances.today, due: due)
    draft.add(.families(.refundRequested(refund)))
    let isGone = state.institutions[enrolment.institution]?.status == .absconded
    if isFree, !isGone { try draft.agree(refund, silent: false) }
    return draft.facts
}

/// Not who had the same course before: it is known what it is (R1.63).
private func mayWithdraw(_ enrolment: Enrolment, _ state: State, _ circumstances: Circumstances) -> Bool {
    let today = circumstances.arrival.day
    let contract = enrolment.withdrawalDays
    if contract > 0, enrolment.starts.adding(days: -contract) <= today, today <= enrolment.starts.adding(days: contract)
    {
        return true
    }
    let hadBefore = state.enrolments(of: enrolment.course).contains { $0.id != enrolment.id && $0.purchase.isBegun }
    return !hadBefore && today <= enrolment.paidOn.adding(days: Int(circumstances.policy(.withdrawalDays)))
}

/// The institution agrees, and the money goes back at once; or it disputes, and the education commission must decide.
func settle(_ answer: RefundAnswered, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let refund = try find(answer.refund, of: answer.institution, state)
    guard refund.status == .pending else {
        throw .refused(
            .stateForbids, "the refund is \(refund.status); only a pending one can be answered")
    }
    guard answer.agreed else {
        guard circumstances.arrival.day <= refund.due else {
            throw .refused(.stateForbids, "the time to dispute the refund ended on \(refund.due) (R1.60)")
        }
        return [
            .families(
                .refundDisputed(
                    RefundDisputed(refund: refund.id, enrolment: refund.enrolment, institution: refund.institution)))
        ]
    }
    try requireNotGone(refund.institution, state)
    var draft = Draft(state, circumstances)
    try draft.agree(refund, silent: false)
    return draft.facts
}

/// The commission decides a dispute.
func settle(_ decision: RefundDecided, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var refund = try find(decision.refund, of: decision.institution, state)
    guard refund.status == .pending || refund.status == .disputed else {
        throw .refused(
            .stateForbids,
            "the refund is \(refund.status); only one that is pending or disputed can be decided")
    }
    guard decision.upheld else { return [refund.closed(.dismissed)] }
    try requireNotGone(refund.institution, state)
    refund.cause = decision.cause ?? refund.cause
    var draft = Draft(state, circumstances)
    try draft.agree(refund, silent: false)
    return draft.facts
}

private func find(_ id: Identifier, of institution: USCC, _ state: State) throws(Refusal) -> Refund {
    guard let refund = state.refunds[id] else { throw .awaits(.refund(id)) }
    guard refund.institution == institution else {
        throw .refused(.dataInvalid, "the refund is not of institution \(institution)")
    }
    return refund
}

extension Draft {
    /// An agreed refund, also under a freeze (R1.87). Lessons that were held count first, unless they are disputed;
    /// what is left then goes back.
    mutating func agree(_ refund: Refund, silent: Bool) throws(Refusal) {
        closeLessons(of: refund.enrolment, counting: true)
        guard let enrolment = state.enrolments[refund.enrolment] else { throw .awaits(.enrolment(refund.enrolment)) }
        let left = state.ledger.balance(.unconsumed(enrolment.id))
        guard left > .zero, !enrolment.isRepaid else { return add(refund.closed(.lapsed)) }
        guard let course = state.courses[enrolment.course.id] else {
            throw .awaits(.course(enrolment.institution, enrolment.course.course))
        }
        let quote = quote(enrolment, unconsumed: left, hourPrice: course.hourPrice, cause: refund.cause)
        let owed = interest(
            on: quote, advance: enrolment.advance, of: enrolment, cause: refund.cause, on: circumstances.today,
            circumstances.policy)
        let claim = FamilyClaim(
            enrolment: enrolment.id, quote: quote,
            interest: min(owed, state.ledger.available(.interest(enrolment.institution))), purpose: .refund,
            payee: Payee(enrolment.reference),
            cause: .refundAgreed, refund: refund.id)
        let uncovered = uncovered(claim)
        let payBy = try circumstances.workingDays(
            circumstances.policy(.refundOverdueWorkingDays), after: circumstances.today)
        let agreed = RefundAgreed(
            refund: refund.id, enrolment: enrolment.id, institution: enrolment.institution, cause: refund.cause,
            silent: silent,
            principalFen: quote.principal, keptFen: quote.kept, interestFen: claim.interest,
            interestUnpaidFen: owed - claim.interest,
            uncoveredFen: uncovered)
        add(.families(.refundAgreed(agreed, payBy: payBy)))
        try pay(claim)
        if quote.principal == .zero { add(refund.closed(.nothingOwed)) }
    }

    /// Lessons of an enrolment that wait for an answer count, or do not; disputed ones do not.
    mutating func closeLessons(of enrolment: Identifier, counting: Bool) {
        let open = state.attendances.ids.filter { id in
            guard id.enrolment == enrolment, let status = state.attendances[id]?.status else { return false }
            return status == .held || status == .disputed
        }
        for id in open.sorted() {
            guard let attendance = state.attendances[id], let row = state.enrolments[enrolment] else { continue }
            add(
                counting && attendance.status == .held
                    ? count(id, attendance, row, state, silent: true) : .tuition(.lessonDropped(id)))
        }
    }
}
