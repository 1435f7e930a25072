package import Model

/// What a batch's commands are about: the keys of the rows that it needs.
package struct Keys: Sendable {
    package internal(set) var institutions: Set<USCC> = []
    package internal(set) var campaigns: Set<Identifier> = []
    package internal(set) var inspections: Set<Identifier> = []
    package internal(set) var findings: Set<Identifier> = []
    package internal(set) var schools: Set<Identifier> = []
    package internal(set) var inspectors: Set<Identifier> = []
    package internal(set) var schoolYears: Set<Identifier> = []
    package internal(set) var months: Set<Month> = []
    package internal(set) var visits: Set<Identifier> = []
    /// Schools that may have had no visit in months that are over.
    package internal(set) var missed: Set<SchoolMonth> = []

    package init(_ commands: [Command]) {
        for command in commands {
            switch command {
            case .inspections(let command): add(command)
            case .findings(let command): add(command)
            case .schools(let command): add(command)
            case .dayOpened: break
            case .dayWork(let work): add(work.piece)
            }
        }
    }

    private mutating func add(_ piece: DayPiece) {
        switch piece {
        case .inspection(let id): inspections.insert(id)
        case .finding(let id): findings.insert(id)
        case .missed(let visit):
            schools.insert(visit.school)
            months.insert(visit.month)
            missed.insert(visit)
        case .judged(let month): months.insert(month)
        }
    }
}
