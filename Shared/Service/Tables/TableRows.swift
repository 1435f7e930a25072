package import Postgres

// What a description reads and writes.

extension TableDescription {
    /// A statement that selects what a row is made of; `rest` stands behind «from <table>», `with` before «select».
    package func select(_ rest: String, with: String = "") -> Statement { statements.select(rest, with: with) }

    /// The rows that a statement of `select` finds.
    package func rows(
        _ statement: Statement, _ parameters: [any PostgresParameter] = [], from database: any Database
    ) throws(PostgresError) -> [Entry] {
        let fields = Fields()
        return try database.query(statement, parameters).map { fields.read($0, entry) }
    }

    /// The rows of these ids.
    package func find(_ ids: [ID], from database: any Database) throws(PostgresError) -> [Entry] {
        ids.isEmpty ? [] : try rows(statements.find, keys(ids), from: database)
    }

    /// All rows, of a table that has few.
    package func findAll(from database: any Database) throws(PostgresError) -> [Entry] {
        try rows(statements.findAll, from: database)
    }

    /// Adds rows, whose ids are new.
    package func insert(_ rows: [Entry], into database: any Database) throws(PostgresError) {
        try send(statements.insert, rows, columns, to: database)
    }

    /// Adds rows and leaves those that are there.
    package func insertAbsent(_ rows: [Entry], into database: any Database) throws(PostgresError) {
        try send(statements.insertAbsent, rows, columns, to: database)
    }

    /// Changes rows that are there.
    package func update(_ rows: [Entry], in database: any Database) throws(PostgresError) {
        let (keys, changing) = (columns.filter { $0.role == .key }, columns.filter { $0.role == .changing })
        try send(statements.update, rows, keys + changing, to: database)
    }

    /// Adds rows and changes those that are there; no id comes twice.
    package func upsert(_ rows: [Entry], into database: any Database) throws(PostgresError) {
        try send(statements.upsert, rows, columns, to: database)
    }

    /// Deletes the rows of these ids.
    package func delete(_ ids: [ID], from database: any Database) throws(PostgresError) {
        if !ids.isEmpty { try database.send(statements.delete, keys(ids)) }
    }

    private func send(
        _ statement: Statement, _ rows: [Entry], _ columns: [WrittenColumn<Batch>], to database: any Database
    ) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        let batch = Batch(rows)
        try database.send(statement, columns.map { $0.parameter(batch) })
    }
}

extension TableDescription: DescribedTable {
    package var shape: TableShape { TableShape(name, columns, statements) }
}

/// A table that is only written: no row of it is ever read by its description.
package struct WrittenTable<Row: Sendable>: DescribedTable {
    private let name: String
    private let columns: [WrittenColumn<[Row]>]
    private let statements: TableStatements

    package init(_ name: String, _ columns: WrittenColumn<[Row]>...) {
        (self.name, self.columns) = (name, columns)
        statements = TableStatements(name, columns, read: 0)
    }

    package var shape: TableShape { TableShape(name, columns, statements) }

    /// Adds rows, whose keys are new.
    package func insert(_ rows: [Row], into database: any Database) throws(PostgresError) {
        if !rows.isEmpty { try database.send(statements.insert, columns.map { $0.parameter(rows) }) }
    }

    /// Adds rows and leaves those that are there.
    package func insertAbsent(_ rows: [Row], into database: any Database) throws(PostgresError) {
        if !rows.isEmpty { try database.send(statements.insertAbsent, columns.map { $0.parameter(rows) }) }
    }

    /// Adds rows and changes those that are there; no key comes twice.
    package func upsert(_ rows: [Row], into database: any Database) throws(PostgresError) {
        if !rows.isEmpty { try database.send(statements.upsert, columns.map { $0.parameter(rows) }) }
    }
}
