import Kafka
import Model
import Postgres
import Support
import Testing

@testable import Service

/// What is done when a transaction fails (G3): a table of conditions, and searches over whole logs.
@Suite struct IsolationTests {
    private static func origin(_ offset: Int64, _ topic: String = "escrow.intake.bank") -> Origin {
        Origin(partition: TopicPartition(topic: topic, partition: 0), offset: offset)
    }

    private static func error(_ state: String, constraint: String? = nil) -> PostgresError {
        PostgresError(sqlState: SQLState(state), message: "…", constraint: constraint, isConnectionLost: false)
    }

    /// SQLSTATE, constraint, events in the transaction, and what follows.
    static let conditions: [(state: String, constraint: String?, count: Int, step: Isolation.Step)] = [
        // Weather: the service waits.
        ("08006", nil, 9, .raise), ("53100", nil, 9, .raise), ("53300", nil, 9, .raise), ("57P01", nil, 9, .raise),
        ("57P03", nil, 1, .raise), ("25006", nil, 9, .raise), ("25P03", nil, 9, .raise), ("57P05", nil, 9, .raise),
        ("58030", nil, 9, .raise), ("XX000", nil, 1, .raise),
        // For an operator.
        ("0A000", nil, 1, .raise), ("28P01", nil, 9, .raise), ("3D000", nil, 9, .raise), ("3F000", nil, 9, .raise),
        ("42P01", nil, 1, .raise), ("42501", nil, 9, .raise),
        // Races.
        ("40001", nil, 9, .again(afterMilliseconds: 20)), ("40P01", nil, 1, .again(afterMilliseconds: 20)),
        ("55P03", nil, 9, .again(afterMilliseconds: 20)),
        ("23505", "institutions_pkey", 9, .smaller), ("23505", "institutions_pkey", 1, .leaveOut),
        // Data.
        ("21000", nil, 9, .smaller), ("22021", nil, 9, .smaller), ("22003", nil, 1, .leaveOut),
        ("23505", "bank_entries_reference", 1, .leaveOut), ("23514", "accounts_check", 2, .smaller),
        ("54000", "enrolments_pkey", 9, .smaller), ("57014", nil, 9, .smaller),
        ("57014", nil, 1, .again(afterMilliseconds: 320)), ("P0001", nil, 1, .leaveOut),
    ]

