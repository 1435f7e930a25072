import Postgres

/// The statements that a table's description makes: plain SQL with an array a column, so that a batch is one statement.
struct TableStatements: Sendable {
    /// Adds rows, whose keys are new.
    let insert: Statement
    /// Adds rows and leaves those that are there.
    let insertAbsent: Statement
    /// Adds rows and changes those that are there.
    let upsert: Statement
    /// Changes rows, and deletes and finds them by their keys.
    let update: Statement
    let delete: Statement
    let find: Statement
    /// Reads all rows, of a table that has few.
    let findAll: Statement
    private let table: String
    private let list: String
    private let isChanging: Bool

    /// The first columns, so many, are read.
    init<Source>(_ table: String, _ columns: [WrittenColumn<Source>], read: Int) {
        let keys = columns.filter { $0.role == .key }
        let changing = columns.filter { $0.role == .changing }
        let added = """
            insert into \(table) (\(Self.names(columns)))
            select \(columns.map { $0.inserted($0.name) }.joined(separator: ", ")) from \(Self.rows(columns, "added"))
            """
        let conflict = "\(added)\non conflict (\(Self.names(keys))) do "
        let isAsked =
            keys.count == 1
            ? "\(keys[0].name) = any($1::\(keys[0].parameterType)[])"
            : "(\(Self.names(keys))) in (select * from \(Self.rows(keys, "asked")))"
        let isSame = keys.map { "\(table).\($0.name) = asked.\($0.name)" }.joined(separator: " and ")
        insert = Statement(added)
        insertAbsent = Statement("\(conflict)nothing")
        let replaced = Self.set(changing) { "excluded.\($0.name)" }
        upsert = Statement("\(conflict)" + (changing.isEmpty ? "nothing" : "update set \(replaced)"))
        update = Statement(
            """
            update \(table) set \(Self.set(changing) { $0.inserted("asked.\($0.name)") })
            from \(Self.rows(keys + changing, "asked")) where \(isSame)
            """)
        delete = Statement("delete from \(table) where \(isAsked)")
        list = columns.prefix(read).map { column in
            column.selected == column.name ? "\(table).\(column.name)" : column.selected
        }.joined(separator: ", ")
        find = Statement(
            "select \(list) from \(table) "
                + (keys.count == 1
                    ? "where \(isAsked)" : "join \(Self.rows(keys, "asked")) using (\(Self.names(keys)))"))
        findAll = Statement("select \(list) from \(table)")
        self.table = table
        isChanging = !changing.isEmpty
    }

    func select(_ rest: String, with: String) -> Statement {
        Statement("\(with.isEmpty ? "" : "\(with)\n")select \(list) from \(table) \(rest)")
    }

    /// By what they do: those that the table has a use for.
    var all: [(name: String, statement: Statement)] {
        let reading = list.isEmpty ? [] : [("find", find), ("findAll", findAll), ("delete", delete)]
        let writing = [("insert", insert), ("insertAbsent", insertAbsent)]
        return reading + writing + (isChanging ? [("update", update), ("upsert", upsert)] : [])
    }

    private static func names<Source>(_ columns: [WrittenColumn<Source>]) -> String {
        columns.map(\.name).joined(separator: ", ")
    }

    /// Parameters as rows of a name.
    private static func rows<Source>(_ columns: [WrittenColumn<Source>], _ name: String) -> String {
        let parameters = columns.enumerated().map { "$\($0.offset + 1)::\($0.element.parameterType)[]" }
        return "unnest(\(parameters.joined(separator: ", "))) \(name) (\(names(columns)))"
    }

    private static func set<Source>(
        _ columns: [WrittenColumn<Source>], _ value: (WrittenColumn<Source>) -> String
    ) -> String { columns.map { "\($0.name) = \(value($0))" }.joined(separator: ", ") }
}
