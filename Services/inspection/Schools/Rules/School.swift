package import Model

/// A school that responsible inspectors visit.
package struct School: Sendable, Hashable {
    package var id: Identifier
    package var name: Line
    package var township: Identifier
    /// The one responsible inspector that it has at a time (R3.51).
    package var inspector: Identifier?

    package init(id: Identifier, name: Line, township: Identifier, inspector: Identifier? = nil) {
        self.id = id
        self.name = name
        self.township = township
        self.inspector = inspector
    }
}

/// A month of a school.
package struct SchoolMonth: Sendable, Hashable {
    package var school: Identifier
    package var month: Month

    package init(school: Identifier, month: Month) {
        self.school = school
        self.month = month
    }
}
