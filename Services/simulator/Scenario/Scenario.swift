import Commands
import Foundation
import Kafka
import Model
import Postgres
import Service

/// `scenario`: posts a year, announces its days, waits until all services have settled it, measures, and reports.
struct Scenario {
    static let help = """
        simulator scenario NAME | PROFILE.json
          Posts a district's school year through the intake topics of the five services, waits until every day
          is closed, and prints the figures. NAME is a district and a year: the profile is
          DISTRICT_DIRECTORY/profile.json. The services run with CLOCK=events, and the registry with
          CLOCK_PARTICIPANTS=\(EventCatalogue.services.joined(separator: ",")),\(Participants.name):
          the scenario is the bank, the commission and the institutions, and answers each day what escrow stated on the
          day before.
          Ends with 1 if a figure, the trial balance, the bank's books or the count of lost events is off.
        """

    private let environment: Environment
    private let database: Connection
    private let producer: Producer
    private let directory: String
    /// Number of partitions of each topic.
    private let partitions: [String: Int]
    private var year: Year
    private var participants: Participants
    private var posted: [String: Int64] = [:]

    static func run(_ arguments: [String], _ environment: Environment) throws -> Bool {
        guard let name = arguments.first else { throw CommandError(help) }
        let directory = try environment.required("DISTRICT_DIRECTORY")
        let path = name.hasSuffix(".json") ? name : "\(directory)/profile.json"
        let profile = try District.decode(Profile.self, path)
        guard name.hasSuffix(".json") || profile.name == name else {
            throw CommandError("\(path) is the profile of «\(profile.name)», not of «\(name)»")
        }
        if let complaint = profile.complaint { throw CommandError("\(path): \(complaint)") }
        var scenario = try Scenario(environment, directory, profile, environment.district().calendar)
        return try scenario.run()
    }

    private init(_ environment: Environment, _ directory: String, _ profile: Profile, _ calendar: WorkingCalendar)
        throws
    {
        self.environment = environment
        self.directory = directory
        year = try Year(profile, calendar)
        participants = Participants(year, calendar)
        database = try environment.database()
        partitions = try Admin(brokers: environment.brokers).topics()
        producer = try Producer(
            ProducerConfiguration(brokers: environment.brokers, clientId: "scenario"))
    }

    private mutating func run() throws -> Bool {
        try EmptyServers.check(environment)
        let began = MonotonicClock.milliseconds()
        let (days, steady) = try postYear()
        let allPosted = MonotonicClock.milliseconds()
        let earlier = posted.values.reduce(0, +)
        let waiting = Measurements(environment).memory()
        try announce(days)
        try settle(days)
        let settled = MonotonicClock.milliseconds()
        let count = posted.values.reduce(0, +)
        let effects = try measure { try $0.postSteadily(steady) }
        Terminal.print("")
        Terminal.print(
            "posted \(earlier) events in \(seconds(began, allPosted)) s while the services waited, "
                + "\(count - earlier) day by day;",
            terminator: " ")
        Terminal.print("settled in \(seconds(allPosted, settled)) s:", terminator: " ")
        Terminal.print(
            "\(count * 1000 / max(1, settled - allPosted)) events/s, "
                + "\(count * 1000 / max(1, settled - began)) events/s with posting"
        )
        let percentile = effects.percentile(99).map { "\($0) ms" } ?? "not measured"
        Terminal.print(
            "99th percentile from post to effect at \(year.profile.steadyPerSecond) events/s: "
                + "\(percentile) (\(effects.count) events)"
        )
        for line in Measurements(environment).memoryLines(whileWaiting: waiting) { Terminal.print(line) }
        let report = try Report(database, acceptance: Report.standard(in: directory))
        let isRight = try report.show()
        let isAgreed = try compareBooks()
        let lost = try lostEvents()
        Terminal.print("\nlost events: \(lost)")
        if let all = try Digest.lines(database).last { Terminal.print("digest of all state: \(all.sum)") }
        return isRight && isAgreed && lost == 0
    }

    /// How long the events of some work took.
    private mutating func measure(_ work: (inout Scenario) throws -> Void) throws -> Effects {
        let before = try effects()
        try work(&self)
        return try effects().subtracting(before)
    }

