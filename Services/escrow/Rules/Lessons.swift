package import Model

/// A confirmed lesson releases its share to the institution, each lesson once (R1.31, R1.37).
func release(_ lesson: LessonConfirmed, _ state: State) throws(Refusal) -> [Fact] {
    guard let enrolment = state.enrolments[lesson.enrolment] else { throw .awaits(.enrolment(lesson.enrolment)) }
    try requireSame(lesson.institution, enrolment)
    guard LessonSet.numbers.contains(lesson.lesson), lesson.hours > 0 else {
        throw .refused(.dataInvalid, "lessons have numbers from 1 to \(LessonSet.numbers.upperBound) and at least one class hour")
    }
    guard !enrolment.lessons.contains(lesson.lesson) else {
        throw .refused(.alreadyExists, "lesson \(lesson.lesson) of enrolment \(lesson.enrolment) is confirmed already (R1.37)")
    }
    guard lesson.hours <= enrolment.hoursLeft else {
        throw .refused(
            .hoursExhausted,
            "\(lesson.hours) hours; enrolment \(lesson.enrolment) has \(enrolment.hoursLeft) of \(enrolment.hours) left")
    }
    guard state.institutions[enrolment.institution]?.isFrozen == false else {
        throw .refused(
            .accountFrozen, "the account of institution \(enrolment.institution) is frozen: nothing is released (R1.87)")
    }
    let amount = share(of: lesson.hours, in: enrolment, unconsumed: state.ledger.balance(.unconsumed(enrolment.id)))
    return [
        .lessonReleased(
            LessonReleased(
                enrolment: lesson.enrolment, institution: enrolment.institution, lesson: lesson.lesson, amountFen: amount),
            hours: lesson.hours)
    ]
}

/// Whole fen an hour; the last lesson takes the remainder, so that the sum is exact (R1.36).
package func share(of hours: Int, in enrolment: Enrolment, unconsumed: Fen) -> Fen {
    if hours == enrolment.hoursLeft { return unconsumed }
    return Fen(enrolment.paid.rawValue / Int64(enrolment.hours)) * Int64(hours)
}

/// An event must name the institution of its enrolment or refund: the institution is its key and its poster's business.
func requireSame(_ institution: USCC, _ enrolment: Enrolment) throws(Refusal) {
    guard institution == enrolment.institution else {
        throw .refused(.dataInvalid, "enrolment \(enrolment.id) is not of institution \(institution)")
    }
}
