import Kafka
import Model
import Postgres

/// Makes a failure belong to one event (G3). A transaction that fails is tried with fewer events, down to the one that
/// fails alone; that one is left out of what is decided, as refused (`EVENT_FAILED`), and the rest goes on. Where
/// processes died, events are taken one by one from the start, so that the one that kills is known. A transaction that
/// took too long makes the next ones smaller, too: others wait for its locks.
struct Isolation {
    /// What to do after a transaction failed.
    enum Step: Hashable, Sendable {
        /// The same again, after so long.
        case again(afterMilliseconds: Int64)
        /// Fewer events.
        case smaller
        /// The single event is left out.
        case leaveOut
        /// Nothing here helps: the database is away, or an operator must mend something.
        case raise
    }

    /// Deaths in the same place after which events are taken one by one.
    static let deathsMax = 2
    /// Times that a race is run again before it is taken for a failure.
    static let racesMax = 8
    /// Times that a single event may run out of its time before it is left out.
    static let timeOutsMax = 5

    /// Events of a transaction at the most, if nothing fails.
    private let most: Int
    /// A transaction that takes longer makes the next ones smaller.
    private let patience: Duration
    /// Events of the next transaction at the most.
    private(set) var size: Int
    /// Failures since the last success.
    private(set) var failures = 0
    private var races = 0
    private var timeOuts = 0
    /// Events that are left out, and as what they are refused.
    private var leftOut: [Origin: Reason] = [:]
    /// Events of partitions that are still to be taken one by one.
    private var careful: [TopicPartition: Int] = [:]

    init(most: Int, patienceMilliseconds: Int = 2_000) {
        (self.most, size) = (most, most)
        patience = .milliseconds(patienceMilliseconds)
    }

    /// A transaction over so much of these events was committed: the next one may be twice as large, or is half as
    /// large if this one took too long.
    mutating func succeeded(on events: () -> [Origin], count: Int, in time: Duration = .zero) {
        (failures, races, timeOuts) = (0, 0, 0)
        size = time > patience ? max(1, min(size, count) / 2) : min(most, size * 2)
        if !leftOut.isEmpty { for event in events() { leftOut[event] = nil } }
    }

    /// A transaction over so much of these events failed.
    mutating func failed(_ error: PostgresError, on events: [Origin], count: Int) -> Step {
        failures += 1
        switch error.advice {
        case .reconnect where count == 1 && Self.mayBeEvent(error) && timeOuts >= Self.timeOutsMax:
            return leaveOut(events, error)
        case .reconnect:
            // The server ends a session whose transaction is idle for too long: this was perhaps too much to decide.
            size = max(1, min(size, count) / 2)
            if count == 1, Self.mayBeEvent(error) { timeOuts += 1 }
            return .raise
        case .stop: return .raise
        case .retry where races < Self.racesMax || error.sqlState == .lockNotAvailable:
            races += 1
            return .again(afterMilliseconds: Self.pause(races))
        case .isolate where count > 1, .retry where count > 1:
            races = 0
            size = max(1, min(size, count) / 2)
            return .smaller
        case .isolate where error.sqlState == .queryCanceled && timeOuts < Self.timeOutsMax:
            timeOuts += 1
            return .again(afterMilliseconds: Self.pause(timeOuts + 4))
        case .isolate, .retry: return leaveOut(events, error)
        }
    }

    /// Who has a row of the same key knows an id longer than the loop does, which forgets the ids of old quarters.
    private mutating func leaveOut(_ events: [Origin], _ error: PostgresError) -> Step {
        let isKnown = error.sqlState == .uniqueViolation && error.constraint?.hasSuffix("_pkey") == true
        for event in events { leftOut[event] = isKnown ? .idReused : .eventFailed }
        (races, timeOuts) = (0, 0)
        return .leaveOut
    }

    /// Weather, unless one event alone brings it each time: it takes too long to decide, or the server fails over it.
    private static func mayBeEvent(_ error: PostgresError) -> Bool {
        error.sqlState == .idleInTransactionTimeOut || error.sqlState == .internalError
    }

    /// 20 milliseconds, twice as long each time, at most two seconds.
    private static func pause(_ count: Int) -> Int64 { min(2_000, 10 << Int64(min(count, 10))) }

    /// True if any event is left out.
    var leavesOutSome: Bool { !leftOut.isEmpty }

    /// As what the event is refused, if it is left out.
    func leavesOut(_ event: Origin) -> Reason? { leftOut[event] }

    /// The event is left out when it comes.
    mutating func leaveOut(_ event: Origin) { leftOut[event] = .eventFailed }

    // MARK: Deaths

    /// Partitions begin: where processes died twice, or one over an event that it had alone, events are taken one by
    /// one for the length of a batch; the event that two died of alone is left out.
    mutating func begin(_ places: [TopicPartition: Place]) {
        for (partition, place) in places {
            careful[partition] = place.deaths >= Self.deathsMax ? most : nil
            guard let suspect = place.suspect, suspect == place.nextOffset else { continue }
            careful[partition] = most
            guard place.suspected >= Self.deathsMax else { continue }
            leaveOut(Origin(partition: partition, offset: suspect))
        }
    }

    /// True if the next event of the partition is to be taken alone.
    func isCareful(of partition: TopicPartition) -> Bool { !careful.isEmpty && careful[partition] != nil }

    /// All was taken alone that processes may have died of.
    mutating func tookAll(of partition: TopicPartition) { careful[partition] = nil }

    /// An event of the partition, or a portion of one, was taken alone.
    mutating func tookOne(of partition: TopicPartition) {
        guard let left = careful[partition] else { return }
        careful[partition] = left > 1 ? left - 1 : nil
    }
}
