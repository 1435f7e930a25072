package import Model

/// The bank opened the institution's one special fee account (R1.20, R1.22).
func open(_ account: AccountOpened, _ state: State) throws(Refusal) -> [Fact] {
    let id = account.institution
    guard let institution = state.institutions[id] else { throw .awaits(.institution(id)) }
    guard institution.bank == nil else {
        throw .refused(.alreadyExists, "institution \(id) has its one special fee account already (R1.20)")
    }
    try requireRunning(institution, id)
    return [.accountOpened(account)]
}

/// A payment becomes an enrolment if the institution may take it and it keeps within the caps (R1.01-R1.06).
func accept(_ payment: PaymentReceived, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let id = payment.institution
    guard let institution = state.institutions[id], institution.bank != nil else { throw .awaits(.account(id)) }
    guard state.enrolments[payment.enrolment] == nil else {
        throw .refused(.alreadyExists, "enrolment \(payment.enrolment) is paid already: one payment an enrolment")
    }
    try requireRunning(institution, id)
    try requireUnrestricted(id, state, circumstances)
    guard !institution.isFrozen else {
        throw .refused(.accountFrozen, "the account of institution \(id) is frozen: it takes no payments")
    }
    try checkAmount(payment, circumstances)
    try checkHours(payment, state, circumstances)
    try checkPeriod(payment, circumstances)
    return [.paymentAccepted(payment)]
}

private func requireRunning(_ institution: Institution, _ id: USCC) throws(Refusal) {
    guard institution.status.isRunning else {
        throw .refused(.institutionNotOperating, "institution \(id) is \(institution.status.rawValue) and may not take fees")
    }
}

/// An institution on the public list takes no new money, as long as an entry stands.
private func requireUnrestricted(_ id: USCC, _ state: State, _ circumstances: Circumstances) throws(Refusal) {
    guard let entries = state.restrictions[id], entries.values.contains(where: { circumstances.today < $0 }) else { return }
    throw .refused(.institutionRestricted, "institution \(id) is on the public list and may not take fees")
}

/// Above zero and not above the cap in yuan (R1.02).
private func checkAmount(_ payment: PaymentReceived, _ circumstances: Circumstances) throws(Refusal) {
    guard payment.amountFen > .zero else {
        throw .refused(.amountNotPositive, "\(payment.amountFen) yuan; a payment is above zero")
    }
    let cap = Fen(circumstances.policy(.chargeFenMax))
    guard payment.amountFen <= cap else {
        throw .refused(.chargeAboveAmount, "\(payment.amountFen) yuan; at most \(cap) a charge (R1.02)")
    }
}

/// Not above the cap in class hours, also together with what the pupil has left of the same course (R1.01, R1.06).
private func checkHours(_ payment: PaymentReceived, _ state: State, _ circumstances: Circumstances) throws(Refusal) {
    guard payment.hours > 0 else {
        throw .refused(.dataInvalid, "\(payment.hours) hours; a payment is for at least one class hour")
    }
    let cap = Int(circumstances.policy(.chargeHoursMax))
    guard payment.hours <= cap else {
        throw .refused(.chargeAboveHours, "\(payment.hours) hours; at most \(cap) a charge (R1.01)")
    }
    let left = state.hoursLeft(of: PupilCourse(institution: payment.institution, pupil: payment.pupil, course: payment.course))
    guard left + payment.hours <= cap else {
        throw .refused(
            .chargeAboveHours,
            "\(payment.hours) hours with \(left) of the same course not taught yet; at most \(cap) together (R1.06)")
    }
}

/// Not longer than the cap in months, and not paid too early (R1.01, R1.04).
private func checkPeriod(_ payment: PaymentReceived, _ circumstances: Circumstances) throws(Refusal) {
    guard payment.courseStarts <= payment.courseEnds else {
        throw .refused(.dataInvalid, "the course ends before it starts")
    }
    let months = circumstances.policy(.chargeMonthsMax)
    let last = lastDay(of: Int(months), from: payment.courseStarts)
    guard payment.courseEnds <= last else {
        throw .refused(
            .chargeAboveMonths,
            "the course runs from \(payment.courseStarts) to \(payment.courseEnds); \(months) months end on \(last) (R1.01)")
    }
    let first = payment.courseStarts.adding(days: -Int(circumstances.policy(.chargeAdvanceDaysMax)))
    guard circumstances.time.day >= first else {
        throw .refused(
            .chargeTooEarly, "the course starts on \(payment.courseStarts); its fee may be taken from \(first) (R1.04)")
    }
}

/// The last day of a period of whole calendar months that begins with a day (T4): the day before the same day of the later month, and the end
/// of a month that has no such day. Three months from 1 March end on 31 May; from 30 November at the end of February.
package func lastDay(of months: Int, from first: Day) -> Day {
    let same = first.adding(months: months)
    return same.civil.day < first.civil.day ? same : same.adding(days: -1)
}
