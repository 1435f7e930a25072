import Foundation
import Kafka
import Model
import Postgres
import Support
import Testing

@testable import Service

/// Events that came too early (G3). Needs a database.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil)) struct WaitingTests {
    private let drawn = GridDrawn(grid: "G1", township: "城东街道")
    private let surveyed = InstitutionSurveyed(institution: institution(1), name: "甲", address: "一号", grid: "G1")

    @Test func `an early event is put aside, and woken by what it waits for`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        try connection.transaction { (connection) throws(PostgresError) in
            let early = try schema.decide(surveyed, by: "expert-panel", in: connection)
            #expect(early.facts.isEmpty && !early.isWaking)
        }
        #expect(try waiting(connection) == 1)
        try connection.transaction { (connection) throws(PostgresError) in
            let made = try schema.decide(drawn, by: "education", in: connection)
            #expect(made.facts.count == 1 && made.isWaking)
        }
        #expect(try schema.takeDue(in: connection)?.facts.count == 1)
        #expect(try schema.takeDue(in: connection)?.facts == nil)
        #expect(try waiting(connection) == 0)
    }

    @Test func `what is due at once is taken in portions, the earliest first`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        for number in 1...5 {
            try connection.transaction { (connection) throws(PostgresError) in
                try schema.decide(
                    InstitutionSurveyed(institution: institution(number), name: "甲", address: "一号", grid: "G1"),
                    by: "expert-panel", in: connection)
            }
        }
        try connection.transaction { (connection) throws(PostgresError) in
            try schema.decide(drawn, by: "education", in: connection)
        }
        var portions: [(facts: Int, isMore: Bool)] = []
        while let outcome = try schema.takeDue(in: connection, most: 2) {
            portions.append((outcome.facts.count, outcome.isMoreDue))
        }
        #expect(portions.map(\.facts) == [2, 2, 1])
        #expect(portions.map(\.isMore) == [true, true, false])
    }

    @Test func `a plan that was made while nothing waited takes tens of thousands that wake at once`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        // As plans are that were kept before autovacuum came.
        try connection.script(
            """
            set plan_cache_mode = force_generic_plan; set statement_timeout = '10s';
            alter table loop_waiting set (autovacuum_enabled = off)
            """)
        let tables = LoopTables(connection: connection)
        for _ in 1...2 {
            #expect(try schema.takeDue(in: connection)?.facts == nil)
            #expect(try !tables.wake([.grid("G1")]))
        }
        try wait(60_000, for: "grid:G1", in: connection)
        try wait(60_000, for: "grid:G2", in: connection)
        #expect(try tables.wake([.grid("G1")]))
        while try tables.makeReady() {}
        #expect(try schema.takeDue(in: connection, most: 4_000)?.isMoreDue == true)
        #expect(try waiting(connection) == 116_000)
    }

    @Test func `what wakes at once becomes ready in portions, all of it before the first is decided`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        let tables = LoopTables(connection: connection, readyMost: 100)
        try wait(250, for: "grid:G1", in: connection)
        try wait(30, for: "grid:G2", in: connection)
        try wait(20, for: "grid:G3", in: connection)
        #expect(try tables.wake([.grid("G1"), .grid("G2"), .grid("G4")]))
        #expect(try waiting(connection, "ready") == 100)
        // Another process goes on with it.
        let other = LoopTables(connection: try schema.connect(), readyMost: 100)
        #expect(try other.isDue())
        #expect(try other.makeReady() && waiting(connection, "ready") == 200)
        #expect(try other.makeReady() && waiting(connection, "ready") == 280)
        #expect(try !other.makeReady())
        #expect(try waiting(connection, "not ready") == 20)
    }

    @Test func `nothing is decided while what woke is not all ready`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        try wait(50, for: "grid:G1", in: connection)
        #expect(try LoopTables(connection: connection, readyMost: 10).wake([.grid("G1")]))
        let first = try #require(try schema.takeDue(in: connection))
        #expect(first.reasons.isEmpty && first.isMoreDue)
        #expect(try waiting(connection) == 50 && waiting(connection, "ready") == 50)
        let next = try #require(try schema.takeDue(in: connection))
        #expect(next.reasons == [.jsonMalformed])
        #expect(try waiting(connection) == 0)
    }

    @Test func `deaths over what is due count by the portion, and one over an event alone is told of`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        let tables = LoopTables(connection: connection)
        #expect(try tables.startDue() == (0, nil), "nothing is due")
        try wait(3, for: "grid:G1", in: connection)
        #expect(try tables.wake([.grid("G1")]))
        #expect(
            try [tables.startDue().deaths, tables.startDue().deaths] == [1, 2], "who woke them died, and the next")
        for deaths in 1...2 {
            try tables.suspectDue(on: nil)
            let (_, suspect) = try tables.startDue()
            #expect(suspect?.event.offset == 1 && suspect?.deaths == deaths)
        }
        try tables.goOnWithDue()
        #expect(try tables.startDue().deaths == 1, "that portion was taken")
        try tables.leaveDue()
        #expect(try tables.startDue() == (0, nil))
    }

    /// So many events, one a millisecond, that no service can read.
    private func wait(_ count: Int, for key: String, in connection: any Database) throws {
        _ = try connection.query(
            Statement(
                """
                insert into loop_waiting (poster, event_id, awaits, topic, partition, record_offset, event_time,
                    arrival, until, payload, headers)
                select 'p', $1 || number, $1, 'survey.intake.p', 0, number, number, 0, '2022-03-02', 'x', ''
                from generate_series(1, $2::int8) number
                """), [key, Int64(count)])
    }

    private func waiting(_ connection: any Database, _ condition: String = "true") throws -> Int {
        let count = Statement("select count(*) from loop_waiting where \(condition)")
        return Int(try connection.query(count, []).map { $0.int64(0) }[0])
    }
}
