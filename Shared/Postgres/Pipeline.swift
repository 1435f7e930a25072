import CLibpq
import Glibc

// Statements that are sent together (libpq's pipeline mode): the server works on the first while the others are on
// their way.

extension Connection {
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

    /// Waits for the statements that were sent; throws the first error among them.
    func settle() throws(PostgresError) {
        guard unread > 0 else { return }
        let count = unread
        unread = 0
        defer {
            unsafe PQsetnonblocking(connection, 0)
            unsafe PQexitPipelineMode(connection)
        }
        try flush()
        try readResults(count)
    }

    /// Reads one result a statement and the sync behind it, so that the connection is usable whatever failed.
    private func readResults(_ count: Int) throws(PostgresError) {
        var failure: PostgresError?
        for _ in 0..<count {
            do {
                _ = try unsafe rows(PQgetResult(connection))
            } catch {
                if failure == nil { failure = error }
                if !isUsable { throw error }
            }
            // Each statement's results end in a null.
            if let rest = unsafe PQgetResult(connection) { unsafe PQclear(rest) }
            if let sync = unsafe PQgetResult(connection) { unsafe PQclear(sync) }
        }
        if let failure { throw failure }
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
