package import Model

/// A joint inspection (联合执法检查): its plan, who came and what was looked at.
package struct Inspection: Sendable, Hashable {
    package var id: Identifier
    package var campaign: Identifier
    package var day: Day
    /// Institutions on the plan.
    package var planned: Set<USCC>
    /// Departments that took part.
    package var attended: Set<Identifier> = []
    /// Institutions looked at, and by which departments.
    package var inspected: [USCC: Set<Identifier>] = [:]
    /// Nil until its day is over; then whether at least two departments took part.
    package var isHeld: Bool?

    package init(id: Identifier, campaign: Identifier, day: Day, planned: Set<USCC>, isHeld: Bool? = nil) {
        self.id = id
        self.campaign = campaign
        self.day = day
        self.planned = planned
        self.isHeld = isHeld
    }
}