    @Test(arguments: conditions) func `a condition says what to do`(
        row: (state: String, constraint: String?, count: Int, step: Isolation.Step)
    ) {
        var isolation = Isolation(most: 4_000)
        let events = (0..<Int64(row.count)).map { Self.origin($0) }
        #expect(
            isolation.failed(Self.error(row.state, constraint: row.constraint), on: events, count: row.count)
                == row.step)
    }

    @Test(arguments: ["57014", "40001", "40P01"])
    func `what looks like a race or a slow moment is tried so often, and then the event is left out`(state: String) {
        var isolation = Isolation(most: 4_000)
        var (tries, waited) = (0, Int64(0))
        while case .again(let pause) = isolation.failed(
            Self.error(state), on: [Self.origin(7)], count: 1)
        {
            tries += 1
            waited += pause
            guard tries < 100 else { break }
        }
        #expect(tries <= Isolation.racesMax && waited < 20_000)
        #expect(isolation.leavesOut(Self.origin(7)) == .eventFailed)
    }

    /// The loop forgets ids of old quarters; the tables of what was made of them do not.
    @Test func `an id that a table knows is one that is used again, at once`() {
        var isolation = Isolation(most: 4_000)
        for (offset, constraint, reason) in [
            (7, "transfers_pkey", Reason.idReused), (8, "accounts_check", .eventFailed),
        ] as [(Int64, String, Reason)] {
            let error = Self.error("23505", constraint: constraint)
            #expect(isolation.failed(error, on: [Self.origin(offset)], count: 1) == .leaveOut)
            #expect(isolation.leavesOut(Self.origin(offset)) == reason)
        }
    }

    @Test(arguments: [("25P03", true), ("XX000", true), ("58030", false), ("08006", false), ("25006", false)])
    func `weather that one event alone brings each time is that event's, and all other weather is waited for`(
        state: String, isEvents: Bool
    ) {
        var isolation = Isolation(most: 4_000)
        for _ in 0..<100 { #expect(isolation.failed(Self.error(state), on: [], count: 2) == .raise) }
        var raised = 0
        while isolation.failed(Self.error(state), on: [Self.origin(7)], count: 1) == .raise, raised < 1_000 {
            raised += 1
        }
        #expect((isolation.leavesOut(Self.origin(7)) != nil) == isEvents)
        #expect(raised == (isEvents ? Isolation.timeOutsMax : 1_000))
    }

    @Test func `a lock is waited for however long, and other races divide what they hit`() {
        var isolation = Isolation(most: 4_000)
        let events = [Self.origin(7), Self.origin(8)]
        for _ in 0..<1_000 {
            guard case .again = isolation.failed(Self.error("55P03"), on: events, count: 2) else {
                Issue.record("a lock is given up")
                return
            }
        }
        isolation.succeeded(on: { events }, count: 2)
        for _ in 0..<Isolation.racesMax { _ = isolation.failed(Self.error("40001"), on: events, count: 2) }
        #expect(isolation.failed(Self.error("40001"), on: events, count: 2) == .smaller)
        #expect(!isolation.leavesOutSome)
    }

    @Test func `a transaction that took too long makes the next ones half as large, and quick ones make them grow`() {
        var isolation = Isolation(most: 4_000, patienceMilliseconds: 2_000)
        isolation.succeeded(on: { [] }, count: 4_000, in: .milliseconds(2_001))
        #expect(isolation.size == 2_000)
        isolation.succeeded(on: { [] }, count: 300, in: .seconds(3))
        #expect(isolation.size == 150)
        for _ in 1...5 { isolation.succeeded(on: { [] }, count: 150, in: .milliseconds(100)) }
        #expect(isolation.size == 4_000)
        isolation.succeeded(on: { [] }, count: 1, in: .seconds(9))
        #expect(isolation.size == 1)
    }

    @Test func `a session that was lost in a transaction makes the next one half as large`() {
        var isolation = Isolation(most: 4_000)
        let lost = PostgresError(sqlState: nil, message: "the server has ended it", isConnectionLost: true)
        #expect(isolation.failed(lost, on: [], count: 4_000) == .raise)
        #expect(isolation.size == 2_000)
    }

    /// Takes a log of events of which some fail whatever they are together with; returns those that were left out.
    private func run(_ count: Int, failing: Set<Int64>, most: Int) -> (leftOut: Set<Int64>, transactions: Int) {
        var isolation = Isolation(most: most)
        var (next, leftOut, transactions) = (Int64(0), Set<Int64>(), 0)
        while next < count {
            let batch = (next..<min(Int64(count), next + Int64(isolation.size))).map { Self.origin($0) }
            transactions += 1
            let fails = batch.contains { failing.contains($0.offset) && isolation.leavesOut($0) == nil }
            if fails {
                _ = isolation.failed(Self.error("22003"), on: batch, count: batch.count)
            } else {
                leftOut.formUnion(batch.filter { isolation.leavesOut($0) != nil }.map(\.offset))
                isolation.succeeded(on: { batch }, count: batch.count)
                next += Int64(batch.count)
            }
        }
        return (leftOut, transactions)
    }

    @Test(arguments: 1...20) func `of a log exactly those that fail are left out, in few transactions`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let count = Int.random(in: 1...20_000, using: &random)
        let failing = Set(
            (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Int64.random(in: 0..<Int64(count), using: &random)
            })
        let (leftOut, transactions) = run(count, failing: failing, most: 4_000)
        #expect(leftOut == failing, "seed \(seed)")
        #expect(transactions <= count / 4_000 + 1 + failing.count * 60, "seed \(seed): \(transactions) transactions")
    }

    @Test func `where two processes died, events are taken one by one, and the one that was alone is left out`() {
        let (calm, deadly) = (Self.origin(0, "a").partition, Self.origin(0, "b").partition)
        var isolation = Isolation(most: 3)
        isolation.begin([
            calm: Place(nextOffset: 5, deaths: 1, suspect: nil), deadly: Place(nextOffset: 9, deaths: 2, suspect: nil),
        ])
        #expect(!isolation.isCareful(of: calm) && isolation.isCareful(of: deadly))
        for _ in 1...3 { isolation.tookOne(of: deadly) }
        #expect(!isolation.isCareful(of: deadly))
        isolation.begin([deadly: Place(nextOffset: 11, deaths: 0, suspect: 11, suspected: 1)])
        #expect(isolation.isCareful(of: deadly) && isolation.leavesOut(Self.origin(11, "b")) == nil)
        isolation.begin([deadly: Place(nextOffset: 11, deaths: 1, suspect: 11, suspected: 2)])
        #expect(isolation.isCareful(of: deadly) && isolation.leavesOut(Self.origin(11, "b")) != nil)
        isolation.begin([calm: Place(nextOffset: 8, deaths: 0, suspect: 7, suspected: 2)])
        #expect(!isolation.isCareful(of: calm) && isolation.leavesOut(Self.origin(7, "a")) == nil)
    }
}
