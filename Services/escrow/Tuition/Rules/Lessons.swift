import Model

/// A roll call: every pupil on it was taught, or the whole of it fails (R1.37). The guardians can confirm or dispute;
/// silence confirms (R1.32).
func hold(_ lesson: LessonHeld, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let course = state.courses[CourseID(lesson.institution, lesson.course)] else {
        throw .awaits(.course(lesson.institution, lesson.course))
    }
    guard let institution = state.institutions[lesson.institution], institution.status != .absconded else {
        throw .refused(.institutionNotOperating, "institution \(lesson.institution) has absconded and teaches nobody")
    }
    guard (1...course.lessons).contains(lesson.lesson) else {
        throw .refused(.dataInvalid, "the course has lessons from 1 to \(course.lessons)")
    }
    guard !lesson.roll.isEmpty, Set(lesson.roll).count == lesson.roll.count else {
        throw .refused(.dataInvalid, "a roll names every pupil who was taught, once")
    }
    let heldOn = circumstances.time.day
    // Guardians can answer from the day on which they are told, however long ago the lesson was.
    let due = try circumstances.workingDays(
        circumstances.policy(.lessonSilenceWorkingDays),
        after: max(heldOn, max(circumstances.today, circumstances.arrival.day)))
    var facts: [Fact] = []
    var pupils: Set<Identifier> = []
    facts.reserveCapacity(lesson.roll.count)
    for (place, id) in lesson.roll.map({ AttendanceID($0, lesson.lesson) }).enumerated() {
        let entry: Detail = "data.roll[\(place)]"
        let enrolment = try checkPupil(id, entry, lesson, course, heldOn, state)
        guard pupils.insert(enrolment.course.pupil).inserted else {
            throw .refused(
                .dataInvalid,
                "a roll names every pupil who was taught, once; \(entry) is another enrolment of the same pupil (R1.37)"
            )
        }
        let hours = enrolment.purchase.hours == nil ? 0 : course.hoursPerLesson
        facts.append(
            .tuition(
                .lessonHeld(id, Attendance(institution: lesson.institution, hours: hours, heldOn: heldOn, due: due))))
    }
    return facts
}

/// An enrolment on the roll, if the lesson can be held on it.
private func checkPupil(
    _ id: AttendanceID, _ entry: Detail, _ lesson: LessonHeld, _ course: Course, _ heldOn: Day, _ state: State
) throws(Refusal) -> Enrolment {
    guard let enrolment = state.enrolments[id.enrolment] else { throw .awaits(.enrolment(id.enrolment)) }
    guard enrolment.institution == lesson.institution, enrolment.course.course == lesson.course else {
        throw .refused(.dataInvalid, "\(entry) is not an enrolment in data.course")
    }
    guard heldOn >= enrolment.starts else {
        throw .refused(.dataInvalid, "\(entry) begins on \(enrolment.starts)")
    }
    // The same lesson counts once, whichever of the pupil's enrolments it is held on.
    for sibling in state.enrolments(of: enrolment.course) {
        let status = state.attendances[AttendanceID(sibling.id, id.lesson)]?.status
        guard status == nil || status == .cancelled else {
            throw .refused(
                .alreadyExists,
                "lesson \(id.lesson) was held already for the pupil of \(entry) (R1.37)")
        }
    }
    switch enrolment.purchase {
    case .pass: try requireDays(enrolment, entry, heldOn)
    case .hours(let hours): try requireHours(hours, of: enrolment, entry, course)
    }
    return enrolment
}

private func requireHours(
    _ hours: ClassHours, of enrolment: Enrolment, _ entry: Detail, _ course: Course
) throws(Refusal) {
    let left = enrolment.hoursLeft - hours.held
    guard course.hoursPerLesson <= left else {
        throw .refused(
            .hoursExhausted,
            "\(course.hoursPerLesson) hours; \(entry) has \(max(0, left)) of \(hours.bought) left")
    }
}

/// As many lessons as one likes, until the pass is over or given up (R1.68).
private func requireDays(_ pass: Enrolment, _ entry: Detail, _ heldOn: Day) throws(Refusal) {
    guard heldOn <= pass.ends, !pass.isRepaid else {
        throw .refused(.hoursExhausted, "\(entry) is a pass that is given up or ended on \(pass.ends)")
    }
}

