import Foundation
import Kafka
import Model
import Postgres
import Support
import Testing

@testable import Service

/// What lies in several topics is taken in the order of its time, however slowly the broker gives it (G2).
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil)) struct SimulatedOrderTests {
    private static let first = TopicPartition(topic: "survey.intake.education", partition: 0)
    private static let second = TopicPartition(topic: "survey.intake.grid-workers", partition: 0)
    private static let logs = [
        first: [SimulatedLoopTests.post(GridDrawn(grid: "G1", township: "城东街道"), by: "education")],
        second: [
            SimulatedLoopTests.post(
                PatrolReported(grid: "G1", institution: nil, result: .none), by: "grid-workers")
        ],
    ]

    /// When each of the two partitions was taken, in milliseconds, and what health said last before the second was.
    private func takes(_ slowness: Slowness, _ settings: [String: String] = [:], forMilliseconds least: Int64 = 90_000)
        throws -> (first: Int64?, second: Int64?, said: String)
    {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let connection = try schema.connect()
        var (taken, said) = ([String: Int64](), "")
        var surroundings: Surroundings?
        try SimulatedLoopTests.run(
            Deadly.self, schema, over: Self.logs, settings, slowness, forMilliseconds: least,
            began: { surroundings = $0 },
            meanwhile: { now in
                let topics = try connection.query(
                    Statement("select topic from loop_partitions where next_offset > 0"), [])
                for topic in try topics.map({ $0.string(0) }) where taken[topic] == nil { taken[topic] = now }
                if taken[Self.second.topic] == nil { said = surroundings?.health ?? "" }
            })
        return (taken[Self.first.topic], taken[Self.second.topic], said)
    }

    @Test(arguments: [0, 3_000, 40_000, 80_000] as [Int64])
    func `a partition that is known to hold something is waited for, however late the broker gives it`(
        late: Int64
    ) throws {
        let (first, second, said) = try takes(Slowness(giving: [Self.first: late]))
        #expect(try #require(first) >= late)
        #expect(try #require(first) <= #require(second), "what is earlier goes first")
        #expect(said.contains("order waits: survey.intake.education[0] may hold") == (late > 10_000), "\(said)")
    }

    @Test func `a partition with nothing in it holds nobody back for long, if the broker does not say so by itself`()
        throws
    {
        let (first, second, said) = try takes(Slowness(giving: [Self.first: 80_000], posting: [Self.first: 80_000]))
        #expect(try #require(second) < 2_000)
        #expect(try #require(first) >= 80_000)
        #expect(!said.contains("order waits"))
    }

    @Test(arguments: [("30000", 30_000), ("60000", 60_000)] as [(String, Int64)])
    func `a partition whose leader is away for long does not stop the others for ever, and health says so`(
        setting: String, bound: Int64
    ) throws {
        let (first, second, said) = try takes(
            Slowness(giving: [Self.first: 80_000], leaderless: [Self.first]), ["MERGE_WAIT_MS": setting])
        #expect((bound...bound + 2_000).contains(try #require(second)))
        #expect(try #require(first) >= 80_000)
        #expect(said.contains("order waits: survey.intake.education[0] may hold"), "\(said)")
    }

    /// Another broker, or one that was set up anew: events there would lie below the offsets of record.
    @Test(arguments: [("off", 1), ("on", 0)] as [(String, Int)])
    func `of a broker that has less than what was taken nothing is taken, health says so, and the right one goes on`(
        check: String, left: Int
    ) throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        func state() throws -> [String] {
            try schema.connect().query(
                Statement("select grid || next_offset from grids, loop_partitions where topic = $1 order by 1"),
                [Self.first.topic]
            ).map { $0.string(0) }
        }
        let drawn = ["G1", "G2"].map {
            SimulatedLoopTests.post(GridDrawn(grid: Identifier(known: $0), township: "城东街道"), by: "education")
        }
        try SimulatedLoopTests.run(Survey.self, schema, over: [Self.first: drawn])
        var health = ""
        let other = SimulatedLoopTests.post(GridDrawn(grid: "other", township: "城东街道"), by: "education")
        let logs = [Self.first: Array(repeating: other, count: left)]
        try SimulatedLoopTests.run(
            Survey.self, schema, over: logs, ["FETCH_CHECK": check], forMilliseconds: 5_000,
            seen: { health = $0.health })
        #expect(
            health.contains("log waits: 2 events of \(Self.first) were taken, and the broker's ends at \(left)"),
            "\(health)")
        #expect(try state() == ["G12", "G22"])
        let third = SimulatedLoopTests.post(GridDrawn(grid: "G3", township: "城东街道"), by: "education")
        try SimulatedLoopTests.run(Survey.self, schema, over: [Self.first: drawn + [third]])
        #expect(try state() == ["G13", "G23", "G33"])
    }

    @Test func `a process that begins while the leader of one partition is away takes the others after a while`() throws
    {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        try SimulatedLoopTests.run(Deadly.self, schema, over: Self.logs)
        var logs = Self.logs
        logs[Self.second, default: []].append(
            SimulatedLoopTests.post(
                PatrolReported(grid: "G1", institution: nil, result: .suspected), by: "grid-workers", at: 1))
        var (surroundings, said) = (Surroundings?.none, Set<String>())
        try SimulatedLoopTests.run(
            Deadly.self, schema, over: logs, [:], Slowness(leaderless: [Self.first]), forMilliseconds: 90_000,
            began: { surroundings = $0 }, meanwhile: { _ in said.insert(surroundings?.health ?? "") })
        #expect(said.contains { $0.contains("order waits: survey.intake.education[0] and 1 more may hold") }, "\(said)")
        let taken = try schema.connect().query(
            Statement("select next_offset from loop_partitions where topic = $1"), [Self.second.topic])
        #expect(try taken.map { $0.int64(0) } == [2])
    }

    @Test func `after the broker was away, what was the end of a partition is not taken for it`() throws {
        // Both are empty; then something is posted in both that this process does not see, and one is given first.
        var slowness = Slowness(posting: [Self.first: 9_000, Self.second: 9_000], failing: 10_000)
        slowness.giving = [Self.first: 30_000, Self.second: 12_000]
        let (first, second, _) = try takes(slowness)
        #expect(try #require(first) >= 30_000)
        #expect(try #require(first) <= #require(second), "what is earlier goes first")
    }
}
