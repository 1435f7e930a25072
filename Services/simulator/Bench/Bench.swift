import Commands
import Foundation
import Kafka
import Model
import Postgres
import Service

/// `bench`: how many events a second escrow takes from its topics to committed and relayed, and where its time goes.
struct Bench {
    static let help = """
        simulator bench [--events N] [--entries N] [--watch NAME=PID,PID …;…]
          Posts about N (200,000) accounts, payments and lessons to escrow, which runs alone and with CLOCK=events,
          then opens the days and waits until all is committed and relayed. Says how many events a second that was,
          and which part of the time went where (METRICS_DIRECTORY). With --entries the ledger is filled with so many
          transfers of earlier days before. With --watch it also says what processor time the run took of these
          processes, which depends less on what else the machine does.
          Use: deploy/local bench escrow
        """

    private let environment: Environment
    private let database: Connection
    private let producer: Producer
    private let processors: ProcessorTime

    static func run(_ arguments: [String], _ environment: Environment) throws {
        let options = try Options(arguments, flags: [], values: ["events", "entries", "watch"], most: 0, help: help)
        // Enrolments are numbered with seven digits.
        guard let events = Int(options["events"] ?? "200000"), let entries = Int(options["entries"] ?? "0"),
            (1...10_000_000).contains(events), (0...50_000_000).contains(entries)
        else {
            throw CommandError("--events is a number from 1 to 10000000, --entries one up to 50000000\n\(help)")
        }
        let fill = Fill(entries: entries, institutions: Load.institutionsCount)
        try Bench(environment, ProcessorTime(options["watch"] ?? "", help: help)).run(
            Load(events: events, after: fill.enrolments), fill)
    }

    private init(_ environment: Environment, _ processors: ProcessorTime) throws {
        self.environment = environment
        self.processors = processors
        database = try environment.database()
        producer = try Producer(
            ProducerConfiguration(brokers: environment.brokers, clientId: "bench", idempotence: false))
    }

    private func run(_ load: Load, _ fill: Fill) throws {
        try EmptyServers.check(environment)
        var postings = Postings()
        load.setup(&postings)
        Load.open(Load.setup, &postings)
        try send(postings.take())
        try wait("the accounts") { try taken() == load.setupEvents }
        try fill(database)
        var count = 0
        for day in load.days {
            load.post(day, &postings)
            let made = postings.take()
            try send(made)
            count += made.count
        }
        // The service fetches ahead as far as it will.
        MonotonicClock.sleep(milliseconds: 2_000)
        let (before, processorsBefore) = (try measured(), processors.ticks())
        let began = MonotonicClock.milliseconds()
        Load.open(load.days, &postings)
        try send(postings.take())
        let all = load.setupEvents + count
        try wait("the events") { try taken() >= all && isRelayed() }
        let (milliseconds, processorsAfter) = (MonotonicClock.milliseconds() - began, processors.ticks())
        guard try taken() == all else {
            throw CommandError(
                "\(try taken()) of \(all) events were accepted: see escrow.loop_rejections and loop_waiting")
        }
        try say(phases: try measured().merging(before) { $0 - $1 })
        processors.say(from: processorsBefore, to: processorsAfter)
        let rate = Int64(count) * 1000 / max(1, milliseconds)
        Terminal.print("escrow: \(count) events in \(milliseconds) ms: \(rate) events/s")
    }

    private func send(_ postings: [Posting]) throws {
        for posting in postings {
            try producer.send(topic: posting.topic, key: posting.key.map { Array($0.utf8) }, payload: posting.payload)
        }
        let report = try producer.finish(timeoutMilliseconds: 120_000)
        if let failure = report.failures.first { throw CommandError("an event was not posted: \(failure.error)") }
    }

    // MARK: Measuring

    private static let accepted = Statement(
        """
        select coalesce(sum(accepted + rejected), 0)::bigint from escrow.loop_partitions
        where topic like 'escrow.intake.%'
        """)
    private static let isRelayed = Statement("select not exists (select from escrow.loop_outbox)")

    private func taken() throws -> Int { try database.query(Self.accepted, []).map { Int($0.int64(0)) }.first ?? 0 }

    private func isRelayed() throws -> Bool { try database.query(Self.isRelayed, []).map { $0.bool(0) } == [true] }

    private func wait(_ what: String, until isDone: () throws -> Bool) throws {
        var (before, stalledSince) = (-1, MonotonicClock.milliseconds())
        while try !isDone() {
            let now = try taken()
            if now != before { (before, stalledSince) = (now, MonotonicClock.milliseconds()) }
            guard MonotonicClock.milliseconds() - stalledSince < 60_000 else {
                throw CommandError("\(what): nothing has moved for a minute at \(now) events; see the log of escrow")
            }
            MonotonicClock.sleep(milliseconds: 20)
        }
    }

    /// Microseconds by phase until now; nothing without metrics.
    private func measured() throws -> [String: Int64] {
        let (measurements, now) = (Measurements(environment), Date())
        guard measurements.exist else { return [:] }
        try wait("metrics") { measurements.written.map { $0 > now } ?? false }
        return measurements.counters("escrow").filter { $0.key.hasSuffix("_microseconds_total") }
    }

    /// Two threads work at the same time: shares are of each one's own time. Nothing without metrics.
    private func say(phases: [String: Int64]) throws {
        guard !phases.isEmpty else { return }
        for thread in ["loop", "relay"] {
            let own = phases.filter { $0.key.hasPrefix("\(thread)_") }.sorted { $0.value > $1.value }
            let all = max(1, own.reduce(0) { $0 + $1.value })
            let shares = own.map {
                "\($0.key.dropFirst(thread.count + 1).prefix { $0 != "_" }) \($0.value * 100 / all) %"
            }
            Terminal.print("\(thread): \(all / 1000) ms: \(shares.joined(separator: ", "))")
        }
    }
}
