import Model
import RegistryRules
import Service

/// Institutions from survey to the end: what the registry takes of them, and what others are told.
enum InstitutionSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(InstitutionSurveyed.self) { .institutions(.survey($0)) },
        .posted(InstitutionFiled.self) { .institutions(.file($0)) },
        .posted(PanelDecided.self) { .institutions(.decidePanel($0)) },
        .posted(TransformationCompleted.self) { .institutions(.completeTransformation($0)) },
        .posted(DeregistrationRequested.self) { .institutions(.requestDeregistration($0)) },
        .posted(LicenceRevoked.self) { .institutions(.revokeLicence($0)) },
        .posted(InstitutionAbsconded.self) { .institutions(.abscond($0)) },
        .stated(ClearanceGiven.self) { .institutions(.clear($0)) },
        .stated(EntrySnapshot.self) { .institutions(.restrict($0)) },
    ]

    static func messages(_ fact: InstitutionFact) -> [any FactData] {
        switch fact {
        case .institutionChanged(let institution, let from):
            [
                institution.snapshot,
                InstitutionStatusChanged(
                    institution: institution.id, name: institution.name, township: institution.township, from: from,
                    to: institution.status, category: institution.category),
            ]
        case .restrictionChanged: []
        }
    }

    static func provides(_ fact: InstitutionFact) -> [ReferenceKey] {
        switch fact {
        case .institutionChanged(let institution, let from): from == nil ? [.institution(institution.id)] : []
        case .restrictionChanged: []
        }
    }
}
