import Model
package import Postgres

/// `digest`: one sum over all state of all services. Two runs over the same events give the same one.
package enum Digest {
    package static let help = """
        console digest
          Prints rows and a sum of each table of the services (DATABASE_URL), and one sum over all. Two runs over
          the same events give the same sums.
        """

    /// Every table of a service but those of the loop, whose offsets depend on how messages fell into partitions.
    private static let tables = Statement(
        """
        select schemaname::text || '.' || tablename::text from pg_tables
        where schemaname = any($1::text[]) and tablename not like 'loop\\_%'
            and not (schemaname || '.' || quote_ident(tablename))::regclass in (select inhrelid from pg_inherits)
        order by 1
        """)

    /// Lines of name and sum; the last is over all of them.
    package static func lines(_ database: Connection) throws(PostgresError) -> [(name: String, sum: String)] {
        var lines: [(name: String, sum: String)] = []
        for table in try database.query(tables, [EventCatalogue.services]).map({ $0.string(0) }) {
            lines.append((table, try sum(of: "select t::text from \(table) t", database)))
        }
        for schema in EventCatalogue.services {
            let refused =
                """
                select concat_ws('|', poster, event_id, reason, coalesce(md5(payload), payload_sha256))
                from \(schema).loop_rejections
                """
            let waiting = "select concat_ws('|', poster, event_id, awaits) from \(schema).loop_waiting"
            lines.append(("\(schema) rejections", try sum(of: refused, database)))
            lines.append(("\(schema) waiting", try sum(of: waiting, database)))
        }
        let all = lines.map { "'\($0.name) \($0.sum)'" }.joined(separator: ", ")
        lines.append(("all", try sum(of: "select unnest(array[\(all)])", database)))
        return lines
    }

    private static func sum(of query: String, _ database: Connection) throws(PostgresError) -> String {
        let statement = Statement(
            """
            select count(*)::text || ' ' || coalesce(md5(string_agg(line, E'\\n' order by line collate "C")), '-')
            from (\(query)) as lines (line)
            """)
        return try database.query(statement, []).map { $0.string(0) }.first ?? ""
    }

    /// Does what the arguments ask.
    package static func run(_ arguments: [String], _ environment: Environment) throws {
        guard arguments.isEmpty else { throw CommandError(help) }
        for line in try lines(environment.database()) { Terminal.print("\(line.sum)  \(line.name)") }
    }
}
