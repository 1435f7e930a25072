/// Rows of one kind that a batch needs, by their ids, with those that are new or changed.
package struct Table<ID: Hashable & Sendable, Row: Sendable>: Sendable {
    private var rows: [ID: Row] = [:]
    /// Ids of rows that are not in the database yet.
    package private(set) var added: Set<ID> = []
    /// Ids of rows that are in the database with other values.
    package private(set) var changed: Set<ID> = []

    package init() {}

    package subscript(id: ID) -> Row? { rows[id] }
    package var ids: Dictionary<ID, Row>.Keys { rows.keys }
    package var all: Dictionary<ID, Row>.Values { rows.values }
    package var isEmpty: Bool { rows.isEmpty }

    /// A row as loaded.
    package mutating func load(_ row: Row, as id: ID) { rows[id] = row }

    /// A new row.
    mutating func add(_ row: Row, as id: ID) {
        precondition(rows[id] == nil, "facts add rows that are new")
        rows[id] = row
        added.insert(id)
    }

    /// Changes a row in place. Facts name loaded rows only.
    mutating func change(_ id: ID, _ change: (inout Row) -> Void) {
        guard let index = rows.index(forKey: id) else { preconditionFailure("facts name loaded rows") }
        change(&rows.values[index])
        if !added.contains(id) { changed.insert(id) }
    }
}
