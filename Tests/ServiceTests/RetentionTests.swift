import Foundation
import Model
import Postgres
import Support
import Testing

@testable import Service

/// What only grows has an end: rings of quarters.
@Suite struct RetentionTests {
    @Test(arguments: [
        ("2026-11-26", 92, [3, 2], [0, 1]), ("2026-10-01", 92, [1, 2, 3], [0]), ("2027-01-01", 92, [2, 3, 0], [1]),
        ("2027-01-01", 180, [2, 3, 0], [1]), ("2027-01-01", 10_000, [2, 3, 0], [1]),
        ("2027-01-01", 0, [3, 0], [1, 2]),
    ]) func `when a quarter begins, what is kept stays and all other slots are emptied, the next one among them`(
        date: String, days: Int, kept: [Int], emptied: [Int]
    ) {
        let ring = Ring.received
        let first = day(date).adding(days: -(min(days, ring.keptDaysMax) + ring.margin))
        #expect(ring.slots(from: first, through: day(date)) == Set(kept))
        #expect(ring.emptied(on: day(date), kept: days) == emptied)
    }

    @Test func `on every day of three years the ids of all events that may still come are kept`() {
        let ring = Ring.received
        for offset in 0..<1_100 {
            let today = day("2026-01-01").adding(days: offset)
            let emptied = Set(ring.emptied(on: today, kept: 92))
            for behind in [0, 1, 45, 91, 92, 92 + ring.margin] {
                #expect(!emptied.contains(ring.slot(of: today.adding(days: -behind))))
            }
            let quarter = Quarter(of: today.adding(days: 92))
            if quarter.number == Quarter(of: today).number + 1 {
                #expect(emptied.contains(ring.slot(of: today.adding(days: 92))))
            }
        }
    }

    /// Quarters are emptied of ids, so what comes again behind them is known by its time alone. What a registry states
    /// of days that it missed (its reader's day is as old), and what a new reader finds in an old topic (it arrived on
    /// its day), is no repetition.
    @Test(arguments: [
        ("system", "2026-08-25", "2026-08-25", "2026-11-26", false),
        ("system", "2026-08-25", "2026-11-26", "2026-08-26", false),
        ("system", "2026-08-25", "2026-11-26", "2026-11-26", true),
        ("system", "2026-08-26", "2026-11-26", "2026-11-26", false),
        ("events", "2022-08-25", "2026-11-26", "2022-11-25", false),
        ("events", "2022-08-25", "2026-11-26", "2022-11-26", true),
    ]) func `what a service states again after its id is forgotten is a double`(
        clock: String, stated: String, arrived: String, today: String, isStatedAgain: Bool
    ) throws {
        let age = Age(today: day(today), try SurveySchema.configuration(["CLOCK": clock]))
        let (time, arrival) = (Moment.start(of: day(stated)), Moment.start(of: day(arrived)))
        #expect(age.isStatedAgain(time, arrival: arrival) == isStatedAgain)
        #expect(try !Age(today: nil, SurveySchema.configuration()).isStatedAgain(time, arrival: arrival))
    }
}

/// The same in the database. Needs one.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil)) struct ForgettingTests {
    @Test func `a day that is stated again forgets nothing, and a new quarter forgets what is old`() throws {
        let schema = try SurveySchema()
        let connection = try schema.connect()
        #expect(try schema.begin(day("2026-11-26"), in: connection))
        let tables = LoopTables(connection: connection)
        let id = EventIdentity(poster: "bank", event: "1")
        try tables.receive([ReceivedID(id: id, fingerprint: 7, time: Moment.start(of: day("2026-11-26")))])
        // Three quarters before, in the place of which the next quarter will lie.
        for date in ["2026-02-01", "2026-05-01", "2026-11-26", "2027-01-01", "2027-04-01", "2027-07-01"] {
            #expect(try schema.begin(day(date), in: connection))
            let known = try tables.fingerprints([id], slots: Set(0..<Ring.received.size))
            #expect(known == (date == "2027-07-01" ? [:] : [id: 7]), "\(date)")
        }
    }
}
