package import Model

/// Whole fen an hour; the last lesson takes the remainder, so that the sum is exact (R1.36). A lesson of a pass has no
/// share: its day has (R1.68).
package func share(of hours: Int, in enrolment: Enrolment, unconsumed: Fen) -> Fen {
    guard let all = enrolment.purchase.hours else { return .zero }
    if hours == enrolment.hoursLeft { return unconsumed }
    return enrolment.paid.times(1, per: Int64(all.bought)) * Int64(hours)
}

/// A lesson counts. Its share makes good what the institution had in advance; the rest is due to it at once, or with
/// the share that comes (R1.30-R1.34). A lesson may be worth nothing: a payment of fewer fen than hours is used up by
/// the last one.
func count(_ id: AttendanceID, _ attendance: Attendance, _ enrolment: Enrolment, _ state: State, silent: Bool) -> Fact {
    let institution = enrolment.institution
    let amount = share(of: attendance.hours, in: enrolment, unconsumed: state.ledger.balance(.unconsumed(enrolment.id)))
    let lesson = LessonReleased(
        enrolment: enrolment.id, institution: institution, lesson: id.lesson, amountFen: amount, silent: silent)
    let (due, transfers) = earn(amount, of: enrolment, .lesson, reference: id.reference)
    return .tuition(.lessonReleased(lesson, hours: attendance.hours, due: due, transfers))
}

/// A family's money is the institution's: it makes good an advance, and the rest is due at once if lessons release.
func earn(_ amount: Fen, of enrolment: Enrolment, _ kind: TransferKind, reference: String) -> (due: Fen, [Transfer]) {
    let institution = enrolment.institution
    let advanced = min(amount, enrolment.advance)
    let isDue = enrolment.mode == .perLesson
    let transfers = Transfer.list(
        (kind, .unconsumed(enrolment.id), .advanced(institution), advanced),
        (
            kind, .unconsumed(enrolment.id), isDue ? .pendingRelease(institution) : .earned(institution),
            amount - advanced
        ), reference: reference)
    return (isDue ? amount - advanced : .zero, transfers)
}

/// A lesson does not count any more: the family's share is whole again. What the institution was paid of it already, it
/// had in advance.
func reverse(_ id: AttendanceID, _ attendance: Attendance, _ enrolment: Enrolment, _ state: State) -> Fact {
    let institution = enrolment.institution
    let source: AccountID = enrolment.mode == .perLesson ? .pendingRelease(institution) : .earned(institution)
    // Of what was earned, the families may have had a part already when the institution absconded.
    let there = enrolment.mode == .perLesson ? attendance.amount : enrolment.earned
    let back = min(attendance.amount, min(there, state.ledger.available(source)))
    let lesson = LessonReversed(
        enrolment: enrolment.id, institution: institution, lesson: id.lesson, amountFen: attendance.amount)
    let transfers = Transfer.list(
        (.reversal, source, .unconsumed(enrolment.id), back),
        (.reversal, .advanced(institution), .unconsumed(enrolment.id), attendance.amount - back),
        reference: id.reference)
    return .tuition(
        .lessonReversed(lesson, hours: attendance.hours, due: enrolment.mode == .perLesson ? back : .zero, transfers))
}

/// The part of a payment, in thousandths, that is due to the institution from a day on.
package struct Share: Hashable, Sendable {
    package var day: Day
    /// With those before it.
    package var permille: Int64
}

/// When the shares of an enrolment fall due; none if lessons release. Rolling: one, two and three months after the
/// start (R1.33). Retained: at the start and at the end (R1.34). Deposit: at the start (R1.40).
package func shares(_ mode: ReleaseMode, _ starts: Day, _ ends: Day, _ policy: Policy, on day: Day) -> [Share] {
    switch mode {
    case .perLesson: return []
    case .rolling:
        let first = policy.value(.rollingFirstPermille, on: day)
        let second = first + policy.value(.rollingSecondPermille, on: day)
        return [
            Share(day: starts.adding(months: 1), permille: first),
            Share(day: starts.adding(months: 2), permille: second),
            Share(day: starts.adding(months: 3), permille: 1_000),
        ]
    case .retained:
        return [
            Share(day: starts, permille: 1_000 - policy.value(.retainedPermille, on: day)),
            Share(day: max(ends, starts.adding(days: 1)), permille: 1_000),
        ]
    case .deposit: return [Share(day: starts, permille: 1_000)]
    }
}

/// Shares that are due on a day; nothing is due under a freeze, and what was due then is due after it.
func releaseShare(of enrolment: Enrolment, _ state: State, _ circumstances: Circumstances) -> Fact? {
    let institution = enrolment.institution
    guard let due = enrolment.shareDue, due <= circumstances.today, state.institutions[institution]?.isFrozen == false
    else { return nil }
    let plan = shares(enrolment.mode, enrolment.starts, enrolment.ends, circumstances.policy, on: enrolment.paidOn)
    let permille = plan.last { $0.day <= circumstances.today }?.permille ?? 0
    let target = enrolment.paid.times(permille, per: 1_000)
    let amount = max(.zero, target - enrolment.released)
    let earned = min(amount, min(enrolment.earned, state.ledger.available(.earned(institution))))
    let transfers = Transfer.list(
        (.share, .earned(institution), .pendingRelease(institution), earned),
        (.share, .advanced(institution), .pendingRelease(institution), amount - earned),
        reference: enrolment.id.description)
    return .tuition(
        .shareReleased(
            enrolment: enrolment.id, amount: amount, next: plan.first { $0.day > circumstances.today }?.day, transfers))
}

extension Transfer {
    /// Linked posted transfers of those amounts that are not zero.
    static func list(
        _ rows: (kind: TransferKind, debit: AccountID, credit: AccountID, amount: Fen)..., reference: String
    ) -> [Transfer] {
        rows.compactMap { row in
            row.amount > .zero
                ? Transfer(row.kind, debit: row.debit, credit: row.credit, amount: row.amount, reference: reference)
                : nil
        }
    }
}
