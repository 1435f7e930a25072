import Postgres

/// One step of a schema, applied once; the file is embedded in the binary.
package struct Migration: Sendable {
    package let name: String
    package let sql: [UInt8]

    package init(_ name: String, _ sql: [UInt8]) {
        self.name = name
        self.sql = sql
    }
}

extension Migration {
    /// What a service's role may do with the loop's tables; its name stands for the role's.
    static let rightsOfLoop = PackageResources.rights_sql

    /// The loop's own tables, in every schema; they come before the service's.
    static let ofLoop = [
        Migration("m0000-loop", PackageResources.m0000_loop_sql),
        Migration("m0000-outbox", PackageResources.m0000_outbox_sql),
        Migration("m0000-views", PackageResources.m0000_views_sql),
        Migration("m0000-arrival", PackageResources.m0000_arrival_sql),
        Migration("m0000-isolation", PackageResources.m0000_isolation_sql),
        Migration("m0000-rejections", PackageResources.m0000_rejections_sql),
        Migration("m0000-parked", PackageResources.m0000_parked_sql),
        Migration("m0000-retention", PackageResources.m0000_retention_sql),
        Migration("m0000-due", PackageResources.m0000_due_sql),
        Migration("m0000-rows", PackageResources.m0000_rows_sql),
        Migration("m0000-pieces", PackageResources.m0000_pieces_sql),
        Migration("m0000-finite", PackageResources.m0000_finite_sql),
        Migration("m0000-suspected", PackageResources.m0000_suspected_sql),
        Migration("m0000-woken", PackageResources.m0000_woken_sql),
    ]
}

/// Brings a service's schema up to date: under a lock, each step in its own transaction, each applied step checked
/// against its checksum. Rights are given each time: a database may come back without them (`pg_restore --no-acl`), and
/// a role may be made later than the schema.
struct Migrator {
    private static let lock = Statement("select pg_advisory_lock(hashtextextended('migrate', 0))")
    private static let unlock = Statement("select pg_advisory_unlock(hashtextextended('migrate', 0))")
    private static let checksum = Statement("select encode(sha256($1), 'hex')")
    private static let find = Statement("select checksum from loop_migrations where name = $1")
    private static let findRole = Statement("select from pg_roles where rolname = $1")
    private static let record = Statement("insert into loop_migrations (name, checksum) values ($1, $2)")

    let schema: String
    let log: Log

    /// Applies what is missing; a step that was applied with another content stops it before anything is changed.
    func apply(
        _ migrations: [Migration], rights: [UInt8], to connection: Connection
    ) throws(PostgresError) -> Result {
        _ = try connection.query(Self.lock, [])
        defer { _ = try? connection.query(Self.unlock, []) }
        try connection.script(
            """
            create schema if not exists "\(schema)";
            set search_path to "\(schema)";
            create table if not exists loop_migrations (name text primary key, checksum text not null);
            """)
        for migration in migrations {
            let sum = try connection.query(Self.checksum, [migration.sql]).map { $0.string(0) }[0]
            if let applied = try connection.query(Self.find, [migration.name]).map({ $0.string(0) }).first {
                guard applied == sum else { return .changed(migration.name) }
                continue
            }
            try connection.transaction { (connection) throws(PostgresError) in
                try connection.script(String(decoding: migration.sql, as: UTF8.self))
                _ = try connection.query(Self.record, [migration.name, sum])
            }
            log.info("migrated", ["schema": schema, "migration": migration.name])
        }
        return try give(rights, connection)
    }

    /// To the service's role what its program does, to the reader all views that are called reports.
    private func give(_ rights: [UInt8], _ connection: Connection) throws(PostgresError) -> Result {
        for role in [schema, "reader"] where try connection.query(Self.findRole, [role]).count == 0 {
            return .roleMissing(role)
        }
        let ofLoop = String(decoding: Migration.rightsOfLoop, as: UTF8.self).replacing(
            "the_service", with: "\"\(schema)\"")
        try connection.transaction { (connection) throws(PostgresError) in
            try connection.script(ofLoop)
            try connection.script(String(decoding: rights, as: UTF8.self))
            try connection.script(Self.rightsOfReader(schema))
        }
        return .upToDate
    }

    private static func rightsOfReader(_ schema: String) -> String {
        """
        do $$
        declare report text;
        begin
            grant usage on schema "\(schema)" to reader;
            for report in select relname from pg_class
                where relnamespace = '"\(schema)"'::regnamespace and relkind = 'v' and relname like 'report\\_%'
            loop
                execute format('grant select on %I to reader', report);
            end loop;
        end
        $$
        """
    }

    /// How it ended.
    enum Result {
        case upToDate
        /// A migration that was applied has other content now: migrations are never edited, a new one is added.
        case changed(String)
        /// The schema is up to date, but nobody has this role, so that it has no rights.
        case roleMissing(String)
    }
}
