import Foundation
import Postgres
import Testing

@Suite(.enabled(if: Server.url != nil, "needs DATABASE_URL; run deploy/local test")) struct ConnectionTests {
    /// A connection with a table of its own, gone with the session.
    private static func withTable() throws -> Connection {
        let connection = try Server.connect()
        try connection.script(
            "create temporary table accounts (id text primary key, fen int8 not null check (fen >= 0))")
        return connection
    }

    private static let insert = Statement("insert into accounts select * from unnest($1::text[], $2::int8[])")
    private static let count = Statement("select count(*) from accounts")

    private static func count(_ connection: any Database) throws(PostgresError) -> Int64 {
        try connection.query(count, []).map { $0.int64(0) }[0]
    }

    @Test func `what a transaction did is there after it`() throws {
        let connection = try Self.withTable()
        try connection.transaction { (connection) throws(PostgresError) in
            _ = try connection.query(Self.insert, [["a"], [Int64(1)]])
        }
        #expect(try Self.count(connection) == 1)
    }

    @Test func `a transaction that fails leaves nothing, and the connection goes on`() throws {
        let connection = try Self.withTable()
        let error = failure {
            try connection.transaction { (connection) throws(PostgresError) in
                _ = try connection.query(Self.insert, [["a"], [Int64(1)]])
                _ = try connection.query(Self.insert, [["a"], [Int64(2)]])
            }
        }
        #expect(error?.sqlState == SQLState("23505"))
        #expect(error?.constraint == "accounts_pkey")
        #expect(try Self.count(connection) == 0)
    }

    @Test func `a session that sleeps behind statements that it sent is ended by the server, and its locks are free`()
        throws
    {
        let (connection, other) = (try Self.withTable(), try Server.connect())
        try connection.script("set idle_in_transaction_session_timeout = 100")
        let lock = Statement("select pg_advisory_xact_lock(138)")
        let held = Statement("select 1 from pg_locks where locktype = 'advisory' and objid = 138 and granted")
        let error = failure {
            try connection.transaction { (connection) throws(PostgresError) in
                try connection.send(lock, [])
                while try other.query(held, []).count == 0 {}
                // The server gives it to this one when it has ended that one.
                _ = try other.query(lock, [])
                _ = try connection.query(Self.count, [])
            }
        }
        #expect(error?.advice == .reconnect)
    }

    @Test func `a transaction that returns nothing leaves nothing`() throws {
        let connection = try Self.withTable()
        let value: Int? = try connection.transaction { (connection) throws(PostgresError) in
            _ = try connection.query(Self.insert, [["a"], [Int64(1)]])
            return nil
        }
        #expect(value == nil)
        #expect(try Self.count(connection) == 0)
    }

    @Test func `an error never quotes rows`() throws {
        let connection = try Self.withTable()
        _ = try connection.query(Self.insert, [["guardian-138"], [Int64(1)]])
        let error = try #require(failure { _ = try connection.query(Self.insert, [["guardian-138"], [Int64(2)]]) })
        #expect(!"\(error)".contains("guardian-138"))
    }

    @Test(arguments: ["select 'Zhang San'::int8", "select 'Zhang San'::date", "select jsonb 'Zhang San'"])
    func `an error never quotes a value`(sql: String) throws {
        let connection = try Self.withTable()
        let error = try #require(failure { try connection.script(sql) })
        #expect(error.sqlState?.group == "22" && !error.description.contains("Zhang"))
    }

    @Test func `a limit is a check that names its constraint`() throws {
        let connection = try Self.withTable()
        let error = failure { _ = try connection.query(Self.insert, [["a"], [Int64(-1)]]) }
        #expect(error?.sqlState == SQLState("23514"))
        #expect(error?.advice == .isolate)
    }

    @Test func `what is sent in a transaction runs in order, and what waits sees it`() throws {
        let connection = try Self.withTable()
        let seen = try connection.transaction { (connection) throws(PostgresError) in
            try connection.send(Self.insert, [["a"], [Int64(1)]])
            try connection.queryUnlessEmpty(Self.insert, 2, [["b", "c"], [Int64(1), 2]])
            let seen = try Self.count(connection)
            try connection.send(Self.insert, [["d"], [Int64(1)]])
            return seen
        }
        #expect(seen == 3)
        #expect(try Self.count(connection) == 4)
    }

    @Test(arguments: [true, false])
    func `the error of a statement that was sent is thrown by what waits next, and nothing stays`(asksBetween: Bool)
        throws
    {
        let connection = try Self.withTable()
        let error = failure {
            try connection.transaction { (connection) throws(PostgresError) in
                try connection.send(Self.insert, [["a"], [Int64(1)]])
                try connection.send(Self.insert, [["a"], [Int64(1)]])
                try connection.send(Self.insert, [["b"], [Int64(1)]])
                return asksBetween ? try Self.count(connection) : 0
            }
        }
        #expect(error?.sqlState == SQLState("23505"))
        #expect(try Self.count(connection) == 0)
    }

    @Test func `megabytes that were sent and not waited for do not block the commit`() throws {
        let connection = try Self.withTable()
        let echo = Statement("select $1::bytea")
        try connection.transaction { (connection) throws(PostgresError) in
            for _ in 0..<5 { try connection.send(echo, [[UInt8](repeating: 7, count: 4_000_000)]) }
            return try connection.send(Self.insert, [["a"], [Int64(1)]])
        }
        #expect(try Self.count(connection) == 1)
    }

    @Test func `a statement that takes too long is ended`() throws {
        let connection = try Server.connect(statementTimeoutMilliseconds: 50)
        #expect(failure { try connection.script("select pg_sleep(30)") }?.sqlState == SQLState("57014"))
        let own = failure {
            try Server.connect().transaction(statementTimeoutMilliseconds: 50) { (connection) throws(PostgresError) in
                try connection.script("select pg_sleep(30)")
            }
        }
        #expect(own?.sqlState == SQLState("57014"))
    }

    @Test func `of two that change the same row the later is told to try again`() throws {
        let (first, second) = (try Server.connect(), try Server.connect())
        try first.script("create table race (n int); insert into race values (0)")
        try first.script("begin isolation level repeatable read; select * from race")
        try second.script("update race set n = 1")
        let error = failure { try first.script("update race set n = 2") }
        try first.script("rollback; drop table race")
        #expect(error?.sqlState == SQLState("40001"))
        #expect(error?.advice == .retry)
    }

    @Test func `a session that the server ends says connect again`() throws {
        let (victim, admin) = (try Server.connect(), try Server.connect())
        let number = try victim.query(Statement("select pg_backend_pid()"), []).map { $0.int32(0) }[0]
        _ = try admin.query(Statement("select pg_terminate_backend($1)"), [number])
        let error = failure { while true { try victim.script("select 1") } }
        #expect(error?.advice == .reconnect)
    }

    @Test func `a server that is not there says connect again, without the password`() {
        let error = failure { _ = try Server.connect(url: "postgresql://somebody:topsecret@127.0.0.1:1/nothing") }
        #expect(error?.advice == .reconnect)
        #expect(error.map { !"\($0)".contains("topsecret") } == true)
    }
}
