package import Model
package import Postgres

// Values of the model in PostgreSQL's types, and back.

extension PostgresDate {
    /// A day as a parameter.
    package init(_ day: Day) { self.init(daysSince1970: day.ordinal) }
}

extension Row {
    /// `date`.
    package func day(_ column: Int) -> Day { Day(ordinal: date(column).daysSince1970) }
    /// `date`; nil is null.
    package func optionalDay(_ column: Int) -> Day? { optionalDate(column).map { Day(ordinal: $0.daysSince1970) } }
    /// `text` that is a credit code.
    package func uscc(_ column: Int) -> USCC { USCC(known: string(column)) }
    /// `bigint` that is money in fen.
    package func fen(_ column: Int) -> Fen { Fen(int64(column)) }
}

extension RawRepresentable where RawValue == String {
    /// A value that this program wrote, read from the database; another text is a mistake of the program.
    package init(known text: String) {
        guard let value = Self(rawValue: text) else { preconditionFailure("\(Self.self) has no case of that name") }
        self = value
    }
}
