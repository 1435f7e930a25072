import Foundation
import Kafka
import Model
import Postgres
import Support
import Synchronization
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

    static func post<Data: EventData>(_ data: Data, by poster: String, at milliseconds: Int64 = 0) -> [UInt8] {
        CloudEvent(
            id: data.subject, source: poster, type: Data.type, subject: data.subject,
            time: morning.adding(milliseconds: milliseconds), data: data
        ).encoded()
    }

    /// Runs a process until all is taken, or its session is cut off; true if it was not. Its clock differs from the
    /// broker's, which stamps what is in the logs with nine o'clock, by so many minutes.
    @discardableResult
    static func run<App: Application>(
        _ type: App.Type, _ schema: SurveySchema, over logs: [TopicPartition: [[UInt8]]] = logs,
        cutAfter steps: Int = .max, clockMinutes: Int64 = 0, _ settings: [String: String] = [:],
        _ slowness: Slowness = Slowness(), forMilliseconds least: Int64 = 0,
        seen: (Surroundings) -> Void = { _ in },
        began: (Surroundings) -> Void = { _ in },
        silent: (Silence) -> Void = { _ in },
        meanwhile: (Int64) throws -> Void = { _ in }
    ) throws -> Bool {
        let (time, configuration) = (SimulatedTime(), try SurveySchema.configuration(settings))
        let silence = Silence(time, most: Int64(configuration.integer("SESSION_TIMEOUT_MS")))
        silent(silence)
        let session = CutSession(try schema.connect(), afterSteps: steps, silence)
        let clocks = time.clocks(from: morning.adding(milliseconds: 1_000 + clockMinutes * 60_000))
        let surroundings = Surroundings(log: Log(service: "survey", least: .error), clocks: clocks)
        let broker = SimulatedBroker(logs, arrival: morning, time, slowness, silence)
        let loop = Loop(try App(configuration), configuration, surroundings, broker, session, .init(configuration))
        began(surroundings)
        defer { seen(surroundings) }
        do {
            _ = try loop.begin()
            repeat {
                try loop.step()
                try meanwhile(time.now)
                if time.now > 3_600_000 { throw TestFailure("it is still at work after an hour") }
            } while loop.isAtWork || time.now < least
        } catch let error as PostgresError where error.advice == .reconnect { return false }
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
            let isWhole = try Self.run(Survey.self, schema, cutAfter: steps)
            if !isWhole { #expect(try Self.run(Survey.self, schema)) }
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

    @Test(
        arguments: [Slowness(answering: 25_000), Slowness(decoding: 900), Slowness(answering: 25_000, decoding: 900)],
        ["system", "events"])
    func `a process whose broker or machine is slow keeps its session`(slowness: Slowness, clock: String) throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let topic = "survey.intake.education"
        let logs = [
            TopicPartition(topic: topic, partition: 0): (1...60).map { number in
                Self.post(GridDrawn(grid: "G\(number)", township: "城东街道"), by: "education")
            }
        ]
        #expect(try Self.run(Survey.self, schema, over: logs, ["CLOCK": clock], slowness))
        #expect(try Self.state(schema).contains("\(topic) 60 60 0 0"))
    }

    /// Minutes that this machine's clock is ahead of the broker's, whether posts of nine o'clock by the broker's clock
    /// are taken, and whether health names the clocks.
    @Test(
        arguments: [
            (0, true, false), (-9, true, false), (-25, true, true), (-576_000, true, true), (25, true, false),
            (576_000, true, false),
        ] as [(Int64, Bool, Bool)])
    func `a machine's clock that is wrong refuses nobody, and health says so`(
        minutes: Int64, isTaken: Bool, isSaid: Bool
    ) throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        var health = ""
        try Self.run(Survey.self, schema, clockMinutes: minutes) { health = $0.health }
        #expect(try Self.state(schema).contains("survey.intake.education 4 2 1 1") == isTaken)
        #expect(health.contains("minutes ahead of this machine's") == isSaid, "\(health)")
    }

    /// The event's minutes behind the broker's stamp and this machine's clock's, and what becomes of it.
    @Test(
        arguments: [
            (10, 0, nil, 0), (11, 0, "TIME_IN_FUTURE", 0), (25, 25, "TIME_IN_FUTURE", 1), (60, 25, "TIME_IN_FUTURE", 0),
        ]
            as [(Int64, Int64, String?, Int)])
    func `a post of the future is refused; if its time is now, operators are told that the broker's clock is behind`(
        minutes: Int64, clockMinutes: Int64, reason: String?, alarms: Int
    ) throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let partition = TopicPartition(topic: "survey.intake.education", partition: 0)
        let drawn = Self.post(GridDrawn(grid: "G1", township: "城东街道"), by: "education", at: minutes * 60_000)
        var metrics = ""
        try Self.run(Survey.self, schema, over: [partition: [drawn]], clockMinutes: clockMinutes) {
            metrics = $0.metrics.text()
        }
        #expect(try Self.state(schema).first == (reason.map { "refused \($0)" } ?? "G1"))
        #expect(metrics.contains("alarms_total 1") == (alarms == 1))
    }

    /// A setting, milliseconds that a look into a partition takes, and how many batches 900 events of some 250 bytes
    /// are.
    @Test(
        arguments: [
            ([:], 0, 1...2), (["BATCH_BYTES_MAX": "100000"], 0, 3...5), (["BATCH_EVENTS_MAX": "100"], 0, 9...9),
            (["BATCH_MS_MAX": "50", "LOOKAHEAD_EVENTS": "100"], 60, 5...12),
        ] as [([String: String], Int64, ClosedRange<Int>)])
    func `a batch ends by events, by bytes and by time`(
        settings: [String: String], milliseconds: Int64, batches: ClosedRange<Int>
    ) throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let partition = TopicPartition(topic: "survey.intake.education", partition: 0)
        let events = (0..<900).map {
            Self.post(GridDrawn(grid: Identifier(known: "G\($0)"), township: "城东街道"), by: "education")
        }
        var metrics = ""
        try Self.run(Survey.self, schema, over: [partition: events], settings, Slowness(reading: milliseconds)) {
            metrics = $0.metrics.text()
        }
        let count = metrics.split(separator: "\n").first { $0.hasPrefix("batches_total") }.flatMap {
            Int($0.split(separator: " ").last ?? "")
        }
        #expect(try Self.state(schema).contains("survey.intake.education 900 900 0 0"))
        #expect(count.map { batches.contains($0) } == true, "\(count ?? 0) batches")
    }

    @Test func `a broken promise of the rules is the one event's, and the others go on`() throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let grids: [Identifier] = ["G1", "G2", Deadly.broken, "G3", "G4"]
        let logs: [TopicPartition: [[UInt8]]] = [
            TopicPartition(topic: "survey.intake.education", partition: 0): grids.map {
                Self.post(GridDrawn(grid: $0, township: "城东街道"), by: "education", at: -10)
            },
            TopicPartition(topic: "survey.intake.grid-workers", partition: 0): grids.map {
                Self.post(PatrolReported(grid: $0, institution: nil, result: .none), by: "grid-workers")
            },
        ]
        var metrics = ""
        #expect(try Self.run(Deadly.self, schema, over: logs) { metrics = $0.metrics.text() })
        let state = try Self.state(schema)
        #expect(state.filter { $0.hasPrefix("patrol of ") }.count == 4)
        #expect(state.filter { $0.hasPrefix("refused") } == ["refused EVENT_FAILED"])
        #expect(metrics.contains("events_failed_total 1"))
    }

    /// What a window that runs against a poster is judged by (ADR 9): nobody wins a day by what it writes in `time`.
    @Test(arguments: [("system", "late by 300000"), ("events", "late by 0")])
    func `rules meet when the broker had the event, and in a replay the event's own time`(
        clock: String, seen: String
    ) throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let logs = [
            TopicPartition(topic: "survey.intake.education", partition: 0): [
                Self.post(GridDrawn(grid: Deadly.late, township: "城东街道"), by: "education", at: -300_000)
            ]
        ]
        #expect(try Self.run(Deadly.self, schema, over: logs, ["CLOCK": clock]))
        #expect(try Self.state(schema).contains(seen))
    }

    /// A lone institution has tens of thousands of families now and then, and their claims are one decision (R1.81).
    @Test func `what takes longer to decide and to encode than a process may be silent is decided once`() throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let logs = [
            TopicPartition(topic: "survey.intake.education", partition: 0): [
                Self.post(GridDrawn(grid: Deadly.slow, township: "城东街道"), by: "education")
            ]
        ]
        #expect(
            try Self.run(
                Deadly.self, schema, over: logs, ["SESSION_TIMEOUT_MS": "1000"],
                silent: { silence in Deadly.work.withLock { $0 = { for _ in 1...3 { silence.work(900) } } } }))
        #expect(try Self.state(schema).contains("survey.intake.education 1 1 0 0"))
    }

    @Test func `a waiting event that kills each process which decides it is left out, and the others go on`() throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let grids: [Identifier] = ["G1", Deadly.deadly, "G2"]
        let logs: [TopicPartition: [[UInt8]]] = [
            TopicPartition(topic: "survey.intake.grid-workers", partition: 0): grids.enumerated().map { number, grid in
                Self.post(
                    PatrolReported(grid: grid, institution: nil, result: .none), by: "grid-workers",
                    at: -10 + Int64(number))
            },
            TopicPartition(topic: "survey.intake.education", partition: 0): grids.map {
                Self.post(GridDrawn(grid: $0, township: "城东街道"), by: "education")
            },
        ]
        var deaths = 0
        while try !Self.run(Deadly.self, schema, over: logs) {
            deaths += 1
            try #require(deaths < 10)
        }
        #expect((3...4).contains(deaths), "once or twice together, and twice alone")
        let state = try Self.state(schema)
        #expect(state.filter { $0.hasPrefix("patrol of ") } == ["patrol of G1", "patrol of G2"])
        #expect(state.filter { $0.hasPrefix("refused") || $0.hasPrefix("waits") } == ["refused EVENT_FAILED"])
        let left = try schema.connect().query(
            Statement("select concat_ws(' ', starts, event_id, suspected) from loop_due"), [])
        #expect(try left.map { $0.string(0) } == ["0 0"], "nothing is due: nobody died of it")
    }

    @Test func `a piece of a day that kills each process which decides it is left out, and the day opens`() throws {
        let schema = try SurveySchema()
        let opened = DayOpened(day: morning.day, workingDay: true)
        let event = CloudEvent(
            id: "day", source: "registry", type: DayOpened.type, subject: opened.subject,
            time: Moment.start(of: morning.day), data: opened)
        let logs = [TopicPartition(topic: DayOpened.topic, partition: 0): [event.encoded()]]
        var deaths = 0
        while try !Self.run(Deadly.self, schema, over: logs) {
            deaths += 1
            try #require(deaths < 10)
        }
        #expect((3...5).contains(deaths), "twice together, and twice alone")
        #expect(try Self.state(schema).filter { $0.hasPrefix("piece") } == ["piece 0", "piece 2"])
        let done = try schema.connect().query(Statement("select done_through::text from loop_day"), [])
        #expect(try done.map { $0.string(0) } == [morning.day.description])
    }

    /// What a process held true of its partitions is not true of one that it gets afterwards.
    @Test func `in a replay a partition that comes while the day is closed loses no event and keeps no day open`()
        throws
    {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let grids = (0...1).map { TopicPartition(topic: "survey.intake.education", partition: $0) }
        let logs = [
            grids[0]: [Self.post(GridDrawn(grid: "G1", township: "城东街道"), by: "education")],
            grids[1]: [Self.post(GridDrawn(grid: "G2", township: "城东街道"), by: "education")],
        ]
        #expect(
            try Self.run(
                Survey.self, schema, over: logs, ["CLOCK": "events"],
                Slowness(showing: [grids[1]: 10_000], giving: [grids[0]: 20_000]), forMilliseconds: 40_000))
        #expect(try Self.state(schema).filter { $0.hasPrefix("G") } == ["G1", "G2"])
        let closed = try schema.connect().query(Statement("select closed_through::text from loop_day"), [])
        #expect(try closed.map { $0.string(0) } == [morning.day.description])
    }

    /// Another service may stand still: then the day never closes, and operators see it here.
    @Test func `in a replay whose day does not end health says what is held, once it has taken long`() throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let logs = [
            TopicPartition(topic: "survey.intake.education", partition: 0): [
                Self.post(GridDrawn(grid: "G1", township: "城东街道"), by: "education", at: 86_400_000)
            ]
        ]
        var health = ""
        // It would wait for ever.
        #expect(throws: TestFailure.self) {
            try Self.run(
                Survey.self, schema, over: logs, ["CLOCK": "events"], seen: { health = $0.health },
                meanwhile: { now in if now > 40_000 { throw TestFailure("enough") } })
        }
        #expect(health.contains("calendar waits: the district's day is \(morning.day)"), "\(health)")
        #expect(health.contains("is held until all services have closed it"), "\(health)")
    }

    /// The session's lock alone would keep two processes apart; should it ever not, the offsets do (G7).
    @Test func `what another process has taken meanwhile is not taken again`() throws {
        let schema = try SurveySchema()
        #expect(try schema.begin(morning.day, in: schema.connect()))
        let partition = TopicPartition(topic: "survey.intake.education", partition: 0)
        let logs = [
            partition: ["G1", "G2"].map { Self.post(GridDrawn(grid: $0, township: "城东街道"), by: "education") }
        ]
        var isMoved = false
        #expect(
            try Self.run(
                Survey.self, schema, over: logs, [:], Slowness(giving: [partition: 5_000]), forMilliseconds: 10_000,
                meanwhile: { now in
                    guard now > 1_000, !isMoved else { return }
                    try schema.connect().script("update loop_partitions set next_offset = 1")
                    isMoved = true
                }))
        #expect(try Self.state(schema).filter { $0.hasPrefix("G") } == ["G2"])
    }
}
