/// A row of a table with its id.
package struct TableRow<ID: Sendable, Row: Sendable>: Sendable {
    package let id: ID
    package let row: Row

    @inlinable
    package init(_ id: ID, _ row: Row) { (self.id, self.row) = (id, row) }
}

/// Rows that are written together; their ids and the rows themselves are lists of their own, since a column is of one
/// or the other.
package struct TableBatch<ID: Sendable, Row: Sendable>: Sendable {
    package let entries: [TableRow<ID, Row>]
    package let ids: [ID]
    package let rows: [Row]

    init(_ entries: [TableRow<ID, Row>]) {
        self.entries = entries
        (ids, rows) = (entries.map(\.id), entries.map(\.row))
    }
}

extension Dictionary where Key: Comparable & Sendable, Value: Sendable {
    /// The rows of these ids that are there, in the order of the ids.
    package func rows(_ ids: some Sequence<Key>) -> [TableRow<Key, Value>] {
        ids.sorted().compactMap { id in self[id].map { TableRow(id, $0) } }
    }

    /// All of them, in the order of their ids.
    package var rows: [TableRow<Key, Value>] { rows(keys) }
}
