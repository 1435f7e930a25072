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
