import Model

/// The only way that the state of the inspection service changes.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .institutionCopied(let institution):
        state.institutions[institution.institution] = institution.status
    case .departmentCopied(let department):
        state.departments[department.department] = department.governanceTaskForce
    case .campaignOpened(let campaign):
        state.campaigns[campaign.campaign] = campaign.from...campaign.through
    case .inspectionScheduled(let plan, _):
        state.inspections[plan.inspection] = Inspection(
            id: plan.inspection, campaign: plan.campaign, day: plan.day, planned: Set(plan.institutions))
    case .departmentAttended(let inspection, let department, _):
        state.inspections[inspection]?.attended.insert(department)
    case .institutionInspected(let inspection, let institution, let department):
        state.inspections[inspection]?.inspected[institution, default: []].insert(department)
    case .inspectionHeld(let held):
        state.inspections[held.inspection]?.isHeld = true
    case .inspectionNotHeld(let inspection):
        state.inspections[inspection]?.isHeld = false
    case .findingOpened(let finding), .rectificationReported(let finding), .findingReopened(let finding),
        .rectificationOverdue(let finding), .findingClosed(let finding):
        state.findings[finding.id] = finding
        state.changedFindings.insert(finding.id)
    case .schoolEnrolled(let school):
        state.schools[school.school] = School(id: school.school, name: school.name, township: school.township)
        state.changedSchools.insert(school.school)
    case .inspectorAssigned(let assignment, let released):
        for school in released { state.schools[school]?.inspector = nil }
        for school in assignment.schools { state.schools[school]?.inspector = assignment.inspector }
        state.changedSchools.formUnion(released + assignment.schools)
    case .schoolYearAnnounced(let year):
        state.schoolYears.insert(year.schoolYear)
        for month in year.months { state.months[month] = false }
    case .schoolVisited(let visit):
        state.visits.insert(visit.visit)
        state.visited.insert(SchoolMonth(school: visit.school, month: visit.day.month))
    case .monthJudged(let month):
        state.months[month] = true
    case .schoolVisitMissed:
        break
    }
}
