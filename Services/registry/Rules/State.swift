package import Model

/// An institution on the register.
package struct Institution: Sendable, Hashable {
    package var id: USCC
    package var name: Line
    package var address: Line
    package var grid: Identifier
    package var township: Identifier
    package var status: InstitutionStatus
    /// The day on which the status began.
    package var since: Day
    /// What it teaches now; nil until the panel decided.
    package var category: Category?
    /// What the panel found at the survey: the baseline of the reduction (domain.md section 0).
    package var surveyedCategory: Category?
    /// Why it leaves the register.
    package var cause: DeregistrationCause?

    package init(
        id: USCC, name: Line, address: Line, grid: Identifier, township: Identifier, status: InstitutionStatus,
        since: Day,
        category: Category? = nil, surveyedCategory: Category? = nil, cause: DeregistrationCause? = nil
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.grid = grid
        self.township = township
        self.status = status
        self.since = since
        self.category = category
        self.surveyedCategory = surveyedCategory
        self.cause = cause
    }

    /// The latest state, for everybody's copy.
    package var snapshot: InstitutionSnapshot {
        InstitutionSnapshot(
            institution: id, name: name, grid: grid, township: township, status: status, category: category,
            since: since)
    }
}

/// The district's clock as far as the registry has heard (replay).
package struct Clock: Sendable, Hashable {
    /// Services that must close a day before the next opens.
    package var participants: Set<Identifier>
    package var lastOpened: Day?
    /// Announced days that have not opened, in order.
    package var announced: [Day]
    /// Services that have closed a day, for `lastOpened` and later days.
    package var closed: [Day: Set<Identifier>]

    package init(
        participants: Set<Identifier>, lastOpened: Day? = nil, announced: [Day] = [],
        closed: [Day: Set<Identifier>] = [:]
    ) {
        self.participants = participants
        self.lastOpened = lastOpened
        self.announced = announced
        self.closed = closed
    }

    /// Nothing has opened, or every participant has closed what opened last.
    var isClosed: Bool { lastOpened.map { participants.isSubset(of: closed[$0] ?? []) } ?? true }

    /// A day opens.
    mutating func open(_ day: Day) {
        lastOpened = day
        announced.removeAll { $0 <= day }
        closed = closed.filter { $0.key >= day }
    }
}

/// The rows that a batch needs.
package struct State: Sendable {
    package var institutions: [USCC: Institution] = [:]
    /// Township of each grid.
    package var grids: [Identifier: Identifier] = [:]
    /// Entries of the blacklist that stand, by institution.
    package var restrictions: [USCC: Set<Identifier>] = [:]
    package var clock: Clock
    /// Institutions to be saved.
    package var changed: Set<USCC> = []

    package init(clock: Clock) {
        self.clock = clock
    }
}