    private func seconds(_ from: Int64, _ to: Int64) -> String { String(Double((to - from) / 100) / 10) }

    // MARK: Posting

    /// Posts everything but what is posted day by day, the announcements of days, and the last day's answers of
    /// guardians.
    private mutating func postYear() throws -> (days: [Day], steady: [Posting]) {
        var progress = Progress("posting the year", of: year.length)
        var days: [Day] = []
        var steady: [Posting] = []
        while let (day, postings) = year.next() {
            days.append(day)
            for posting in postings {
                if Participants.topics.contains(posting.topic) {
                    participants.plan(posting, on: day)
                } else if day == year.profile.through, posting.topic == "escrow.intake.guardians" {
                    steady.append(posting)
                } else {
                    try send(posting)
                }
            }
            progress.advance(to: days.count, "\(posted.values.reduce(0, +)) events")
        }
        try flush()
        progress.finish()
        return (days, steady)
    }

    private mutating func announce(_ days: [Day]) throws {
        var postings = Postings()
        for day in days { postings.post(DayAnnounced(day: day), by: "clock", on: day, minute: 0) }
        if let first = days.first {
            for posting in try participants.posts(for: first) { try send(posting) }
            try flush()
        }
        for posting in postings.take() { try send(posting) }
        try flush()
    }

    /// A day that escrow has closed: what it stated is heard, what is said to it belongs to the next day, and then the
    /// day is closed.
    private mutating func answer(_ day: Day, last: Day, _ reader: inout FactReader) throws {
        let opened =
            try database.query(Statement("select today from registry.loop_day"), []).map { $0.optionalDay(0) }.first
            ?? nil
        guard opened.map({ $0 <= day }) ?? true else {
            throw CommandError(
                "the registry did not wait until the bank had closed \(day); "
                    + "\(Participants.name) must be in its CLOCK_PARTICIPANTS, too"
            )
        }
        try participants.hear(try reader.newFacts(), on: day)
        if day < last { for posting in try participants.posts(for: day.adding(days: 1)) { try send(posting) } }
        try flush()
        let closed = DayClosed(day: day, service: Identifier(known: Participants.name))
        let event = CloudEvent(
            id: "closed:\(Participants.name):\(day)", source: Participants.name, type: DayClosed.type,
            subject: closed.subject, time: Moment.start(of: day),
            data: closed)
        try producer.send(topic: DayClosed.topic, key: Array(closed.subject.utf8), payload: event.encoded())
        try flush()
    }

    private mutating func postSteadily(_ postings: [Posting]) throws {
        var progress = Progress("steady posts", of: max(1, postings.count))
        let began = MonotonicClock.milliseconds()
        for (number, posting) in postings.enumerated() {
            try send(posting)
            let due = began + Int64(number * 1000 / year.profile.steadyPerSecond)
            if number % 10 == 0 { try flush() }
            while MonotonicClock.milliseconds() < due { MonotonicClock.sleep(milliseconds: 2) }
            if number % 50 == 0 { progress.advance(to: number, "") }
        }
        try flush()
        let wanted = posted["escrow", default: 0]
        try wait("the last lessons") { try accounted("escrow") >= wanted }
        progress.finish()
    }

    /// The histogram of effects, in a file that was written from now on.
    private func effects() throws -> Effects {
        let (measurements, now) = (Measurements(environment), Date())
        guard measurements.exist else { return Effects() }
        try wait("the next metrics of escrow") { measurements.written.map { $0 > now } ?? false }
        return measurements.effects()
    }

    private mutating func send(_ posting: Posting) throws {
        // Without a key an event may lie in any partition: in the same one each time, so that two runs have the same
        // log.
        let anywhere =
            posting.key == nil
            ? partitions[posting.topic].map { Int32(Fingerprint.fnv1a64(posting.payload) % UInt64($0)) } : nil
        try producer.send(
            topic: posting.topic, key: posting.key.map { Array($0.utf8) }, payload: posting.payload, partition: anywhere
        )
        posted[String(posting.topic.prefix { $0 != "." }), default: 0] += 1
    }

    private func flush() throws {
        let report = try producer.finish(timeoutMilliseconds: 120_000)
        if let failure = report.failures.first { throw CommandError("an event was not posted: \(failure.error)") }
    }

    // MARK: Waiting

