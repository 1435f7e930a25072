package import Model

/// A notice to one recipient.
package struct Notice: Sendable, Hashable {
    package var recipient: String
    package var day: Day
    package var type: EventType
    package var subject: String
    package var text: String

    package init(recipient: String, day: Day, type: EventType, subject: String, text: String) {
        self.recipient = recipient
        self.day = day
        self.type = type
        self.subject = subject
        self.text = text
    }
}

/// What the rules of notification made of a fact.
package enum Fact: Sendable, Hashable {
    case noticed(Notice)
    case departmentKnown(Department)
    case institutionKnown(USCC, name: Line)
    /// Files of days before this one have had their time (the policy's `noticesKeptDays`).
    case filesOutlived(before: Day)
}

/// The rows that a batch needs.
package struct State: Sendable {
    package var departments: [Identifier: Department] = [:]
    /// Names of institutions.
    package var institutions: [USCC: Line] = [:]
    package var changedDepartments: Set<Identifier> = []
    package var changedInstitutions: Set<USCC> = []

    package init() {}
}

/// Who is told what: by the table, each recipient once a fact.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances, _ routing: Routing) -> [Fact] {
    switch command {
    case .department(let listed):
        return [
            .departmentKnown(
                Department(
                    id: listed.department, name: listed.name, leadingGroup: listed.leadingGroup,
                    governanceTaskForce: listed.governanceTaskForce,
                    taskGroups: listed.taskGroups))
        ]
    case .institution(let snapshot):
        return [.institutionKnown(snapshot.institution, name: snapshot.name)]
    case .dayOpened(let opened):
        // Once a month: who missed it takes the older ones, too.
        guard opened.day.civil.day == 1 else { return [] }
        return [.filesOutlived(before: opened.day.adding(days: -Int(circumstances.policy(.noticesKeptDays))))]
    case .statusChanged, .suspicion, .inspectionHeld, .findingOpened, .rectificationOverdue, .findingClosed,
        .visitMissed, .paymentSuspended, .instructionFailed, .refundDisputed, .claimsSettled, .alertChanged, .frozen,
        .unfrozen, .familyRepaid, .entryChanged:
        guard let telling = command.telling(state) else { return [] }
        return routing.notices(telling, state.departments).map { notice in
            .noticed(
                Notice(
                    recipient: notice.recipient, day: circumstances.today, type: telling.type, subject: telling.subject,
                    text: notice.text))
        }
    }
}

/// The only way that the state changes.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .departmentKnown(let department):
        state.departments[department.id] = department
        state.changedDepartments.insert(department.id)
    case .institutionKnown(let id, let name):
        state.institutions[id] = name
        state.changedInstitutions.insert(id)
    case .noticed, .filesOutlived: break
    }
}
