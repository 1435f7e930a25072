import Foundation
import Kafka
import Model
import Postgres
import Support
import Synchronization
import Testing

@testable import Service

/// Events that came too early, when two processes of a service work at the same time (G3). Needs a database.
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

    @Test func `what is made while an early event is put aside wakes it all the same`() throws {
        let schema = try SurveySchema()
        let first = try schema.connect()
        let second = try first.transaction { (connection) throws(PostgresError) in
            _ = try schema.decide(surveyed, by: "expert-panel", in: connection)
            return beside(schema, drawn, by: "education")
        }
        #expect(second?.facts() == 1)
        #expect(try schema.takeDue(in: first)?.facts.count == 1)
        #expect(try waiting(first) == 0)
    }

    @Test func `an early event is not put aside when what it waits for is being made`() throws {
        let schema = try SurveySchema()
        let first = try schema.connect()
        let second = try first.transaction { (connection) throws(PostgresError) in
            _ = try schema.decide(drawn, by: "education", in: connection)
            return beside(schema, surveyed, by: "expert-panel")
        }
        #expect(second?.facts() == 1)
        #expect(try waiting(first) == 0)
    }

    private func waiting(_ connection: Connection) throws -> Int {
        Int(try connection.query(Statement("select count(*) from loop_waiting"), []).map { $0.int64(0) }[0])
    }

    /// Another process decides an event on a thread of its own; returns when it waits for a lock of this one.
    private func beside<Data: EventData>(_ schema: SurveySchema, _ data: Data, by poster: String) -> Other {
        let other = Other()
        Thread {
            let made = try? schema.connect().transaction { (connection) throws(PostgresError) in
                try schema.decide(data, by: poster, in: connection).facts.count
            }
            other.end(with: made ?? -1)
        }.start()
        let blocked = Statement(
            "select 1 from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'")
        #expect(throws: Never.self) {
            let watch = try schema.connect()
            try eventually("the other process waits for this one") {
                try watch.query(blocked, [schema.name]).count == 1
            }
        }
        return other
    }

    /// The other process's result, when it has one.
    private final class Other: Sendable {
        private let made = Mutex<Int?>(nil)
        private let ended = DispatchSemaphore(value: 0)

        func end(with facts: Int) {
            made.withLock { $0 = facts }
            ended.signal()
        }

        func facts() -> Int? {
            ended.wait()
            return made.withLock { $0 }
        }
    }
}
