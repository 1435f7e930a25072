package import Model

/// Hours, yuan and months together, over all open enrolments of the same pupil and course (R1.01-R1.06).
func checkCaps(
    _ payment: PaymentReceived, _ institution: Institution, _ state: State, _ circumstances: Circumstances
) throws(Refusal) {
    let course = PupilCourse(institution: payment.institution, pupil: payment.pupil, course: payment.course)
    let open = state.enrolments(of: course).filter { !$0.isFinished }
    try checkHours(payment, open, circumstances)
    if institution.category != .academic { try checkAmount(payment, open, state, circumstances) }
    try checkPeriod(payment, open, circumstances)
    guard payment.transferredFrom == nil else { return }
    try checkStart(payment, circumstances)
    try checkRenewal(open, circumstances)
}

/// R1.01; with what is not taught yet of the same course, R1.06. A pass has no hours: months and yuan limit it.
private func checkHours(_ payment: PaymentReceived, _ open: [Enrolment], _ circumstances: Circumstances) throws(Refusal)
{
    let (hours, cap) = (payment.allHours, Int(circumstances.policy(.chargeHoursMax)))
    guard hours <= cap else {
        throw .refused(.chargeAboveHours, "\(hours) hours; at most \(cap) a charge (R1.01)")
    }
    let left = hoursLeft(open)
    guard left + hours <= cap else {
        throw .refused(
            .chargeAboveHours,
            "\(hours) hours with \(left) of the same course not taught yet; at most \(cap) together (R1.06)")
    }
}

/// R1.02, for what is not subject training; with what is not taught yet of the same course, R1.06.
private func checkAmount(
    _ payment: PaymentReceived, _ open: [Enrolment], _ state: State, _ circumstances: Circumstances
) throws(Refusal) {
    let cap = Fen(circumstances.policy(.chargeFenMax))
    guard payment.amountFen <= cap else {
        throw .refused(.chargeAboveAmount, "\(payment.amountFen) yuan; at most \(cap) a charge (R1.02)")
    }
    let left = open.reduce(Fen.zero) { $0 + state.ledger.balance(.unconsumed($1.id)) }
    guard left + payment.amountFen <= cap else {
        throw .refused(
            .chargeAboveAmount,
            "\(payment.amountFen) yuan with \(left) of the same course not taught yet; "
                + "at most \(cap) together (R1.02, R1.06)"
        )
    }
}

/// From what is still to come of the same course to the end of what is paid for now: not longer than the cap in
/// calendar months (R1.01, R1.06).
private func checkPeriod(_ payment: PaymentReceived, _ open: [Enrolment], _ circumstances: Circumstances)
    throws(Refusal)
{
    let months = Int(circumstances.policy(.chargeMonthsMax))
    let first = open.map { max($0.starts, circumstances.time.day) }.reduce(payment.courseStarts, min)
    let last = lastDay(of: months, from: first)
    guard payment.courseEnds <= last else {
        throw .refused(
            .chargeAboveMonths,
            "paid from \(first) to \(payment.courseEnds); \(months) months end on \(last) (R1.01, R1.06)")
    }
}

/// R1.04.
private func checkStart(_ payment: PaymentReceived, _ circumstances: Circumstances) throws(Refusal) {
    let first = payment.courseStarts.adding(days: -Int(circumstances.policy(.chargeAdvanceDaysMax)))
    guard circumstances.time.day >= first else {
        throw .refused(
            .chargeTooEarly, "the course starts on \(payment.courseStarts); its fee may be taken from \(first) (R1.04)")
    }
}

/// R1.05: the same course is paid for again when few hours or days of it are left; after a pass, when few days are.
private func checkRenewal(_ open: [Enrolment], _ circumstances: Circumstances) throws(Refusal) {
    guard let latest = open.map(\.ends).max() else { return }
    let left = hoursLeft(open)
    let (hours, days) = (Int(circumstances.policy(.renewalHoursMax)), Int(circumstances.policy(.renewalDaysMax)))
    guard latest > circumstances.time.day.adding(days: days) else { return }
    guard !open.contains(where: { $0.purchase.pass != nil }) else {
        throw .refused(
            .renewalTooEarly, "a pass runs until \(latest); the course may be renewed from \(days) days before (R1.05)")
    }
    guard left <= hours else {
        throw .refused(
            .renewalTooEarly,
            "\(left) hours are left until \(latest); the course may be renewed from \(hours) hours or \(days) days "
                + "(R1.05)"
        )
    }
}

/// Class hours that are not taught yet.
private func hoursLeft(_ open: [Enrolment]) -> Int { open.reduce(0) { $0 + $1.hoursLeft } }

/// The last day of a period of whole calendar months that begins with a day (T4): the day before the same day of the
/// later month, and the end of a month that has no such day. Three months from 1 March end on 31 May; from 30 November
/// at the end of February.
package func lastDay(of months: Int, from first: Day) -> Day {
    let same = first.adding(months: months)
    return same.civil.day < first.civil.day ? same : same.adding(days: -1)
}
