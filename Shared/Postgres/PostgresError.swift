/// What went wrong in PostgreSQL or on the way to it. The text never holds the password or a parameter: PostgreSQL's
/// DETAIL, which may quote rows, is not read, nor its MESSAGE where that quotes values (class 22: data; G8).
package struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// What the caller can do.
    package enum Advice: Sendable, Hashable {
        /// Run the transaction again, after a moment: it lost a race.
        case retry
        /// Connect again, after a while: the server is gone, starting, out of room, or only readable. Nothing is wrong
        /// with what was asked.
        case reconnect
        /// Some value in the transaction cannot be stored, or it asks for too much at once: try with less, and leave
        /// out the one that fails alone.
        case isolate
        /// Nothing: an operator must mend something (a migration, a right, a password).
        case stop
    }

    /// Nil if the server said nothing, as when the connection is lost.
    package let sqlState: SQLState?
    /// One line.
    package let message: String
    /// The constraint that was violated.
    package let constraint: String?
    package let advice: Advice

    package init(sqlState: SQLState?, message: String, constraint: String? = nil, isConnectionLost: Bool) {
        self.sqlState = sqlState
        self.message =
            sqlState?.group == "22"
            ? "a value cannot be stored or read" : message.split(separator: "\n").first.map(String.init) ?? "no message"
        self.constraint = constraint
        // After a migration a prepared plan no longer fits: a new session makes a new one.
        let isStalePlan = sqlState?.group == "0A" && message.contains("cached plan")
        advice = isConnectionLost || isStalePlan ? .reconnect : Self.advice(sqlState)
    }

    /// What a service promises of what it stores does not hold: taken as if a constraint of the database had said so.
    package init(broken promise: String) {
        self.init(sqlState: .brokenPromise, message: "not kept: \(promise)", isConnectionLost: false)
    }

    package var description: String {
        [sqlState.map { "[\($0)]" }, message, constraint.map { "(constraint \($0))" }].compactMap { $0 }.joined(
            separator: " ")
    }

    /// By the class of the condition (PostgreSQL, appendix A).
    private static func advice(_ state: SQLState?) -> Advice {
        guard let state else { return .reconnect }
        switch state {
        case .lockNotAvailable: return .retry
        case .idleInTransactionTimeOut, .idleSessionTimeOut, .readOnlyTransaction: return .reconnect
        default: break
        }
        switch state.group {
        // Connection, resources, operator intervention, system, internal: weather.
        case "08", "53", "58", "XX": return .reconnect
        case "57": return state == .queryCanceled ? .isolate : .reconnect
        case "40": return .retry
        // Feature, authorization, names of databases and schemas, rules of access and syntax.
        case "0A", "28", "3D", "3F", "42": return .stop
        default: return .isolate
        }
    }
}
