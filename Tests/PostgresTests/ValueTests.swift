import Postgres
import Testing

@Suite(.enabled(if: Server.url != nil, "needs DATABASE_URL; run deploy/local test")) struct ValueTests {
    @Test func `each type comes back as it went`() throws {
        let connection = try Server.connect()
        let statement = Statement("select $1::int8, $2::int4, $3::bool, $4::text, $5::bytea, $6::date")
        let rows = try connection.query(
            statement, [Int64.min, Int32.max, true, "渝 «黔江»", [UInt8](0...255), PostgresDate(daysSince1970: 19_000)])
        _ = try rows.map { row in
            #expect(row.int64(0) == .min)
            #expect(row.int32(1) == .max)
            #expect(row.bool(2))
            #expect(row.string(3) == "渝 «黔江»")
            #expect(row.bytes(4) == [UInt8](0...255))
            #expect(row.date(5) == PostgresDate(daysSince1970: 19_000))
        }
    }

    @Test func `PostgreSQL reads a date as the same day`() throws {
        let rows = try Server.connect().query(Statement("select $1::date::text"), [PostgresDate(daysSince1970: 18_871)])
        #expect(try rows.map { $0.string(0) } == ["2021-09-01"])
    }

    @Test func `null is nil in every type`() throws {
        let statement = Statement("select $1::int8, $2::text, $3::date")
        let rows = try Server.connect().query(statement, [Int64?.none, String?.none, PostgresDate?.none])
        _ = try rows.map { row in
            #expect(row.optionalInt64(0) == nil)
            #expect(row.optionalString(1) == nil)
            #expect(row.optionalDate(2) == nil)
        }
    }

    @Test func `arrays come back element by element, with nulls where they were`() throws {
        let statement = Statement("select n, t, d from unnest($1::int8[], $2::text[], $3::date[]) as a (n, t, d)")
        let rows = try Server.connect().query(
            statement,
            [
                [Int64(1), -2, 3], ["a", nil, ""] as [String?],
                [PostgresDate(daysSince1970: 0), nil, PostgresDate(daysSince1970: -1)] as [PostgresDate?],
            ])
        #expect(try rows.map { $0.int64(0) } == [1, -2, 3])
        #expect(try rows.map { $0.optionalString(1) } == ["a", nil, ""])
        #expect(try rows.map { $0.optionalDate(2)?.daysSince1970 } == [0, nil, -1])
    }

    @Test func `arrays of bytes and of booleans are arrays, not bytea`() throws {
        let rows = try Server.connect().query(
            Statement("select b, f from unnest($1::bytea[], $2::bool[]) as a (b, f)"),
            [[[1, 2], []] as [[UInt8]], [true, false]])
        #expect(try rows.map { $0.bytes(0) } == [[1, 2], []])
        #expect(try rows.map { $0.bool(1) } == [true, false])
    }

    @Test func `what no row should have fails the reading of the rows, with the column's name, and traps nothing`()
        throws
    {
        let reads: [(sql: String, read: (Row) -> Void)] = [
            ("null::int8", { _ = $0.int64(0) }), ("null::int4", { _ = $0.int32(0) }),
            ("null::bool", { _ = $0.bool(0) }), ("null::text", { _ = $0.string(0) }),
            ("null::bytea", { _ = $0.bytes(0) }), ("null::date", { _ = $0.date(0) }),
            ("null::text[]", { _ = $0.strings(0) }), ("null::bytea[]", { _ = $0.byteArrays(0) }),
            ("array['a', null]", { _ = $0.strings(0) }), ("array['a', null]::bytea[]", { _ = $0.byteArrays(0) }),
            ("'infinity'::date", { _ = $0.date(0) }), ("'-infinity'::date", { _ = $0.optionalDate(0) }),
            ("'unknown'", { _ = $0.string(0, or: 0) { Int($0) } }),
        ]
        let connection = try Server.connect()
        for (sql, read) in reads {
            let rows = try connection.query(Statement("select \(sql) as amount_fen from generate_series(1, 2)"), [])
            #expect("\(sql)") {
                _ = try rows.map(read)
            } throws: {
                let error = $0 as? PostgresError
                return error?.sqlState == .brokenPromise && error?.message.contains("amount_fen") == true
            }
        }
    }

    @Test func `an empty array has no rows`() throws {
        let rows = try Server.connect().query(Statement("select * from unnest($1::text[])"), [[String]()])
        #expect(rows.count == 0)
    }

    @Test func `an array of 300,000 elements arrives whole`() throws {
        let numbers = (0..<300_000).map { Int64($0) }
        let rows = try Server.connect().query(
            Statement("select count(*), sum(n)::int8 from unnest($1::int8[]) n"), [numbers])
        #expect(try rows.map { [$0.int64(0), $0.int64(1)] } == [[300_000, 300_000 * 299_999 / 2]])
    }

    @Test func `arrays are read as well`() throws {
        let rows = try Server.connect().query(
            Statement("select array['a', '渝'], '{}'::text[]"), [])
        _ = try rows.map { row in
            #expect(row.strings(0) == ["a", "渝"])
            #expect(row.strings(1) == [])
        }
    }

    @Test func `a zero byte in text is an error, not a cut`() throws {
        let connection = try Server.connect()
        let error = failure { _ = try connection.query(Statement("select $1::text"), ["a\0b"]) }
        #expect(error?.sqlState == SQLState("22021"))
        #expect(error?.advice == .isolate)
    }
}
