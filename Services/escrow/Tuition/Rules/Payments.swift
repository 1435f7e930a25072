package import Model

/// A payment lies in the bank. It becomes an enrolment if the institution may take it and it keeps within the caps;
/// else it stands in suspense and the bank is told to send it back. Refused is only what cannot be booked.
func accept(_ payment: PaymentReceived, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let institution = try requireBookable(payment, state)
    do {
        let enrolment = try enrol(payment, institution, state, circumstances)
        let transfer = Transfer(
            .payment, debit: .bank(payment.institution), credit: .unconsumed(enrolment.id), amount: enrolment.paid,
            reference: enrolment.reference.description)
        return [.tuition(.paymentAccepted(enrolment, [transfer]))]
    } catch {
        guard case .refused(let reason, let detail) = error else { throw error }
        return try suspend(payment, reason, detail, state, circumstances)
    }
}

/// The payment stands in suspense, and goes back by the original route.
func suspend(
    _ payment: PaymentReceived, _ reason: Reason, _ detail: Detail, _ state: State, _ circumstances: Circumstances
) throws(Refusal) -> [Fact] {
    _ = try requireBookable(payment, state)
    let id = payment.institution
    let suspended = PaymentSuspended(
        reference: payment.bankReference, enrolment: payment.enrolment, institution: id, amountFen: payment.amountFen,
        reason: reason, detail: Prose(cutting: detail.description))
    let transfer = Transfer(
        .suspension, debit: .bank(id), credit: .suspense(id), amount: payment.amountFen,
        reference: payment.bankReference.description)
    var draft = Draft(state, circumstances)
    draft.add(.tuition(.paymentSuspended(suspended, [transfer])))
    try draft.instruct(
        Order(
            .suspenseReturn, of: id, from: .fee, to: Payee(payment.bankReference), debit: .suspense(id),
            amount: payment.amountFen))
    return draft.facts
}

extension PaymentReceived {
    /// What the bank calls this entry of the account.
    package var bankReference: Identifier { reference ?? enrolment }

    /// Class hours paid for and given on top (R1.62).
    var allHours: Int { hours + (giftHours ?? 0) }

    /// An unlimited pass (R1.68).
    var isPass: Bool { pass ?? false }

    /// Days from the first to the last, both of them counted.
    var days: Int { courseEnds.days(since: courseStarts) + 1 }
}

/// There is an account for it, it is money, and it is not in the books yet.
private func requireBookable(_ payment: PaymentReceived, _ state: State) throws(Refusal) -> Institution {
    guard let institution = state.institutions[payment.institution], institution.bank != nil else {
        throw .awaits(.account(payment.institution))
    }
    try requireAmount(payment.amountFen, of: "a payment", into: .bank(payment.institution), state)
    let entry = BankEntryID(BankAccountID(payment.institution, .fee), payment.bankReference)
    guard state.bankEntries[entry]?.book == nil else {
        throw .refused(
            .alreadyExists,
            "the payment of this reference is in the books already; another one has a reference of its own")
    }
    return institution
}

/// The enrolment that the payment makes, if every rule lets it.
private func enrol(
    _ payment: PaymentReceived, _ institution: Institution, _ state: State, _ circumstances: Circumstances
) throws(Refusal) -> Enrolment {
    guard state.enrolments[payment.enrolment] == nil else {
        throw .refused(.alreadyExists, "the enrolment is paid already: one payment an enrolment")
    }
    try requireOpen(payment.institution, institution, state, circumstances)
    try checkOrder(payment)
    guard let course = state.courses[CourseID(payment.institution, payment.course)] else {
        throw .awaits(.course(payment.institution, payment.course))
    }
    try checkPriceList(payment, course)
    try checkCaps(payment, institution, state, circumstances)
    let starts = payment.courseStarts
    let mode = institution.mode
    var enrolment = Enrolment(
        id: payment.enrolment,
        course: PupilCourse(institution: payment.institution, pupil: payment.pupil, course: payment.course),
        guardian: payment.guardian, reference: payment.bankReference, purchase: .hours(ClassHours(payment.allHours)),
        paid: payment.amountFen, paidOn: circumstances.time.day, starts: starts, ends: payment.courseEnds,
        withdrawalDays: payment.contract?.withdrawalDays ?? 0, mode: mode,
        shareDue: shares(mode, starts, payment.courseEnds, circumstances.policy, on: circumstances.time.day).first?.day)
    if payment.isPass {
        var pass = Pass(days: payment.days)
        pass.due = nextDaysDue(of: pass, starts: starts, paidOn: enrolment.paidOn, circumstances)
        enrolment.purchase = .pass(pass)
    }
    return enrolment
}

