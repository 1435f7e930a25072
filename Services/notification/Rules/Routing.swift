package import Model

/// Who is told of one type of fact.
package struct Route: Codable, Sendable, Hashable {
    package var type: EventType
    /// Departments, groups (`leadingGroup`, `governanceTaskForce`, `taskGroup:<name>`) or a field of the fact
    /// (`$department`, `$township`).
    package var to: [String]
    /// What they are told; `{field}` stands for a field of the fact.
    package var text: String
    /// Only facts whose fields have these values.
    package var when: [String: String]?

    package init(type: EventType, to: [String], text: String, when: [String: String]? = nil) {
        self.type = type
        self.to = to
        self.text = text
        self.when = when
    }
}

/// A department of the joint conference.
package struct Department: Sendable, Hashable {
    package var id: Identifier
    package var name: Line
    package var leadingGroup: Bool
    package var governanceTaskForce: Bool
    package var taskGroups: [Line]

    package init(id: Identifier, name: Line, leadingGroup: Bool, governanceTaskForce: Bool, taskGroups: [Line]) {
        self.id = id
        self.name = name
        self.leadingGroup = leadingGroup
        self.governanceTaskForce = governanceTaskForce
        self.taskGroups = taskGroups
    }
}

/// What is wrong with a routing file, in one sentence that names the row.
package struct InvalidRouting: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String
}

/// The district's table of who is told what.
package struct Routing: Sendable {
    private let routes: [EventType: [Route]]

    /// Checks that each row is about a fact that this service takes and uses only fields that the fact has.
    package init(_ rows: [Route]) throws(InvalidRouting) {
        for (number, row) in rows.enumerated() {
            guard let fields = Telling.fields[row.type] else {
                throw InvalidRouting(
                    description: "row \(number + 1): nobody can be told of \(row.type); types are: \(Telling.types)")
            }
            let used =
                placeholders(row.text) + row.to.filter { $0.hasPrefix("$") }.map { String($0.dropFirst()) }
                + Array((row.when ?? [:]).keys)
            if let unknown = used.first(where: { !fields.contains($0) }) {
                throw InvalidRouting(
                    description:
                        "row \(number + 1): \(row.type) has no field «\(unknown)»; fields are: "
                        + "\(fields.sorted().joined(separator: ", "))"
                )
            }
            guard !row.to.isEmpty else {
                throw InvalidRouting(description: "row \(number + 1): nobody is named in «to»")
            }
        }
        routes = Dictionary(grouping: rows, by: \.type)
    }

    /// Recipients of a fact with the text for each, every recipient once, in the order of their names.
    package func notices(_ telling: Telling, _ departments: [Identifier: Department]) -> [(
        recipient: String, text: String
    )] {
        var texts: [String: String] = [:]
        for route in routes[telling.type] ?? []
        where (route.when ?? [:]).allSatisfy({ telling.values[$0.key] == $0.value }) {
            let text = fill(route.text, telling.values)
            for recipient in route.to.flatMap({ expand($0, telling, departments) }) where texts[recipient] == nil {
                texts[recipient] = text
            }
        }
        return texts.sorted { $0.key < $1.key }.map { (recipient: $0.key, text: $0.value) }
    }

    private func expand(_ name: String, _ telling: Telling, _ departments: [Identifier: Department]) -> [String] {
        switch name {
        case "leadingGroup": return departments.values.filter(\.leadingGroup).map(\.id.description)
        case "governanceTaskForce": return departments.values.filter(\.governanceTaskForce).map(\.id.description)
        case "$township": return telling.values["township"].map { ["township:\($0)"] } ?? []
        case _ where name.hasPrefix("taskGroup:"):
            let group = String(name.dropFirst("taskGroup:".count))
            return departments.values.filter { $0.taskGroups.contains { $0.description == group } }.map(
                \.id.description)
        case _ where name.hasPrefix("$"): return telling.values[String(name.dropFirst())].map { [$0] } ?? []
        default: return [name]
        }
    }
}

/// The fields that a text names in braces.
private func placeholders(_ text: String) -> [String] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
        $0.contains("}") ? String($0.prefix { $0 != "}" }) : nil
    }
}

/// The text with its fields filled in.
private func fill(_ text: String, _ values: [String: String]) -> String {
    var result = text
    for name in placeholders(text) {
        guard let range = result.firstRange(of: "{\(name)}") else { continue }
        result.replaceSubrange(range, with: values[name] ?? "")
    }
    return result
}
