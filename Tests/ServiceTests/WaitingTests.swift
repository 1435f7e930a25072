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
        try connection.script("set plan_cache_mode = force_generic_plan; set statement_timeout = '10s'")
        for _ in 1...3 { #expect(try schema.takeDue(in: connection)?.facts == nil) }
        try connection.script(
            """
            insert into loop_waiting (poster, event_id, awaits, topic, partition, record_offset, event_time, arrival,
                until, payload, headers, ready)
            select 'p', number::text, 'grid', 'survey.intake.p', 0, number, number, 0, '2022-03-02', 'x', '', true
            from generate_series(1, 60000) number
            """)
        #expect(try schema.takeDue(in: connection, most: 4_000)?.isMoreDue == true)
        #expect(try waiting(connection) == 56_000)
    }

    private func waiting(_ connection: any Database) throws -> Int {
        Int(try connection.query(Statement("select count(*) from loop_waiting"), []).map { $0.int64(0) }[0])
    }
}
