import Kafka
import Model
import Postgres
import Support
import Synchronization

@testable import Service

/// Time that goes on only when somebody waits.
final class SimulatedTime: Sendable {
    private let milliseconds = Mutex<Int64>(0)

    func pass(_ passed: Int64) { milliseconds.withLock { $0 += max(1, passed) } }

    /// Clocks of a process that began at this moment.
    func clocks(from moment: Moment) -> Clocks {
        let now: @Sendable () -> Int64 = { self.milliseconds.withLock { $0 } }
        return Clocks(
            monotonic: now, wall: { moment.milliseconds + now() }, sleep: { self.pass($0) })
    }
}

/// A log in memory, each of whose messages arrived at the same moment.
final class SimulatedBroker: Broker {
    struct Log: Messages {
        var payloads: ArraySlice<[UInt8]>
        var endOffset: Int64?
        var arrival: Int64
        var isAll: Bool { endOffset != nil }
        var count: Int { payloads.count }
        var byteCount: Int { payloads.reduce(0) { $0 + $1.count } }

        func offset(_ index: Int) -> Int64 { Int64(payloads.startIndex + index) }
        func timestamp(_ index: Int) -> (milliseconds: Int64, isAppendTime: Bool) { (arrival, true) }
        func payload(_ index: Int) -> [UInt8] { payloads[payloads.startIndex + index] }
        func headers(_ index: Int) -> [(name: String, value: [UInt8])] { [] }
        func headerByteCount(_ index: Int) -> Int { 0 }
    }

    private let logs: [TopicPartition: [[UInt8]]]
    private let arrival: Moment
    private let time: SimulatedTime
    /// What a look into a partition takes.
    private let readingMilliseconds: Int64
    private var positions: [TopicPartition: Int64] = [:]

    init(_ logs: [TopicPartition: [[UInt8]]], arrival: Moment, _ time: SimulatedTime, readingMilliseconds: Int64 = 0) {
        (self.logs, self.arrival, self.time) = (logs, arrival, time)
        self.readingMilliseconds = readingMilliseconds
    }

    var partitions: [TopicPartition] { Array(positions.keys) }
    func knownPartitions(timeoutMilliseconds: Int) -> [TopicPartition] { Array(logs.keys) }
    func start(_ offsets: [TopicPartition: Int64]) { positions.merge(offsets) { $1 } }
    func stop(_ partitions: [TopicPartition]) { for partition in partitions { positions[partition] = nil } }
    func seek(_ offsets: [TopicPartition: Int64]) { positions.merge(offsets) { $1 } }

    func poll(timeoutMilliseconds: Int) -> KafkaError? {
        time.pass(Int64(timeoutMilliseconds))
        return nil
    }

    func messages(of partition: TopicPartition, max: Int, bytes: Int) -> any Messages {
        let (log, from) = (logs[partition, default: []], Int(positions[partition, default: 0]))
        let to = min(log.count, from + max)
        if to > from, readingMilliseconds > 0 { time.pass(readingMilliseconds) }
        positions[partition] = Int64(to)
        return Log(
            payloads: log[from..<to], endOffset: to == log.count ? Int64(to) : nil, arrival: arrival.milliseconds)
    }

    func endOffsets(of partitions: [TopicPartition], timeoutMilliseconds: Int) -> [TopicPartition: Int64] {
        Dictionary(partitions.map { ($0, Int64(logs[$0, default: []].count)) }) { $1 }
    }
}

/// A session that is cut off before its nth step: a statement, or the end of a transaction.
final class CutSession: Database {
    private var connection: Connection?
    private var stepsLeft: Int

    init(_ connection: Connection, afterSteps steps: Int) { (self.connection, stepsLeft) = (connection, steps) }

    /// It has not been cut off.
    var isWhole: Bool { connection != nil }

    private func live() throws(PostgresError) -> Connection {
        if stepsLeft == 0 { connection = nil }
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
