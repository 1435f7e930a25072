import Model

/// Schools that one inspector may have (R3.51 says three to five; one who begins, or a remote township, may have
/// fewer).
private let schoolsPerInspector = 1...5

/// A school comes under the responsible inspectors.
func enrol(_ school: SchoolEnrolled, _ state: State) throws(Refusal) -> [Fact] {
    guard state.schools[school.school] == nil else {
        throw .refused(.alreadyExists, "the school is enrolled already")
    }
    return [.schoolEnrolled(school)]
}

/// An inspector has these schools from now on and no others; a school passes from the inspector it had before (R3.51).
func assign(_ assignment: InspectorAssigned, _ state: State) throws(Refusal) -> [Fact] {
    let schools = Set(assignment.schools)
    guard schoolsPerInspector.contains(schools.count), schools.count == assignment.schools.count else {
        throw .refused(.dataInvalid, "an inspector has one to five schools, each named once (R3.51)")
    }
    for school in assignment.schools where state.schools[school] == nil { throw .awaits(.school(school)) }
    let released = state.schools.values.filter { $0.inspector == assignment.inspector && !schools.contains($0.id) }
    return [.inspectorAssigned(assignment, released: released.map(\.id).sorted())]
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
    return [.schoolYearAnnounced(year)]
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
    return [.schoolVisited(visit)]
}

/// On the opening of a day: months that are over, and the schools without a visit in them (R3.54).
func judge(_ portion: DayPortion, _ state: State) -> [Fact] {
    let missed = Dictionary(grouping: portion.missed, by: \.month).mapValues { $0.map(\.school).sorted() }
    let over = Set(missed.keys).union(portion.judged).filter { state.months[$0] == false && $0.last < portion.day }
    return over.sorted().flatMap { month in
        (missed[month] ?? []).filter { !state.visited.contains(SchoolMonth(school: $0, month: month)) }
            .compactMap { state.schools[$0] }.map { school in
                Fact.schoolVisitMissed(
                    SchoolVisitMissed(school: school.id, name: school.name, month: month, inspector: school.inspector))
            } + (portion.judged.contains(month) ? [.monthJudged(month)] : [])
    }
}
