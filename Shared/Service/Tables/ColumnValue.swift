package import Model
package import Postgres

/// What a row has in a column of a table: a value of the model, and how PostgreSQL keeps it.
package protocol ColumnValue: Sendable {
    /// What PostgreSQL is given.
    associatedtype Stored: PostgresElement & PostgresArrayElement
    var stored: Stored { get }
    /// The value of a column, in the type that PostgreSQL gave it.
    static func read(_ row: Row, _ column: Int) -> Self
    /// PostgreSQL's type of a column that holds it; as a rule that of what it is given.
    static var columnType: String { get }
    /// A column that holds it may be null.
    static var isNullable: Bool { get }
    /// How a column is selected and how it is inserted, by its name, where it is more than the name.
    static func selected(_ column: String) -> String
    static func inserted(_ column: String) -> String
}

extension ColumnValue {
    package static var columnType: String { Stored.typeName }
    package static var isNullable: Bool { false }
    package static func selected(_ column: String) -> String { column }
    package static func inserted(_ column: String) -> String { column }
}

/// A word of a list of the program's own, kept as it is written in events.
package protocol ColumnWord: ColumnValue, RawRepresentable<String>, CaseIterable {}

extension ColumnWord {
    package var stored: String { rawValue }
    package static func read(_ row: Row, _ column: Int) -> Self { row.word(column) }
}

extension ColumnValue where Self: Text & PostgresElement & PostgresArrayElement {
    package var stored: Self { self }
    package static func read(_ row: Row, _ column: Int) -> Self { row.text(column) }
}

extension Identifier: ColumnValue {}
extension Line: ColumnValue {}
extension Prose: ColumnValue {}
extension Payee: ColumnValue {}

extension String: ColumnValue {
    package var stored: String { self }
    package static func read(_ row: Row, _ column: Int) -> String { row.string(column) }
}

extension USCC: ColumnValue {
    package var stored: String { description }
    package static func read(_ row: Row, _ column: Int) -> USCC { row.uscc(column) }
}

extension Day: ColumnValue {
    package var stored: PostgresDate { PostgresDate(self) }
    package static func read(_ row: Row, _ column: Int) -> Day { row.day(column) }
}

/// Its first day.
extension Month: ColumnValue {
    package var stored: PostgresDate { PostgresDate(first) }
    package static func read(_ row: Row, _ column: Int) -> Month { row.day(column).month }
}

/// In fen.
extension Fen: ColumnValue {
    package var stored: Int64 { rawValue }
    package static func read(_ row: Row, _ column: Int) -> Fen { row.fen(column) }
}

/// `integer`: what counts further is a mistake that the table's own limits find.
extension Int: ColumnValue {
    package var stored: Int32 { Int32(clamping: self) }
    package static func read(_ row: Row, _ column: Int) -> Int { Int(row.int32(column)) }
}

extension Int64: ColumnValue {
    package var stored: Int64 { self }
    package static func read(_ row: Row, _ column: Int) -> Int64 { row.int64(column) }
}

extension Bool: ColumnValue {
    package var stored: Bool { self }
    package static func read(_ row: Row, _ column: Int) -> Bool { row.bool(column) }
}

/// `bytea`.
extension Array: ColumnValue where Element == UInt8 {
    package var stored: [UInt8] { self }
    package static func read(_ row: Row, _ column: Int) -> [UInt8] { row.bytes(column) }
}

/// `text[]`: lines without commas.
package struct LineList: ColumnValue {
    package let lines: [Line]

    package init(_ lines: [Line]) { self.lines = lines }

    package var stored: String { lines.map(\.description).joined(separator: ",") }
    package static func read(_ row: Row, _ column: Int) -> LineList {
        LineList(row.string(column).split(separator: ",").map { Line(known: String($0)) })
    }
    package static var columnType: String { "text[]" }
    package static func selected(_ column: String) -> String { "array_to_string(\(column), ',')" }
    package static func inserted(_ column: String) -> String { "string_to_array(\(column), ',')" }
}

/// Null is nil.
extension Optional: ColumnValue where Wrapped: ColumnValue {
    package var stored: Wrapped.Stored? { self?.stored }
    package static func read(_ row: Row, _ column: Int) -> Wrapped? {
        row.isNull(column) ? nil : Wrapped.read(row, column)
    }
    package static var columnType: String { Wrapped.columnType }
    package static var isNullable: Bool { true }
    package static func selected(_ column: String) -> String { Wrapped.selected(column) }
    package static func inserted(_ column: String) -> String { Wrapped.inserted(column) }
}
