import Model

/// A course goes on the price list (R1.09), if its times are allowed (R1.13).
func publish(_ course: CoursePublished, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let institution = state.institutions[course.institution] else {
        throw .awaits(.institution(course.institution))
    }
    guard institution.status.isRunning else {
        throw .refused(
            .institutionNotOperating,
            "institution \(course.institution) is \(institution.status) and may not offer courses")
    }
    guard state.courses[CourseID(course.institution, course.course)] == nil else {
        throw .refused(.alreadyExists, "the course is published already; another price is another course")
    }
    guard course.starts <= course.ends else { throw .refused(.dataInvalid, "the course ends before it starts") }
    guard course.starts.civil.year >= 2000, course.ends.civil.year < 2200 else {
        throw .refused(.dataInvalid, "a course is between the years 2000 and 2200")
    }
    guard (1...1_000).contains(course.lessons), (1...12).contains(course.hoursPerLesson),
        (1...1_000).contains(course.seats),
        (1...1_000_000).contains(course.hourFen.rawValue)
    else {
        throw .refused(
            .dataInvalid,
            "a course has 1 to 1000 lessons of 1 to 12 hours, 1 to 1000 seats, "
                + "and a price of at most 10,000 yuan an hour"
        )
    }
    guard (1...1_000_000).contains(course.passDayFen?.rawValue ?? 1) else {
        throw .refused(.dataInvalid, "a pass has a price of at most 10,000 yuan a day")
    }
    for slot in course.slots { try check(slot, course, circumstances) }
    return [.tuition(.coursePublished(course))]
}

/// R1.13: lessons end in time, and not during school hours in term.
private func check(_ slot: LessonSlot, _ course: CoursePublished, _ circumstances: Circumstances) throws(Refusal) {
    guard (1...7).contains(slot.weekday), 0 <= slot.from, slot.from < slot.through, slot.through <= 1_440 else {
        throw .refused(
            .dataInvalid, "a slot has a weekday from 1 to 7, and begins before it ends, in minutes after midnight")
    }
    let end = Int(circumstances.policy(course.online ? .onlineLessonEndMinute : .offlineLessonEndMinute))
    guard slot.through <= end else {
        throw .refused(
            .teachingTimeForbidden, "a lesson ends at \(clock(slot.through)); at the latest at \(clock(end)) (R1.13)")
    }
    let (from, through) = (
        Int(circumstances.policy(.schoolDayStartMinute)), Int(circumstances.policy(.schoolDayEndMinute))
    )
    guard slot.weekday > 5 || slot.through <= from || slot.from >= through || isInBreak(course, circumstances) else {
        throw .refused(
            .teachingTimeForbidden,
            "a lesson from \(clock(slot.from)) to \(clock(slot.through)) is during school hours of the term (R1.13)")
    }
}

/// True if the whole course lies in the winter or the summer holidays of schools.
private func isInBreak(_ course: CoursePublished, _ circumstances: Circumstances) -> Bool {
    guard course.starts.civil.year == course.ends.civil.year else { return false }
    func number(_ day: Day) -> Int64 { Int64(day.civil.month * 100 + day.civil.day) }
    return [(PolicyKey.winterBreakFrom, PolicyKey.winterBreakThrough), (.summerBreakFrom, .summerBreakThrough)].contains
    { from, through in
        circumstances.policy(from) <= number(course.starts) && number(course.ends) <= circumstances.policy(through)
    }
}

/// Minutes after midnight as people write them.
private func clock(_ minutes: Int) -> Detail {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return minute < 10 ? "\(hour):0\(minute)" : "\(hour):\(minute)"
}
