package import Model

/// What the inspection service is told.
package enum Command: Sendable, Hashable {
    case openCampaign(CampaignOpened)
    case schedule(InspectionScheduled)
    case attend(InspectionAttended)
    case inspect(InstitutionInspected)
    case recordFinding(FindingRecorded)
    case reportRectification(RectificationReported)
    case checkRectification(RectificationChecked)
    case enrolSchool(SchoolEnrolled)
    case assignInspector(InspectorAssigned)
    case announceSchoolYear(SchoolYearAnnounced)
    case visit(SchoolVisited)
    /// Registry: the latest state of an institution.
    case copyInstitution(InstitutionSnapshot)
    /// Registry: a department of the joint conference.
    case copyDepartment(DepartmentListed)
    /// A whole day; it is decided piece by piece.
    case dayOpened(DayOpened)
    case dayWork(DayWork)
}