    private static let closed = EventCatalogue.services.map { "select closed_through from \($0).loop_day" }.joined(
        separator: " union all ")
    private static let taken = EventCatalogue.services.map {
        """
        select coalesce(sum(next_offset), 0)::bigint as taken from \($0).loop_partitions
        where topic like '\($0).intake.%'
        """
    }.joined(separator: " union all ")
    private static let unsent = EventCatalogue.services.map {
        "select count(*) as left_over from \($0).loop_outbox"
    }.joined(separator: " union all ")

    /// Answers for bank, commission and institutions, until every service has closed the last day and published all of
    /// it.
    private mutating func settle(_ days: [Day]) throws {
        guard let first = days.first, let last = days.last else { return }
        var progress = Progress("settling", of: days.count)
        var reader = try FactReader(environment, partitions)
        var (looked, answered) = (Int64(0), Day(ordinal: 0))
        var (behind, stalledSince, before) = (Day(ordinal: 0), MonotonicClock.milliseconds(), Int64(-1))
        while min(behind, answered) < last {
            for day in try reader.closedDays(waitMilliseconds: 20) where days.contains(day) {
                try answer(day, last: last, &reader)
                answered = day
            }
            guard MonotonicClock.milliseconds() - looked > 100 else { continue }
            looked = MonotonicClock.milliseconds()
            let closed = try database.query(Statement(Self.closed), []).map {
                $0.optionalDay(0) ?? first.adding(days: -1)
            }
            behind = closed.min() ?? first
            let taken =
                try database.query(Statement("select sum(taken)::bigint from (\(Self.taken)) t"), []).map {
                    $0.int64(0)
                }.first ?? 0
            progress.advance(to: behind.days(since: first) + 1, "\(behind), \(taken) events")
            let mark = taken + Int64(behind.ordinal)
            if mark != before { (stalledSince, before) = (MonotonicClock.milliseconds(), mark) }
            if MonotonicClock.milliseconds() - stalledSince > 120_000 {
                let slow = zip(EventCatalogue.services, closed).filter { $0.1 == behind }.map(\.0).joined(
                    separator: ", ")
                throw CommandError(
                    "nothing has moved for two minutes; still at \(behind): \(slow). See the logs of these services")
            }
        }
        try wait("the outboxes") {
            try database.query(Statement("select sum(left_over)::bigint from (\(Self.unsent)) t"), []).map {
                $0.int64(0)
            } == [0]
        }
        progress.finish()
    }

    private func wait(_ what: String, until isDone: () throws -> Bool) throws {
        let began = MonotonicClock.milliseconds()
        while try !isDone() {
            guard MonotonicClock.milliseconds() - began < 120_000 else {
                throw CommandError("\(what) did not end within two minutes; see the services' logs")
            }
            MonotonicClock.sleep(milliseconds: 20)
        }
    }

    // MARK: Accounting

    private static let bankAccounts = Statement(
        """
        select coalesce(sum(balance_fen), 0)::bigint from escrow.report_trial_balance
        where kind in ('bank', 'depositBank')
        """)

    /// What the bank says that it has, and what escrow says that it has.
    private func compareBooks() throws -> Bool {
        let ledger = Fen(try database.query(Self.bankAccounts, []).map { $0.int64(0) }.first ?? 0)
        let books = participants.bank.books
        let mark = books.total == ledger ? "✓" : "✗"
        Terminal.print(
            "\nthe bank's own books: \(books.total) yuan in \(books.count) accounts; the ledger: "
                + "\(ledger) yuan \(mark)")
        return books.total == ledger
    }

    /// Events of a service's intake of which it says what became of them.
    private func accounted(_ schema: String) throws(PostgresError) -> Int64 {
        let statement = Statement(
            """
            select (select coalesce(sum(accepted + rejected + doubled), 0) from \(schema).loop_partitions
                where topic like '\(schema).intake.%')::bigint
                + (select count(*) from \(schema).loop_waiting)
            """)
        return try database.query(statement, []).map { $0.int64(0) }.first ?? 0
    }

    private func lostEvents() throws(PostgresError) -> Int64 {
        var lost: Int64 = 0
        for (service, count) in posted { lost += abs(count - (try accounted(service))) }
        return lost
    }
}
