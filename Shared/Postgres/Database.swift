/// What a program asks of a database: one session, used on one thread. A connection is one; what stands before it, such
/// as a simulation that cuts a session off at a statement, is another.
package protocol Database: AnyObject {
    /// Runs a statement.
    func query(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) -> Rows
    /// Runs a statement whose result nobody needs: in a transaction the caller goes on meanwhile, and what follows
    /// throws its error, the commit at the latest.
    func send(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError)
    /// Runs several statements without parameters, such as a migration.
    func script(_ sql: String) throws(PostgresError)
    /// Runs the closure in a transaction: commits when it returns a value, rolls back when it returns nil or throws. A
    /// statement in it may take so long, if a time is given.
    @discardableResult
    func transaction<Value>(
        statementTimeoutMilliseconds: Int?, _ work: (any Database) throws(PostgresError) -> Value?
    ) throws(PostgresError) -> Value?
}

extension Database {
    /// Runs the closure in a transaction: commits when it returns a value, rolls back when it returns nil or throws.
    @discardableResult
    package func transaction<Value>(
        _ work: (any Database) throws(PostgresError) -> Value?
    ) throws(PostgresError) -> Value? { try transaction(statementTimeoutMilliseconds: nil, work) }

    /// Runs a statement; how many rows it changed.
    package func execute(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) -> Int {
        try query(statement, parameters).affected
    }

    /// Sends a statement whose parameters are arrays of equal length, unless they are empty.
    package func queryUnlessEmpty(
        _ statement: Statement, _ count: Int, _ parameters: [any PostgresParameter]
    ) throws(PostgresError) {
        if count > 0 { try send(statement, parameters) }
    }
}
