/// Rows of one kind that a batch needs, by their ids, with those that are new or changed.
package struct Table<ID: Hashable & Sendable, Row: Sendable>: Sendable {
    /// A row, and whether it is in `added` or `changed`.
    private struct Entry: Sendable {
        var row: Row
        var isTouched: Bool
    }

    private var entries: [ID: Entry] = [:]
    /// Ids of rows that are not in the database yet.
    package private(set) var added: [ID] = []
    /// Ids of rows that are in the database with other values.
    package private(set) var changed: [ID] = []

    /// True if a fact added a row that is there or changed one that is not: what came of it may not be saved.
    package private(set) var isBroken = false

    package init() {}

    package subscript(id: ID) -> Row? { entries[id]?.row }
    package var ids: some Collection<ID> { entries.keys }
    package var all: some Collection<Row> { entries.values.lazy.map(\.row) }
    package var isEmpty: Bool { entries.isEmpty }

    /// A row as loaded.
    package mutating func load(_ row: Row, as id: ID) { entries[id] = Entry(row: row, isTouched: false) }

    /// A new row.
    mutating func add(_ row: Row, as id: ID) {
        guard entries[id] == nil else {
            isBroken = true
            return
        }
        entries[id] = Entry(row: row, isTouched: true)
        added.append(id)
    }

    /// Changes a row in place. Facts name loaded rows only.
    mutating func change(_ id: ID, _ change: (inout Row) -> Void) {
        guard let index = entries.index(forKey: id) else {
            isBroken = true
            return
        }
        change(&entries.values[index].row)
        guard !entries.values[index].isTouched else { return }
        entries.values[index].isTouched = true
        changed.append(id)
    }
}
