import Foundation
import Kafka
import Model
import Postgres
import Support
import Testing

@testable import Service

/// The loop over a log and a clock in memory and a real database, whose session is cut off at each step in turn.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil)) struct SimulatedLoopTests {
    /// Good events, one twice, one that is early and one that is none, in two partitions.
    private static let logs: [TopicPartition: [[UInt8]]] = [
        TopicPartition(topic: "survey.intake.education", partition: 0): [
            post(GridDrawn(grid: "G1", township: "城东街道"), by: "education"),
            post(GridDrawn(grid: "G2", township: "城东街道"), by: "education"),
            post(GridDrawn(grid: "G2", township: "城东街道"), by: "education"), Array("no event".utf8),
        ],
        TopicPartition(topic: "survey.intake.expert-panel", partition: 0): [
            post(
                InstitutionSurveyed(institution: institution(1), name: "甲", address: "一号", grid: "G2"),
                by: "expert-panel", at: -1),
            post(
                InstitutionSurveyed(institution: institution(2), name: "乙", address: "二号", grid: "G1"),
                by: "expert-panel"),
        ],
    ]

    private static func post<Data: EventData>(_ data: Data, by poster: String, at milliseconds: Int64 = 0) -> [UInt8] {
        CloudEvent(
            id: data.subject, source: poster, type: Data.type, subject: data.subject,
            time: morning.adding(milliseconds: milliseconds), data: data
        ).encoded()
    }

    /// Runs a process until all is taken, or its session is cut off; true if it was not.
    private static func run(_ schema: SurveySchema, cutAfter steps: Int) throws -> Bool {
        let time = SimulatedTime()
        let session = CutSession(try schema.connect(), afterSteps: steps)
        let surroundings = Surroundings(
            log: Log(service: "survey", least: .error), clocks: time.clocks(from: morning.adding(milliseconds: 1_000)))
        let loop = Loop(
            Survey(schema.configuration), schema.configuration, surroundings,
            SimulatedBroker(logs, arrival: morning, time), session, .init(schema.configuration))
        do {
            _ = try loop.begin()
            repeat { try loop.step() } while loop.isAtWork
        } catch let error as PostgresError where error.advice == .reconnect {}
        return session.isWhole
    }

    /// What became of the events.
    private static func state(_ schema: SurveySchema) throws -> [String] {
        try schema.connect().query(
            Statement(
                """
                select concat_ws(' ', topic, next_offset, accepted, rejected, doubled) from loop_partitions
                union all select grid from grids union all select 'waits ' || event_id from loop_waiting
                union all select 'refused ' || reason from loop_rejections order by 1
                """), []
        ).map { $0.string(0) }
    }

    @Test func `a process that is cut off at any step, and the one after it, take every event once`() throws {
        var steps = 0
        while true {
            let schema = try SurveySchema()
            #expect(try schema.begin(morning.day, in: schema.connect()))
            let isWhole = try Self.run(schema, cutAfter: steps)
            if !isWhole { #expect(try Self.run(schema, cutAfter: .max)) }
            #expect(
                try Self.state(schema) == [
                    "G1", "G2", "refused JSON_MALFORMED", "survey.intake.education 4 2 1 1",
                    "survey.intake.expert-panel 2 2 0 0",
                ], "cut off after \(steps) steps")
            if isWhole { break }
            steps += 1
        }
        #expect(steps > 30, "a process takes some steps")
    }
}
