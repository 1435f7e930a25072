/// Rows of one kind that a batch needs, by their ids, with those that are new or changed.
package struct Table<ID: Hashable & Sendable, Row: Sendable>: Sendable {
    /// A row, and whether it is in `added` or `changed`.
    @usableFromInline struct Entry: Sendable {
        @usableFromInline var row: Row
        @usableFromInline var isTouched: Bool

        @usableFromInline init(row: Row, isTouched: Bool) { (self.row, self.isTouched) = (row, isTouched) }
    }

    @usableFromInline var entries = Layered<ID, Entry>()
    /// Ids of rows that are not in the database yet. Of a draft nothing is saved.
    package private(set) var added: [ID] = []
    /// Ids of rows that are in the database with other values.
    package private(set) var changed: [ID] = []

    /// True if a fact added a row that is there or changed one that is not: what came of it may not be saved.
    package private(set) var isBroken = false

    package init() {}

    @inlinable package subscript(id: ID) -> Row? { entries[id]?.row }
    package var ids: [ID] { entries.keys }
    package var all: [Row] { entries.values.map(\.row) }
    package var isEmpty: Bool { entries.isEmpty }

    /// A row as loaded.
    @inlinable package mutating func load(_ row: Row, as id: ID) { entries[id] = Entry(row: row, isTouched: false) }

    /// From now on nothing is saved.
    mutating func beginDraft() { entries.beginDraft() }

    /// A new row.
    mutating func add(_ row: Row, as id: ID) {
        guard entries[id] == nil else {
            isBroken = true
            return
        }
        entries[id] = Entry(row: row, isTouched: true)
        if !entries.isDraft { added.append(id) }
    }

    /// Changes a row in place. Facts name loaded rows only.
    mutating func change(_ id: ID, _ change: (inout Row) -> Void) {
        var wasTouched = false
        let isThere = entries.change(id) { entry in
            change(&entry.row)
            (wasTouched, entry.isTouched) = (entry.isTouched, true)
        }
        guard isThere else {
            isBroken = true
            return
        }
        if !wasTouched, !entries.isDraft { changed.append(id) }
    }
}
