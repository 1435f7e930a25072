import MockKafka
import Model
import Postgres
import Support
import Synchronization

@testable import Kafka
@testable import Service

/// Time that goes on only when somebody waits.
final class SimulatedTime: Sendable {
    private let milliseconds = Mutex<Int64>(0)

    func pass(_ passed: Int64) { milliseconds.withLock { $0 += max(1, passed) } }

    var now: Int64 { milliseconds.withLock { $0 } }

    /// Clocks of a process that began at this moment.
    func clocks(from moment: Moment) -> Clocks {
        Clocks(monotonic: { self.now }, wall: { moment.milliseconds + self.now }, sleep: { self.pass($0) })
    }
}

/// How long a broker and a machine take, in milliseconds.
struct Slowness: Sendable {
    /// A look into a partition.
    var reading: Int64 = 0
    /// What the broker is asked.
    var answering: Int64 = 0
    /// Decoding an event.
    var decoding: Int64 = 0
    /// Until the broker shows a partition.
    var showing: [TopicPartition: Int64] = [:]
    /// Until it gives what is in a partition.
    var giving: [TopicPartition: Int64] = [:]
    /// Until somebody posts what is in a partition.
    var posting: [TopicPartition: Int64] = [:]
    /// Partitions whose leader is away, so that nobody knows where they end.
    var leaderless: Set<TopicPartition> = []
    /// Until the broker is seen to be away for a moment.
    var failing: Int64?
}

/// A log in memory, each of whose messages arrived at the same moment.
final class SimulatedBroker: Broker {
    struct Log: Messages {
        var payloads: ArraySlice<[UInt8]>
        var endOffset: Int64?
        var isAll: Bool
        var arrival: Int64
        let decode: @Sendable () -> Void
        var count: Int { payloads.count }
        var byteCount: Int { payloads.reduce(0) { $0 + $1.count } }

        func offset(_ index: Int) -> Int64 { Int64(payloads.startIndex + index) }
        func timestamp(_ index: Int) -> (milliseconds: Int64, isAppendTime: Bool) { (arrival, true) }
        func payload(_ index: Int) -> [UInt8] {
            decode()
            return payloads[payloads.startIndex + index]
        }
        func headers(_ index: Int) -> [(name: String, value: [UInt8])] { [] }
        func headerByteCount(_ index: Int) -> Int { 0 }
    }

    private let logs: [TopicPartition: [[UInt8]]]
    private let arrival: Moment
    private let time: SimulatedTime
    private let slowness: Slowness
    private let silence: Silence
    private let positions = Mutex<[TopicPartition: Int64]>([:])
    private let hasFailed = Mutex(false)

    init(
        _ logs: [TopicPartition: [[UInt8]]], arrival: Moment, _ time: SimulatedTime, _ slowness: Slowness,
        _ silence: Silence
    ) {
        (self.logs, self.arrival, self.time) = (logs, arrival, time)
        (self.slowness, self.silence) = (slowness, silence)
    }

    var partitions: [TopicPartition] { positions.withLock { Array($0.keys) } }

    /// The broker thinks about what it was asked.
    private func answer() { for _ in 0..<slowness.answering / 100 { silence.work(100) } }

    func knownPartitions() -> [TopicPartition] {
        answer()
        return logs.keys.filter { slowness.showing[$0, default: 0] <= time.now }
    }

    func start(_ offsets: [TopicPartition: Int64]) { positions.withLock { $0.merge(offsets) { $1 } } }
    func stop(_ partitions: [TopicPartition]) {
        positions.withLock { all in for partition in partitions { all[partition] = nil } }
    }

    func seek(_ offsets: [TopicPartition: Int64]) {
        answer()
        start(offsets)
    }

    func poll(timeoutMilliseconds: Int) -> KafkaError? {
        time.pass(Int64(timeoutMilliseconds))
        guard let failing = slowness.failing, time.now >= failing, !hasFailed.withLock({ $0 }) else { return nil }
        hasFailed.withLock { $0 = true }
        return KafkaError(Failure.transport)
    }

    /// What is in a partition by now.
    private func log(_ partition: TopicPartition) -> [[UInt8]] {
        slowness.posting[partition, default: 0] <= time.now ? logs[partition, default: []] : []
    }

    func messages(of partition: TopicPartition, max: Int, bytes: Int) -> any Messages {
        let isGiven = slowness.giving[partition, default: 0] <= time.now
        let (log, from) = (isGiven ? log(partition) : [], positions.withLock { Int($0[partition, default: 0]) })
        let to = min(log.count, from + max)
        if to > from, slowness.reading > 0 { time.pass(slowness.reading) }
        positions.withLock { $0[partition] = Int64(to) }
        return Log(
            payloads: log[from..<to], endOffset: isGiven && to == log.count ? Int64(to) : nil, isAll: to - from < max,
            arrival: arrival.milliseconds,
            decode: { [silence, slowness] in if slowness.decoding > 0 { silence.work(slowness.decoding) } })
    }

    func endOffsets(of partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartition: Int64] {
        answer()
        guard slowness.leaderless.isDisjoint(with: partitions) else { throw KafkaError(Failure.timedOut) }
        return Dictionary(partitions.map { ($0, Int64(log($0).count)) }) { $1 }
    }
}

/// For how long a session has said nothing.
final class Silence: Sendable {
    private let time: SimulatedTime
    private let most: Int64
    private let lastSaid = Mutex<Int64>(0)

    init(_ time: SimulatedTime, most: Int64) { (self.time, self.most) = (time, most) }

    private var milliseconds: Int64 { time.now - lastSaid.withLock { $0 } }

    /// It says something; false if it is too late.
    func say() -> Bool {
        let isInTime = milliseconds <= most
        lastSaid.withLock { $0 = time.now }
        return isInTime
    }

    /// Another thread works for so long. Before that would be too long for the session, it lets the thread of the
    /// session come to its turn, or finds that it does not take it.
    func work(_ passed: Int64) {
        let patience = MonotonicClock.milliseconds() + 5_000
        while milliseconds + passed > most, MonotonicClock.milliseconds() < patience {
            MonotonicClock.sleep(milliseconds: 1)
        }
        time.pass(passed)
    }
}

/// A session that is cut off before its nth step: a statement, or the end of a transaction; or when it was silent for
/// too long.
final class CutSession: Database {
    private var connection: Connection?
    private var stepsLeft: Int
    private let silence: Silence

    init(_ connection: Connection, afterSteps steps: Int, _ silence: Silence) {
        (self.connection, stepsLeft, self.silence) = (connection, steps, silence)
    }

    /// It has not been cut off.
    var isWhole: Bool { connection != nil }

    private func live() throws(PostgresError) -> Connection {
        if stepsLeft == 0 || !silence.say() { connection = nil }
        stepsLeft -= 1
        guard let connection else {
            throw PostgresError(sqlState: nil, message: "cut off", isConnectionLost: true)
        }
        return connection
    }

    func query(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) -> Rows {
        try live().query(statement, parameters)
    }

    func send(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) {
        try live().send(statement, parameters)
    }

    func script(_ sql: String) throws(PostgresError) { try live().script(sql) }

    func transaction<Value>(
        statementTimeoutMilliseconds: Int?, _ work: (any Database) throws(PostgresError) -> Value?
    ) throws(PostgresError) -> Value? {
        let value = try live().transaction(statementTimeoutMilliseconds: statementTimeoutMilliseconds) {
            (_) throws(PostgresError) in
            let value = try work(self)
            _ = try live()
            return value
        }
        // Committed, but nobody hears of it.
        _ = try live()
        return value
    }
}
