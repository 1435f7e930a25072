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

    /// What is wrong with it, and what would be right; nil if nothing is. An id is a part of topics' names, where a dot
    /// would name another service's topic, and posters and services share one space of event ids.
    package var fault: String? {
        let services = Set(EventCatalogue.services).union(EventCatalogue.facts.map { $0.type.service })
        var seen: Set<String> = []
        for (place, poster) in posters.enumerated() {
            let isLegal = poster.id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            guard isLegal, (1...64).contains(poster.id.utf8.count) else {
                return "the id of poster \(place + 1) must be 1 to 64 of a-z, 0-9 and -"
            }
            guard !services.contains(poster.id) else { return "\(poster.id) is a service" }
            guard seen.insert(poster.id).inserted else { return "\(poster.id) is there twice" }
            guard (try? Line(poster.name)) != nil else {
                return "the name of \(poster.id) must be one line of 1 to 200 characters"
            }
            guard !poster.roles.isEmpty else { return "\(poster.id) has no role, so that it could say nothing" }
        }
        return nil
    }

    /// The poster that a topic belongs to, or nil.
    package func poster(_ id: String) -> Poster? { posters.first { $0.id == id } }
}
