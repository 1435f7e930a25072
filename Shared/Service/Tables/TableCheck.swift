import Postgres

/// A table is not what the program takes it for.
struct TableMismatch: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) {
        description = "\(what): run «migrate» of this version of the program, or run the version that fits"
    }
}

/// Whether the tables are what the program takes them for: seen at start, and not when the first row comes.
enum TableCheck {
    /// Columns of tables; the last says if an insert can leave the column out.
    private static let find = Statement(
        """
        select relname::text, attname::text, format_type(atttypid, atttypmod), not attnotnull,
            not attnotnull or atthasdef or attgenerated <> '' or attidentity <> ''
        from pg_attribute join pg_class on pg_class.oid = attrelid
        where relnamespace = current_schema()::regnamespace and relname = any($1::text[])
            and attnum > 0 and not attisdropped
        """)

    /// Compares them by a query; what differs first is said by table and column.
    static func compare(_ tables: [any DescribedTable], on connection: any Database) throws {
        let shapes = tables.map(\.shape)
        let rows = try connection.query(find, [shapes.map(\.name)]).map { row in
            (
                table: row.string(0), mayBeLeftOut: row.bool(4),
                column: TableShape.Column(name: row.string(1), type: row.string(2), isNullable: row.bool(3))
            )
        }
        let found = Dictionary(grouping: rows, by: \.table)
        for shape in shapes {
            guard let there = found[shape.name] else { throw TableMismatch("there is no table \(shape.name)") }
            let columns = Dictionary(there.map { ($0.column.name, $0.column) }) { $1 }
            for column in shape.columns {
                guard let found = columns[column.name] else {
                    throw TableMismatch("the table \(shape.name) has no column \(column.name)")
                }
                guard found.isTaken(as: column) else {
                    throw TableMismatch("the column \(column.name) of \(shape.name) is \(found), not \(column)")
                }
            }
            let described = Set(shape.columns.map(\.name))
            if let other = there.first(where: { !$0.mayBeLeftOut && !described.contains($0.column.name) }) {
                throw TableMismatch(
                    "the column \(other.column.name) of \(shape.name) must have a value, which is not known")
            }
        }
    }
}
