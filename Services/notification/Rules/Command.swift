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

extension Command {
    /// The institution whose name is told.
    package var institution: USCC? {
        switch self {
        case .statusChanged(let data): data.institution
        case .findingOpened(let data): data.institution
        case .rectificationOverdue(let data): data.institution
        case .findingClosed(let data): data.institution
        case .paymentSuspended(let data): data.institution
        case .instructionFailed(let data): data.institution
        case .refundDisputed(let data): data.institution
        case .claimsSettled(let data): data.institution
        case .alertChanged(let data): data.institution
        case .frozen(let data): data.institution
        case .unfrozen(let data): data.institution
        case .familyRepaid(let data): data.institution
        case .entryChanged(let data): data.institution
        case .suspicion, .inspectionHeld, .visitMissed, .department, .institution, .dayOpened: nil
        }
    }
}
