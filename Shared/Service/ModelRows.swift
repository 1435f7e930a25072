package import Model
package import Postgres

// Values of the model in PostgreSQL's types, and back.

extension PostgresDate {
    /// A day as a parameter.
    package init(_ day: Day) { self.init(daysSince1970: day.ordinal) }
}

extension Text {
    package static var oid: UInt32 { String.oid }
    package static var arrayOid: UInt32 { String.arrayOid }
    package func encode(into bytes: inout [UInt8]) -> Bool { description.encode(into: &bytes) }
}

extension Identifier: PostgresElement, PostgresArrayElement {}
extension Line: PostgresElement, PostgresArrayElement {}
extension Prose: PostgresElement, PostgresArrayElement {}
extension Payee: PostgresElement, PostgresArrayElement {}

extension Row {
    /// `text` that is the id of a thing.
    package func identifier(_ column: Int) -> Identifier { text(column) }
    /// `text` that was checked when it came.
    package func text<Value: Text>(_ column: Int) -> Value { Value(known: string(column)) }
    /// `text` that was checked when it came; nil is null.
    package func optionalText<Value: Text>(_ column: Int) -> Value? { optionalString(column).map { Value(known: $0) } }
    /// `date`.
    package func day(_ column: Int) -> Day { Day(ordinal: date(column).daysSince1970) }
    /// `date`; nil is null.
    package func optionalDay(_ column: Int) -> Day? { optionalDate(column).map { Day(ordinal: $0.daysSince1970) } }
    /// `text` that is a credit code.
    package func uscc(_ column: Int) -> USCC { USCC(known: string(column)) }
    /// `bigint` that is money in fen.
    package func fen(_ column: Int) -> Fen { Fen(int64(column)) }
    /// `text` that is a word of the program's own list.
    package func word<Word: RawRepresentable<String> & CaseIterable>(_ column: Int) -> Word {
        string(column, or: anyWord()) { Word(rawValue: $0) }
    }

    private func anyWord<Word: CaseIterable>() -> Word {
        guard let first = Word.allCases.first else { preconditionFailure("\(Word.self) has no words") }
        return first
    }
}
