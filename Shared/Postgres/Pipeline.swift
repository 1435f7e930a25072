import CLibpq
import Glibc

/// Statements to be sent together (libpq's pipeline mode): the server works on the first while the others are on their
/// way.
package struct Pipeline {
    fileprivate var entries: [(statement: Statement, parameters: [any PostgresParameter])] = []

    /// Adds a statement; its result has this one's place among the results.
    package mutating func add(_ statement: Statement, _ parameters: [any PostgresParameter]) {
        entries.append((statement, parameters))
    }
}

extension Connection {
    /// Sends all statements, then reads all results. The first error is thrown; the statements after it were not run.
    package func pipeline(_ build: (inout Pipeline) -> Void) throws(PostgresError) -> [Rows] {
        var pipeline = Pipeline()
        build(&pipeline)
        try settle()
        var names: [String] = []
        for entry in pipeline.entries { names.append(try prepare(entry.statement, entry.parameters)) }
        for (entry, name) in zip(pipeline.entries, names) { try enqueue(name, entry.parameters) }
        guard unsafe PQpipelineSync(connection) == 1 else { throw lost() }
        return try readUnread(syncs: 1)
    }

    /// Runs a statement whose result nobody needs. In a transaction the caller goes on while the server works on it: if
    /// it fails, the next statement that waits for a result throws its error, the commit at the latest.
    ///
    /// Each is followed by a sync: only then the server takes the session for idle in its transaction, and ends it if
    /// this process falls asleep (`idle_in_transaction_session_timeout`).
    package func send(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) {
        guard isInTransaction else {
            _ = try query(statement, parameters)
            return
        }
        try enqueue(try prepare(statement, parameters), parameters)
        guard unsafe PQpipelineSync(connection) == 1 else { throw lost() }
    }

    /// Waits for the statements that were sent.
    func settle() throws(PostgresError) { _ = try readUnread(syncs: unread) }

    private func enqueue(_ name: String, _ parameters: [any PostgresParameter]) throws(PostgresError) {
        if unread == 0 {
            guard unsafe PQenterPipelineMode(connection) == 1 else { throw lost() }
            unsafe PQsetnonblocking(connection, 1)
        }
        unread += 1
        let isSent = try unsafe Encoded(parameters).lend { (count, values, lengths, formats) throws(PostgresError) in
            unsafe PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1) == 1
        }
        // What the socket does not take now goes out with what follows.
        guard isSent, unsafe PQflush(connection) >= 0 else { throw lost() }
    }

    /// A sync stands behind each statement, or one behind all.
    private func readUnread(syncs: Int) throws(PostgresError) -> [Rows] {
        guard unread > 0 else { return [] }
        let count = unread
        unread = 0
        defer {
            unsafe PQsetnonblocking(connection, 0)
            unsafe PQexitPipelineMode(connection)
        }
        try flush()
        return try results(count, syncs: syncs)
    }

    /// Reads one result a statement and the syncs behind them, so that the connection is usable whatever failed.
    private func results(_ count: Int, syncs: Int) throws(PostgresError) -> [Rows] {
        var results: [Rows] = []
        var failure: PostgresError?
        for number in 1...count {
            do {
                let rows = try unsafe rows(PQgetResult(connection))
                results.append(rows)
            } catch {
                if failure == nil { failure = error }
                if !isUsable { throw error }
            }
            // Each statement's results end in a null.
            if let rest = unsafe PQgetResult(connection) { unsafe PQclear(rest) }
            guard syncs == count || number == count else { continue }
            if let sync = unsafe PQgetResult(connection) { unsafe PQclear(sync) }
        }
        if let failure { throw failure }
        return results
    }

    /// Hands everything to the server, reading what comes back meanwhile: neither side then waits for the other with
    /// full buffers.
    private func flush() throws(PostgresError) {
        while true {
            switch unsafe PQflush(connection) {
            case 0: return
            case 1:
                var waiting = pollfd(fd: unsafe PQsocket(connection), events: Int16(POLLIN | POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, 1_000)
                if Int32(waiting.revents) & POLLIN != 0, unsafe PQconsumeInput(connection) == 0 { throw lost() }
            default: throw lost()
            }
        }
    }
}
