/// What went wrong in PostgreSQL or on the way to it. The text never holds the password or a parameter; PostgreSQL's
/// DETAIL, which may quote rows, is not read (G8).
package struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// What the caller can do.
    package enum Advice: Sendable, Hashable {
        /// Run the transaction again: it lost a race.
        case retry
        /// Connect again, after a while: the server is gone, starting, or out of room.
        case reconnect
        /// Nothing: the statement or its data is wrong.
        case stop
    }

    /// Nil if the server said nothing, as when the connection is lost.
    package let sqlState: SQLState?
    /// One line.
    package let message: String
    /// The constraint that was violated.
    package let constraint: String?
    package let advice: Advice

    init(
        sqlState: SQLState?, message: String, constraint: String? = nil, isConnectionLost: Bool
    ) {
        self.sqlState = sqlState
        self.message = message.split(separator: "\n").first.map(String.init) ?? "no message"
        self.constraint = constraint
        advice = isConnectionLost ? .reconnect : Self.advice(sqlState)
    }

    package var description: String {
        [sqlState.map { "[\($0)]" }, message, constraint.map { "(constraint \($0))" }].compactMap { $0 }.joined(
            separator: " ")
    }

    private static func advice(_ state: SQLState?) -> Advice {
        switch state {
        case .serializationFailure?, .deadlockDetected?, .lockNotAvailable?: .retry
        case .adminShutdown?, .crashShutdown?, .cannotConnectNow?, .idleInTransactionTimeOut?, nil: .reconnect
        case let state? where state.group == "08" || state.group == "53" || state.group == "58": .reconnect
        default: .stop
        }
    }
}