/// A guardian confirms a lesson: it counts (R1.31).
func confirm(_ lesson: LessonConfirmed, _ state: State) throws(Refusal) -> [Fact] {
    let id = AttendanceID(lesson.enrolment, lesson.lesson)
    let (enrolment, attendance) = try find(id, of: lesson.institution, state)
    guard attendance.status != .confirmed else {
        throw .refused(.alreadyExists, "lesson \(id.lesson) of the enrolment is confirmed already (R1.37)")
    }
    try requireUndecided(attendance, id)
    return [count(id, attendance, enrolment, state, silent: false)]
}

/// A guardian disputes a lesson: it waits for the commission.
func dispute(_ lesson: LessonDisputed, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let id = AttendanceID(lesson.enrolment, lesson.lesson)
    let (_, attendance) = try find(id, of: lesson.institution, state)
    guard attendance.status == .held else {
        throw .refused(
            .stateForbids,
            "lesson \(id.lesson) of the enrolment is \(attendance.status); "
                + "only one that is held can be disputed"
        )
    }
    // Under a freeze silence does not confirm, and the guardian's time goes on (R1.32, R1.87).
    guard circumstances.arrival.day <= attendance.due || state.institutions[attendance.institution]?.isFrozen == true
    else {
        throw .refused(
            .stateForbids,
            "the time to dispute lesson \(id.lesson) of the enrolment ended on \(attendance.due) (R1.32)")
    }
    return [.tuition(.lessonDisputed(id))]
}

/// The commission decides a dispute.
func settle(_ decision: LessonDecided, _ state: State) throws(Refusal) -> [Fact] {
    let id = AttendanceID(decision.enrolment, decision.lesson)
    let (enrolment, attendance) = try find(id, of: decision.institution, state)
    try requireUndecided(attendance, id)
    return decision.taught ? [count(id, attendance, enrolment, state, silent: false)] : [.tuition(.lessonDropped(id))]
}

/// A lesson does not count for anybody: what it moved goes back exactly (R1.37). Families that have their money back
/// already are left out.
func cancel(_ lesson: LessonCancelled, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard state.courses[CourseID(lesson.institution, lesson.course)] != nil else {
        throw .awaits(.course(lesson.institution, lesson.course))
    }
    let held = state.attendances.ids.filter { id in
        guard id.lesson == lesson.lesson, let course = state.enrolments[id.enrolment]?.course else { return false }
        return course.institution == lesson.institution && course.course == lesson.course
    }
    var draft = Draft(state, circumstances)
    for id in held.sorted() {
        guard let attendance = draft.state.attendances[id], let enrolment = draft.state.enrolments[id.enrolment],
            !enrolment.isRepaid
        else { continue }
        switch attendance.status {
        case .held, .disputed: draft.add(.tuition(.lessonDropped(id)))
        case .confirmed: draft.add(reverse(id, attendance, enrolment, draft.state))
        case .cancelled: break
        }
    }
    guard !draft.facts.isEmpty else {
        throw .refused(.stateForbids, "lesson \(lesson.lesson) of the course counts for nobody")
    }
    return draft.facts
}

private func find(_ id: AttendanceID, of institution: USCC, _ state: State) throws(Refusal) -> (Enrolment, Attendance) {
    guard let enrolment = state.enrolments[id.enrolment] else { throw .awaits(.enrolment(id.enrolment)) }
    try requireSame(institution, enrolment)
    guard let attendance = state.attendances[id] else { throw .awaits(.lesson(id.enrolment, id.lesson)) }
    return (enrolment, attendance)
}

private func requireUndecided(_ attendance: Attendance, _ id: AttendanceID) throws(Refusal) {
    guard attendance.status == .held || attendance.status == .disputed else {
        throw .refused(
            .stateForbids, "lesson \(id.lesson) of the enrolment is \(attendance.status)")
    }
}

/// An event must name the institution of its enrolment: the institution is its key and its poster's business.
func requireSame(_ institution: USCC, _ enrolment: Enrolment) throws(Refusal) {
    guard institution == enrolment.institution else {
        throw .refused(.dataInvalid, "the enrolment is not of institution \(institution)")
    }
}
