import InspectionRules
import Model
import Service

/// Campaigns and joint inspections: what is taken of them, and what others are told.
enum InspectionSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(CampaignOpened.self) { .inspections(.openCampaign($0)) },
        .posted(InspectionScheduled.self) { .inspections(.schedule($0)) },
        .posted(InspectionAttended.self) { .inspections(.attend($0)) },
        .posted(InstitutionInspected.self) { .inspections(.inspect($0)) },
        .stated(InstitutionSnapshot.self) { .inspections(.copyInstitution($0)) },
        .stated(DepartmentListed.self) { .inspections(.copyDepartment($0)) },
    ]

    static func messages(_ fact: InspectionFact) -> [any FactData] {
        switch fact {
        case .inspectionHeld(let held): [held]
        case .institutionCopied, .departmentCopied, .campaignOpened, .inspectionScheduled, .departmentAttended,
            .institutionInspected, .inspectionNotHeld:
            []
        }
    }

    static func provides(_ fact: InspectionFact) -> [ReferenceKey] {
        switch fact {
        case .institutionCopied(let institution): [.institution(institution.institution)]
        case .campaignOpened(let campaign): [.campaign(campaign.campaign)]
        case .inspectionScheduled(let plan, _): [.inspection(plan.inspection)]
        case .departmentAttended(let inspection, let department, _): [.attendance(inspection, by: department)]
        case .institutionInspected(let inspection, let institution, _): [.look(inspection, at: institution)]
        case .departmentCopied, .inspectionHeld, .inspectionNotHeld: []
        }
    }
}
