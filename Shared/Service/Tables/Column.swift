package import Postgres

/// A column of a table: its name, and how what has it has it. Its closures are made where the column is described, for
/// its types: a batch has tens of thousands of values.
package struct Column<Owner: Sendable, Value: ColumnValue>: Sendable {
    package let name: String
    package let role: ColumnRole
    /// The values of some rows, as an array.
    package let parameter: @Sendable ([Owner]) -> any PostgresParameter

    /// `value`: a key path, given as a function, of which the compiler makes plain access.
    @inlinable
    package init(_ name: String, _ role: ColumnRole, _ value: @escaping @Sendable (Owner) -> Value) {
        (self.name, self.role) = (name, role)
        parameter = { rows in rows.map { value($0).stored } }
    }

    /// `values`: of all rows at once, for tables of which a batch has very many.
    package init(_ name: String, _ role: ColumnRole, values: @escaping @Sendable ([Owner]) -> [Value]) {
        (self.name, self.role) = (name, role)
        parameter = { rows in values(rows).map { $0.stored } }
    }

    /// A column that tells rows apart.
    @inlinable
    package static func key(_ name: String, _ value: @escaping @Sendable (Owner) -> Value) -> Column {
        Column(name, .key, value)
    }

    /// A column that stays as it was when the row was added.
    @inlinable
    package static func fixed(_ name: String, _ value: @escaping @Sendable (Owner) -> Value) -> Column {
        Column(name, .fixed, value)
    }

    /// A column that changes.
    @inlinable
    package static func changing(_ name: String, _ value: @escaping @Sendable (Owner) -> Value) -> Column {
        Column(name, .changing, value)
    }
}

extension Column where Owner == Value {
    /// The column of what has nothing but it.
    @inlinable
    package static func value(_ name: String, _ role: ColumnRole) -> Column { Column(name, role, { $0 }) }
}

/// What becomes of a column when a row changes.
package enum ColumnRole: Sendable {
    case key, fixed, changing
}

/// A column as statements need it, whatever its values are: of rows, ids or both.
package struct WrittenColumn<Source>: Sendable {
    let name: String
    let role: ColumnRole
    /// As PostgreSQL's `format_type` names it.
    let type: String
    let isNullable: Bool
    /// How it is selected, and what is inserted of its parameter.
    let selected: String
    let inserted: @Sendable (String) -> String
    /// The type of its parameter's elements.
    let parameterType: String
    let parameter: @Sendable (Source) -> any PostgresParameter

    package init<Owner, Value>(_ column: Column<Owner, Value>, of owners: @escaping @Sendable (Source) -> [Owner]) {
        (name, role) = (column.name, column.role)
        (type, isNullable) = (Value.columnType, Value.isNullable)
        (selected, inserted) = (Value.selected(name), { Value.inserted($0) })
        parameterType = Value.Stored.typeName
        let parameter = column.parameter
        self.parameter = { parameter(owners($0)) }
    }

    /// The same column of what has the source.
    init<Part>(_ column: WrittenColumn<Part>, of part: @escaping @Sendable (Source) -> Part) {
        (name, role) = (column.name, column.role)
        (type, isNullable) = (column.type, column.isNullable)
        (selected, inserted, parameterType) = (column.selected, column.inserted, column.parameterType)
        let parameter = column.parameter
        self.parameter = { parameter(part($0)) }
    }
}

extension WrittenColumn {
    /// A column that is only written, of all rows at once: for tables of which a batch has very many.
    package static func column<Owner: Sendable, Value: ColumnValue>(
        _ name: String, all: @escaping @Sendable ([Owner]) -> [Value]
    ) -> Self where Source == [Owner] { Self(Column(name, .fixed, values: all), of: { $0 }) }

    /// A column that is only written.
    @inlinable
    package static func column<Owner: Sendable, Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Owner) -> Value
    ) -> Self where Source == [Owner] { Self(Column(name, .fixed, value), of: { $0 }) }

    /// The same, of columns that tell rows apart.
    @inlinable
    package static func key<Owner: Sendable, Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Owner) -> Value
    ) -> Self where Source == [Owner] { Self(Column(name, .key, value), of: { $0 }) }

    /// The same, of columns that change.
    @inlinable
    package static func changing<Owner: Sendable, Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Owner) -> Value
    ) -> Self where Source == [Owner] { Self(Column(name, .changing, value), of: { $0 }) }
}
