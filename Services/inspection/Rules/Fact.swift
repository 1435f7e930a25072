package import Model

/// What the rules of the inspection service made of a command.
package enum Fact: Sendable, Hashable {
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
    case findingOpened(Finding)
    case rectificationReported(Finding)
    /// The check was not passed: the finding is open for another term.
    case findingReopened(Finding)
    case rectificationOverdue(Finding)
    case findingClosed(Finding)
    case schoolEnrolled(SchoolEnrolled)
    /// `released`: schools that the inspector had before and has no longer.
    case inspectorAssigned(InspectorAssigned, released: [Identifier])
    case schoolYearAnnounced(SchoolYearAnnounced)
    case schoolVisited(SchoolVisited)
    case schoolVisitMissed(SchoolVisitMissed)
    /// Every school without a visit in the month has been named.
    case monthJudged(Month)
}
