package import Postgres

/// A table, described once: a line a column. It makes the statements that read and write its rows; a new column costs
/// its migration, a field of the row and its line here. Its initialisers are inlined, so that what reads a row is made
/// for its type.
package struct TableDescription<ID: Sendable, Row: Sendable>: Sendable {
    /// A row with its id.
    package typealias Entry = TableRow<ID, Row>
    /// Rows that are written together.
    package typealias Batch = TableBatch<ID, Row>

    let name: String
    let columns: [WrittenColumn<Batch>]
    /// Parameters that name rows by their ids, one a key column.
    let keys: @Sendable ([ID]) -> [any PostgresParameter]
    /// A row of what is read.
    let entry: @Sendable (Fields) -> Entry
    let statements: TableStatements

    /// `written`: columns that are never read.
    package init(
        _ name: String, _ columns: [WrittenColumn<Batch>], written: [WrittenColumn<[Entry]>],
        keys: @escaping @Sendable ([ID]) -> [any PostgresParameter], entry: @escaping @Sendable (Fields) -> Entry
    ) {
        (self.name, self.keys, self.entry) = (name, keys, entry)
        self.columns = columns + written.map { column in WrittenColumn(column, of: \.entries) }
        statements = TableStatements(name, self.columns, read: columns.count)
    }

    /// A table whose rows have their ids among their fields: `id` is where, in one column.
    @inlinable
    package init<each Value: ColumnValue>(
        _ name: String, id: @escaping @Sendable (Row) -> ID, written: [WrittenColumn<[Entry]>] = [],
        row make: @escaping @Sendable (repeat each Value) -> Row, _ columns: repeat Column<Row, each Value>
    ) where ID: ColumnValue {
        var all: [WrittenColumn<Batch>] = []
        for column in repeat each columns { all.append(WrittenColumn(column, of: { $0.rows })) }
        self.init(name, all, written: written, keys: { ids in [ids.map { $0.stored }] }) { fields in
            let row = make(repeat fields.value((each Value).self))
            return Entry(id(row), row)
        }
    }

    /// A table whose ids are beside the rows, in one column.
    @inlinable
    package init<each Value: ColumnValue>(
        _ name: String, key: String, written: [WrittenColumn<[Entry]>] = [],
        row make: @escaping @Sendable (repeat each Value) -> Row, _ columns: repeat Column<Row, each Value>
    ) where ID: ColumnValue {
        let key = Column<ID, ID>.value(key, .key)
        var all: [WrittenColumn<Batch>] = [WrittenColumn(key, of: { $0.ids })]
        for column in repeat each columns { all.append(WrittenColumn(column, of: { $0.rows })) }
        self.init(name, all, written: written, keys: { ids in [key.parameter(ids)] }) { fields in
            let id = fields.value(ID.self)
            return Entry(id, make(repeat fields.value((each Value).self)))
        }
    }

    /// A table whose ids are beside the rows, in several columns.
    @inlinable
    package init<each Key: ColumnValue, each Value: ColumnValue>(
        _ name: String, id: @escaping @Sendable (repeat each Key) -> ID, _ keys: repeat Column<ID, each Key>,
        row make: @escaping @Sendable (repeat each Value) -> Row, _ columns: repeat Column<Row, each Value>
    ) {
        var (all, parameters): ([WrittenColumn<Batch>], [@Sendable ([ID]) -> any PostgresParameter]) = ([], [])
        for key in repeat each keys {
            all.append(WrittenColumn(key, of: { $0.ids }))
            parameters.append(key.parameter)
        }
        for column in repeat each columns { all.append(WrittenColumn(column, of: { $0.rows })) }
        let named = parameters
        self.init(name, all, written: [], keys: { ids in named.map { $0(ids) } }) { fields in
            let id = id(repeat fields.value((each Key).self))
            return Entry(id, make(repeat fields.value((each Value).self)))
        }
    }
}
