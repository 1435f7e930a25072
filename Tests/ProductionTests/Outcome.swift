import Support

/// What the services made of the events: every row of every table but the loop's own, and what was refused or waits.
struct Outcome {
    /// Rows as texts, by table.
    private var rows: [String: [String]] = [:]

    /// What is not the same in production and in a replay, and why; ADR 2 has the sentences.
    private static let leftOut: [String: [String]] = [
        // What another service states counts on its day in production, and from the next day in a replay.
        "notification.notices": ["day", "slot"]
    ]
    /// The clock of a replay keeps what production has no use for.
    private static let replayOnly: Set<String> = ["registry.announced_days", "registry.closed_days"]

    init(of platform: Platform) throws {
        let schemas = Platform.schemas.map { "'\($0)'" }.joined(separator: ", ")
        let tables = try platform.query(
            """
            select schemaname || '.' || tablename from pg_tables
            where schemaname in (\(schemas)) and tablename not like 'loop\\_%'
                and (schemaname || '.' || quote_ident(tablename))::regclass not in (select inhrelid from pg_inherits)
            order by 1
            """)
        for table in tables where !Self.replayOnly.contains(table) {
            let columns = (Self.leftOut[table] ?? []).joined(separator: ",")
            rows[table] = try platform.query("select (to_jsonb(t) - '{\(columns)}'::text[])::text from \(table) t")
        }
        for schema in Platform.schemas {
            rows["\(schema) rejections"] = try platform.query(
                "select poster, event_id, reason from \(schema).loop_rejections")
            rows["\(schema) waiting"] = try platform.query(
                "select poster, event_id, awaits from \(schema).loop_waiting")
        }
    }

    /// Rows that one of two outcomes has and the other has not, a text each.
    func differences(from other: Outcome) -> [String] {
        Set(rows.keys).union(other.rows.keys).sorted().flatMap { table in
            let (mine, others) = (Self.counted(rows[table]), Self.counted(other.rows[table]))
            return Set(mine.keys).union(others.keys).sorted().compactMap { row in
                let (here, there) = (mine[row] ?? 0, others[row] ?? 0)
                return here == there ? nil : "\(table): \(here) here, \(there) there: \(row)"
            }
        }
    }

    /// Number of rows, for a look at whether anything is compared at all.
    func count(_ table: String) -> Int { rows[table]?.count ?? 0 }

    private static func counted(_ rows: [String]?) -> [String: Int] {
        Dictionary((rows ?? []).map { ($0, 1) }, uniquingKeysWith: +)
    }
}
