import Postgres

/// A table that a program describes, whatever its rows are.
package protocol DescribedTable: Sendable {
    var shape: TableShape { get }
}

/// What a program takes a table for, and what it asks of it.
package struct TableShape: Sendable {
    /// A column as the program takes it.
    struct Column: Sendable, CustomStringConvertible {
        var name: String
        /// As PostgreSQL's `format_type` names it.
        var type: String
        var isNullable: Bool

        /// True if a program that takes it for the other one is right: where it may write a null that the table does
        /// not take, the row is refused.
        func isTaken(as other: Column) -> Bool { type == other.type && (!isNullable || other.isNullable) }

        var description: String { "«\(type)\(isNullable ? "" : " not null")»" }
    }

    let name: String
    let columns: [Column]
    /// What the description makes, by what it does.
    let statements: [(name: String, statement: Statement)]

    init<Source>(_ name: String, _ columns: [WrittenColumn<Source>], _ statements: TableStatements) {
        self.name = name
        self.columns = columns.map { Column(name: $0.name, type: $0.type, isNullable: $0.isNullable) }
        self.statements = statements.all
    }

    /// The statements as an operator reads them.
    var text: String {
        statements.map { "-- \(name): \($0.name)\n\($0.statement.sql);\n" }.joined(separator: "\n")
    }
}