/// Only running institutions that no list restricts may take fees, and none whose account is frozen.
func requireOpen(_ id: USCC, _ institution: Institution, _ state: State, _ circumstances: Circumstances) throws(Refusal)
{
    guard institution.status.isRunning else {
        throw .refused(
            .institutionNotOperating, "institution \(id) is \(institution.status) and may not take fees")
    }
    if let entries = state.restrictions[id], entries.values.contains(where: { circumstances.today < $0 }) {
        throw .refused(.institutionRestricted, "institution \(id) is on the blacklist and may not take fees")
    }
    guard !institution.isFrozen else {
        throw .refused(.accountFrozen, "the account of institution \(id) is frozen: it takes no payments")
    }
}

/// What was signed and how it was paid (R1.10, R1.11, R1.70).
private func checkOrder(_ payment: PaymentReceived) throws(Refusal) {
    guard payment.method != .loan else {
        throw .refused(
            .loanForbidden, "training loans are forbidden; the guardian pays with money of the family (R1.11)")
    }
    guard let contract = payment.contract else {
        throw .refused(.contractMissing, "a fee may be taken on the model contract only; name its template (R1.10)")
    }
    guard contract.voidTerms.isEmpty else {
        throw .refused(.contractTermVoid, "the contract has terms that are void: \(contract.voidTerms) (R1.70)")
    }
    guard (0...366).contains(contract.withdrawalDays) else {
        throw .refused(.dataInvalid, "withdrawalDays are from 0 to 366")
    }
}

/// Nothing outside the price list may be charged (R1.09).
private func checkPriceList(_ payment: PaymentReceived, _ course: Course) throws(Refusal) {
    let gift = payment.giftHours ?? 0
    guard
        payment.isPass
            ? payment.hours == 0 && gift == 0 : (1...10_000).contains(payment.hours) && (0...10_000).contains(gift)
    else {
        throw .refused(
            .dataInvalid,
            "a payment is for at least one class hour, and gifts are not below zero; one for a pass names no hours")
    }
    guard payment.courseStarts <= payment.courseEnds else {
        throw .refused(.dataInvalid, "the course ends before it starts")
    }
    guard payment.courseStarts >= course.starts, payment.courseEnds <= course.ends else {
        throw .refused(.chargeOutsideCourse, "the course runs from \(course.starts) to \(course.ends)")
    }
    try payment.isPass ? checkPassPrice(payment, course) : checkHourPrice(payment, course)
}

private func checkHourPrice(_ payment: PaymentReceived, _ course: Course) throws(Refusal) {
    guard payment.amountFen <= course.hourPrice * Int64(payment.hours) else {
        throw .refused(
            .priceAboveList,
            "\(payment.hours) hours cost \(course.hourPrice * Int64(payment.hours)) yuan at the most on the price "
                + "list (R1.09)"
        )
    }
}

private func checkPassPrice(_ payment: PaymentReceived, _ course: Course) throws(Refusal) {
    guard let price = course.passDayPrice else {
        throw .refused(
            .priceAboveList,
            "the course is sold by hours only; a pass needs its price on the list first (R1.09)")
    }
    guard payment.amountFen <= price * Int64(payment.days) else {
        throw .refused(
            .priceAboveList,
            "a pass of \(payment.days) days costs \(price * Int64(payment.days)) yuan at the most on the price list "
                + "(R1.09)"
        )
    }
}
