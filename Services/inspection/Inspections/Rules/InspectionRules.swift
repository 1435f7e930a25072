import Model

/// What "joint" means: so many departments of the task force took part.
private let jointDepartmentsMin = 2

/// A special campaign begins.
func open(_ campaign: CampaignOpened, _ state: State) throws(Refusal) -> [Fact] {
    guard state.campaigns[campaign.campaign] == nil else {
        throw .refused(.alreadyExists, "the campaign is open already")
    }
    guard campaign.from <= campaign.through else {
        throw .refused(.dataInvalid, "a campaign's last day (through) is not before its first (from)")
    }
    return [.inspections(.campaignOpened(campaign))]
}

/// A joint inspection is planned within its campaign. Closed institutions may be on the plan, since some teach on in
/// secret; they are noted.
func schedule(_ plan: InspectionScheduled, _ state: State) throws(Refusal) -> [Fact] {
    guard state.inspections[plan.inspection] == nil else {
        throw .refused(.alreadyExists, "the inspection is planned already")
    }
    guard !plan.institutions.isEmpty, Set(plan.institutions).count == plan.institutions.count else {
        throw .refused(.dataInvalid, "a plan names at least one institution, and each once")
    }
    guard let days = state.campaigns[plan.campaign] else { throw .awaits(.campaign(plan.campaign)) }
    guard days.contains(plan.day) else {
        throw .refused(
            .notScheduled,
            "the campaign runs from \(days.lowerBound) through \(days.upperBound); "
                + "\(plan.day) is not one of its days"
        )
    }
    var closed: Set<USCC> = []
    for institution in plan.institutions {
        guard let status = state.institutions[institution] else { throw .awaits(.institution(institution)) }
        if status.isClosed { closed.insert(institution) }
    }
    return [.inspections(.inspectionScheduled(plan, closed: closed))]
}

/// A department took part, with enough officers (R3.10). One whose report comes late can still make an inspection
/// joint.
func attend(_ attendance: InspectionAttended, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact]
{
    let department = circumstances.poster
    var inspection = try known(attendance.inspection, state)
    try requireTaskForce(department, state)
    try requireBegun(inspection, circumstances)
    let officersMin = circumstances.policy(.inspectionOfficersMin)
    guard Int64(attendance.officers) >= officersMin else {
        throw .refused(
            .officersTooFew, "\(attendance.officers) officers; a department brings at least \(officersMin) (R3.10)")
    }
    guard inspection.attended.insert(department).inserted else {
        throw .refused(
            .alreadyExists, "the attendance of this department at the inspection is noted already")
    }
    let attended = Fact.inspections(
        .departmentAttended(
            inspection: inspection.id, department: department, officers: attendance.officers))
    return inspection.isHeld == false && inspection.isJoint
        ? [attended, .inspections(.inspectionHeld(inspection.held))] : [attended]
}

/// An institution on the plan was looked at by a department that took part. What is read before the department's
/// attendance waits for it.
func inspect(_ look: InstitutionInspected, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let department = circumstances.poster
    let inspection = try known(look.inspection, state)
    try requirePart(department, in: inspection, at: look.institution, state, circumstances)
    guard inspection.inspected[look.institution]?.contains(department) != true else {
        throw .refused(
            .alreadyExists,
            "that this department looked at \(look.institution) in the inspection is noted already")
    }
    return [
        .inspections(
            .institutionInspected(inspection: inspection.id, institution: look.institution, department: department))
    ]
}

/// On the opening of a day: inspections whose day is over were held if they were joint.
func settle(_ id: Identifier, before day: Day, _ state: State) -> Fact? {
    guard let inspection = state.inspections[id], inspection.isHeld == nil, inspection.day < day else { return nil }
    return inspection.isJoint
        ? .inspections(.inspectionHeld(inspection.held)) : .inspections(.inspectionNotHeld(inspection.id))
}

// MARK: What several rules ask

/// The inspection, or the wish to wait for it.
func known(_ id: Identifier, _ state: State) throws(Refusal) -> Inspection {
    guard let inspection = state.inspections[id] else { throw .awaits(.inspection(id)) }
    return inspection
}

/// A department may act in inspections if the registry lists it in the governance task force.
func requireTaskForce(_ department: Identifier, _ state: State) throws(Refusal) {
    guard state.departments[department] == true else {
        throw .refused(
            .departmentNotInTaskForce, "the poster is not listed as a member of the governance task force")
    }
}

/// The department is of the task force and took part, and the institution is on the plan.
func requirePart(
    _ department: Identifier, in inspection: Inspection, at institution: USCC, _ state: State,
    _ circumstances: Circumstances
) throws(Refusal) {
    try requireTaskForce(department, state)
    guard inspection.planned.contains(institution) else {
        throw .refused(.notScheduled, "institution \(institution) is not on the plan of the inspection")
    }
    try requireBegun(inspection, circumstances)
    guard inspection.attended.contains(department) else { throw .awaits(.attendance(inspection.id, by: department)) }
}

/// Nobody can report of an inspection before its day.
private func requireBegun(_ inspection: Inspection, _ circumstances: Circumstances) throws(Refusal) {
    guard circumstances.time.day >= inspection.day else {
        throw .refused(.notScheduled, "the inspection is planned for \(inspection.day): report of it then")
    }
}

extension Inspection {
    fileprivate var isJoint: Bool { attended.count >= jointDepartmentsMin }

    fileprivate var held: InspectionHeld {
        InspectionHeld(
            inspection: id, campaign: campaign, day: day, departments: attended.sorted(), institutions: inspected.count)
    }
}
