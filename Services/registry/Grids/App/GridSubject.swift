import Model
import RegistryRules
import Service

/// Grids, patrols and departments: what the registry takes of them, and what others are told.
enum GridSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(DepartmentEnrolled.self) { .grids(.enrolDepartment($0)) },
        .posted(GridDrawn.self) { .grids(.drawGrid($0)) },
        .posted(PatrolReported.self) { .grids(.reportPatrol($0)) },
    ]

    static func messages(_ fact: GridFact) -> [any FactData] {
        switch fact {
        case .departmentListed(let department): [department]
        case .suspicionReported(let suspicion): [suspicion]
        case .gridDrawn, .patrolled: []
        }
    }

    static func provides(_ fact: GridFact) -> [ReferenceKey] {
        switch fact {
        case .gridDrawn(let grid): [.grid(grid.grid)]
        case .departmentListed, .suspicionReported, .patrolled: []
        }
    }
}
