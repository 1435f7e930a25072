import Postgres

/// A lock that one session of a service's schema has at a time, until the session ends. The server ends one that says
/// nothing for `SESSION_TIMEOUT_MS`, so that a process that is frozen or cut off does not keep it.
struct SessionLock {
    private let lock: Statement
    private let evict: Statement

    /// `name` tells apart the locks of a schema.
    init(_ name: StaticString) {
        let key = "hashtextextended('\(name):' || current_schema(), 0)"
        lock = Statement("select pg_try_advisory_lock(\(key))")
        // A holder that takes nothing of what the server sends, or was frozen in the middle of what it sent itself, is
        // not idle for the server, so its time never runs out.
        evict = Statement(
            """
            select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
            where locktype = 'advisory' and granted and datname = current_database()
                and (classid::bigint << 32 | objid::bigint) = \(key)
                and state = 'active' and wait_event_type = 'Client'
                and query_start < now() - $1 * interval '1 millisecond'
            """)
    }

    /// Takes the lock for the connection's session if it is free; else ends a holder that has not taken what the server
    /// sends it for so long.
    func take(_ connection: any Database, endingSilenceOf milliseconds: Int) throws(PostgresError) -> Bool {
        if try connection.query(lock, []).map({ $0.bool(0) }) == [true] { return true }
        _ = try connection.query(evict, [Int64(milliseconds)])
        return false
    }
}
