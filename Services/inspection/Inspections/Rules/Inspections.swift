package import Model

/// What is said of joint inspections, and of institutions and departments as the registry states them.
package enum InspectionCommand: Sendable, Hashable {
    case openCampaign(CampaignOpened)
    case schedule(InspectionScheduled)
    case attend(InspectionAttended)
    case inspect(InstitutionInspected)
    /// Registry: the latest state of an institution.
    case copyInstitution(InstitutionSnapshot)
    /// Registry: a department of the joint conference.
    case copyDepartment(DepartmentListed)
}

/// What became of joint inspections.
package enum InspectionFact: Sendable, Hashable {
    case institutionCopied(InstitutionSnapshot)
    case departmentCopied(DepartmentListed)
    case campaignOpened(CampaignOpened)
    /// `closed`: institutions on the plan that no longer run.
    case inspectionScheduled(InspectionScheduled, closed: Set<USCC>)
    case departmentAttended(inspection: Identifier, department: Identifier, officers: Int)
    case institutionInspected(inspection: Identifier, institution: USCC, department: Identifier)
    /// The day of the inspection is over and it was joint.
    case inspectionHeld(InspectionHeld)
    /// The day of the inspection is over and fewer than two departments have attended.
    case inspectionNotHeld(Identifier)
}

extension Keys {
    mutating func add(_ command: InspectionCommand) {
        switch command {
        case .openCampaign(let data): campaigns.insert(data.campaign)
        case .schedule(let data):
            inspections.insert(data.inspection)
            campaigns.insert(data.campaign)
            institutions.formUnion(data.institutions)
        case .attend(let data): inspections.insert(data.inspection)
        case .inspect(let data): inspections.insert(data.inspection)
        case .copyInstitution, .copyDepartment: break
        }
    }
}

func decide(_ command: InspectionCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .openCampaign(let campaign): try open(campaign, state)
    case .schedule(let inspection): try schedule(inspection, state)
    case .attend(let attendance): try attend(attendance, state, circumstances)
    case .inspect(let look): try inspect(look, state, circumstances)
    case .copyInstitution(let institution): [.inspections(.institutionCopied(institution))]
    case .copyDepartment(let department): [.inspections(.departmentCopied(department))]
    }
}

extension State {
    mutating func apply(_ fact: InspectionFact) {
        switch fact {
        case .institutionCopied(let institution): institutions[institution.institution] = institution.status
        case .departmentCopied(let department):
            departments[department.department] = department.governanceTaskForce
        case .campaignOpened(let campaign): campaigns[campaign.campaign] = campaign.from...campaign.through
        case .inspectionScheduled(let plan, _):
            inspections[plan.inspection] = Inspection(
                id: plan.inspection, campaign: plan.campaign, day: plan.day, planned: Set(plan.institutions))
        case .departmentAttended(let inspection, let department, _):
            inspections[inspection]?.attended.insert(department)
        case .institutionInspected(let inspection, let institution, let department):
            inspections[inspection]?.inspected[institution, default: []].insert(department)
        case .inspectionHeld(let held): inspections[held.inspection]?.isHeld = true
        case .inspectionNotHeld(let inspection): inspections[inspection]?.isHeld = false
        }
    }
}
