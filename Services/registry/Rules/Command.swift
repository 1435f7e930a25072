package import Model

/// What the registry is told.
package enum Command: Sendable, Hashable {
    case enrolDepartment(DepartmentEnrolled)
    case drawGrid(GridDrawn)
    case survey(InstitutionSurveyed)
    case file(InstitutionFiled)
    case decidePanel(PanelDecided)
    case completeTransformation(TransformationCompleted)
    case requestDeregistration(DeregistrationRequested)
    case revokeLicence(LicenceRevoked)
    case abscond(InstitutionAbsconded)
    case reportPatrol(PatrolReported)
    /// Escrow: no tuition is left.
    case clear(ClearanceGiven)
    /// Blacklist-publisher: an entry was published, or no longer stands.
    case restrict(EntrySnapshot)
    /// The clock of a replay: all events of a day are posted.
    case announceDay(Day)
    /// A service has done a day's work.
    case closeDay(Day, service: Identifier)
    case dayOpened(DayOpened)
}
