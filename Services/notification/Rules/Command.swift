package import Model

/// What notification hears: only facts of the other services.
package enum Command: Sendable, Hashable {
    case statusChanged(InstitutionStatusChanged)
    case suspicion(SuspicionReported)
    case inspectionHeld(InspectionHeld)
    case findingOpened(FindingOpened)
    case rectificationOverdue(RectificationOverdue)
    case findingClosed(FindingClosed)
    case visitMissed(SchoolVisitMissed)
    case paymentSuspended(PaymentSuspended)
    case instructionFailed(InstructionFailed)
    case refundDisputed(RefundDisputed)
    case claimsSettled(ClaimsSettled)
    case alertChanged(AlertChanged)
    case frozen(ReleasesFrozen)
    case unfrozen(ReleasesUnfrozen)
    case familyRepaid(FamilyRepaid)
    case entryChanged(EntryStatusChanged)
    /// For its copies.
    case department(DepartmentListed)
    case institution(InstitutionSnapshot)
    case dayOpened(DayOpened)
}
