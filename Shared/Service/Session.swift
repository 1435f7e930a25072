import Postgres

/// A service's session at the database.
enum Session {
    /// Has the service's schema, and ends when it says nothing for `SESSION_TIMEOUT_MS`; `purpose` is what operators
    /// see of it.
    static func connect(
        _ name: String, _ configuration: Configuration, purpose: String
    ) throws(PostgresError) -> Connection {
        let connection = try Connection(
            url: configuration.text("DATABASE_URL"), applicationName: "\(name) \(purpose)",
            statementTimeoutMilliseconds: configuration.integer("STATEMENT_TIMEOUT_MS"))
        // Statements find their rows by key: compiling them or sharing them between workers takes longer than running
        // them, and the pages they want are in memory. Each session has a lock (`SessionLock`): who falls asleep loses
        // it, in a transaction or not, so that another process goes on. A statement of who died is not run to its end.
        // `default_transaction_read_only` is left as server or role have it: with it operators hold all writing.
        let silence = configuration.integer("SESSION_TIMEOUT_MS")
        // A lock is waited for as weather is, and no longer at once than a process may be silent, so that health says
        // so; a statement that works too long is an event's own fault.
        let lock = max(1, min(silence, configuration.integer("STATEMENT_TIMEOUT_MS") / 2))
        try connection.script(
            """
            set search_path to "\(name)"; set jit = off;
            set max_parallel_workers_per_gather = 0; set random_page_cost = 1.1;
            set client_connection_check_interval = 1000; set lock_timeout = \(lock);
            set idle_in_transaction_session_timeout = \(silence);
            set idle_session_timeout = \(silence); set tcp_user_timeout = \(silence)
            """)
        return connection
    }
}
