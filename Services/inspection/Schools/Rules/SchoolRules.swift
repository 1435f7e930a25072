import Model

/// Schools that one inspector may have (R3.51 says three to five; one who begins, or a remote township, may have
/// fewer).
private let schoolsPerInspector = 1...5

/// A school comes under the responsible inspectors.
func enrol(_ school: SchoolEnrolled, _ state: State) throws(Refusal) -> [Fact] {
    guard state.schools[school.school] == nil else {
        throw .refused(.alreadyExists, "the school is enrolled already")
    }
    return [.schools(.schoolEnrolled(school))]
}

/// An inspector has these schools from now on and no others; a school passes from the inspector it had before (R3.51).
func assign(_ assignment: InspectorAssigned, _ state: State) throws(Refusal) -> [Fact] {
    let schools = Set(assignment.schools)
    guard schoolsPerInspector.contains(schools.count), schools.count == assignment.schools.count else {
        throw .refused(.dataInvalid, "an inspector has one to five schools, each named once (R3.51)")
    }
    for school in assignment.schools where state.schools[school] == nil { throw .awaits(.school(school)) }
    let released = state.schools.values.filter { $0.inspector == assignment.inspector && !schools.contains($0.id) }
    return [.schools(.inspectorAssigned(assignment, released: released.map(\.id).sorted()))]
}

/// The months in which each school must be visited; a month belongs to one school year (R3.54).
func announce(_ year: SchoolYearAnnounced, _ state: State) throws(Refusal) -> [Fact] {
    guard !state.schoolYears.contains(year.schoolYear) else {
        throw .refused(.alreadyExists, "the school year is announced already")
    }
    guard !year.months.isEmpty, Set(year.months).count == year.months.count else {
        throw .refused(.dataInvalid, "a school year names at least one month, and each once")
    }
    for month in year.months where state.months[month] != nil {
        throw .refused(.alreadyExists, "\(month) is a month of another school year")
    }
    return [.schools(.schoolYearAnnounced(year))]
}

/// The school's inspector visited it; the visit counts in the month of its day, however late it is reported.
func note(_ visit: SchoolVisited, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard let school = state.schools[visit.school] else { throw .awaits(.school(visit.school)) }
    guard !state.visits.contains(visit.visit) else {
        throw .refused(.alreadyExists, "the visit is reported already; another visit needs an id of its own")
    }
    guard school.inspector == visit.inspector else {
        throw .refused(.inspectorNotAssigned, "the school is not assigned to this inspector (R3.51)")
    }
    try circumstances.requireStated(visit.day, in: "day")
    return [.schools(.schoolVisited(visit))]
}

/// On the opening of a day: months that are over, and the schools without a visit in them (R3.54).
func name(_ missed: SchoolMonth, before day: Day, _ state: State) -> Fact? {
    guard isOver(missed.month, before: day, state), !state.visited.contains(missed),
        let school = state.schools[missed.school]
    else { return nil }
    return .schools(
        .schoolVisitMissed(
            SchoolVisitMissed(school: school.id, name: school.name, month: missed.month, inspector: school.inspector)))
}

/// Every school without a visit in the month has been named.
func judge(_ month: Month, before day: Day, _ state: State) -> Fact? {
    isOver(month, before: day, state) ? .schools(.monthJudged(month)) : nil
}

private func isOver(_ month: Month, before day: Day, _ state: State) -> Bool {
    state.months[month] == false && month.last < day
}
