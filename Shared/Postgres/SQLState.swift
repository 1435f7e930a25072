/// The five characters by which PostgreSQL names a condition (SQL standard, PostgreSQL appendix A).
package struct SQLState: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ code: String) { description = code }

    /// Integrity constraint violation, of no constraint that the database knows.
    package static let brokenPromise = SQLState("23000")
    package static let uniqueViolation = SQLState("23505")
    package static let lockNotAvailable = SQLState("55P03")
    package static let queryCanceled = SQLState("57014")
    package static let idleSessionTimeOut = SQLState("57P05")
    package static let idleInTransactionTimeOut = SQLState("25P03")
    package static let internalError = SQLState("XX000")
    package static let readOnlyTransaction = SQLState("25006")
    package static let undefinedTable = SQLState("42P01")

    /// The first two characters: the class of the condition.
    package var group: String { String(description.prefix(2)) }
}
