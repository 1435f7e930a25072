/// One who may write to topics: a department, the bank, a group of institutions.
package struct Poster: Codable, Sendable, Hashable {
    /// The last part of its topics: `<service>.intake.<id>`.
    package var id: String
    package var name: String
    package var roles: Set<Role>

    package init(id: String, name: String, roles: Set<Role>) {
        self.id = id
        self.name = name
        self.roles = roles
    }
}

/// The district's posters. What a poster may say follows from its roles and from each event type's `posters`.
package struct Roster: Codable, Sendable, Hashable {
    package var posters: [Poster]

    package init(posters: [Poster]) {
        self.posters = posters
    }

    /// The poster that a topic belongs to, or nil.
    package func poster(_ id: String) -> Poster? { posters.first { $0.id == id } }
}
