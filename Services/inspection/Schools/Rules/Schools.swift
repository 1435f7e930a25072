package import Model

/// What is said of schools, their inspectors and their visits.
package enum SchoolCommand: Sendable, Hashable {
    case enrolSchool(SchoolEnrolled)
    case assignInspector(InspectorAssigned)
    case announceSchoolYear(SchoolYearAnnounced)
    case visit(SchoolVisited)
}

/// What became of schools and visits.
package enum SchoolFact: Sendable, Hashable {
    case schoolEnrolled(SchoolEnrolled)
    /// `released`: schools that the inspector had before and has no longer.
    case inspectorAssigned(InspectorAssigned, released: [Identifier])
    case schoolYearAnnounced(SchoolYearAnnounced)
    case schoolVisited(SchoolVisited)
    case schoolVisitMissed(SchoolVisitMissed)
    /// Every school without a visit in the month has been named.
    case monthJudged(Month)
}

extension Keys {
    mutating func add(_ command: SchoolCommand) {
        switch command {
        case .enrolSchool(let data): schools.insert(data.school)
        case .assignInspector(let data):
            schools.formUnion(data.schools)
            inspectors.insert(data.inspector)
        case .announceSchoolYear(let data):
            schoolYears.insert(data.schoolYear)
            months.formUnion(data.months)
        case .visit(let data):
            schools.insert(data.school)
            visits.insert(data.visit)
        }
    }
}

func decide(_ command: SchoolCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .enrolSchool(let school): try enrol(school, state)
    case .assignInspector(let assignment): try assign(assignment, state)
    case .announceSchoolYear(let year): try announce(year, state)
    case .visit(let visit): try note(visit, state, circumstances)
    }
}

extension State {
    mutating func apply(_ fact: SchoolFact) {
        switch fact {
        case .schoolEnrolled(let school):
            schools[school.school] = School(id: school.school, name: school.name, township: school.township)
            changedSchools.insert(school.school)
        case .inspectorAssigned(let assignment, let released):
            for school in released { schools[school]?.inspector = nil }
            for school in assignment.schools { schools[school]?.inspector = assignment.inspector }
            changedSchools.formUnion(released + assignment.schools)
        case .schoolYearAnnounced(let year):
            schoolYears.insert(year.schoolYear)
            for month in year.months { months[month] = false }
        case .schoolVisited(let visit):
            visits.insert(visit.visit)
            visited.insert(SchoolMonth(school: visit.school, month: visit.day.month))
        case .monthJudged(let month): months[month] = true
        case .schoolVisitMissed: break
        }
    }
}
