import Model
import Support
import Testing

@testable import Service

/// What only grows has an end: rings of quarters.
@Suite struct RetentionTests {
    @Test(arguments: [
        ("2026-11-26", 92, [3, 2], [0, 1]), ("2026-10-01", 92, [2, 3], [0, 1]), ("2027-01-01", 92, [3, 0], [1, 2]),
        ("2027-01-01", 180, [2, 3, 0], [1]), ("2027-01-01", 10_000, [2, 3, 0], [1]), ("2027-01-01", 0, [0], [1, 2, 3]),
    ]) func `when a quarter begins, what is kept stays and all other slots are emptied, the next one among them`(
        date: String, days: Int, kept: [Int], emptied: [Int]
    ) {
        let ring = Ring.received
        #expect(ring.slots(from: day(date).adding(days: -min(days, ring.keptDaysMax)), through: day(date)) == Set(kept))
        #expect(ring.emptied(on: day(date), kept: days) == emptied)
    }

    @Test func `on every day of three years the ids of all events that may still come are kept`() {
        let ring = Ring.received
        for offset in 0..<1_100 {
            let today = day("2026-01-01").adding(days: offset)
            let emptied = Set(ring.emptied(on: today, kept: 92))
            for behind in [0, 1, 45, 91, 92] { #expect(!emptied.contains(ring.slot(of: today.adding(days: -behind)))) }
            let quarter = Quarter(of: today.adding(days: 92))
            if quarter.number == Quarter(of: today).number + 1 {
                #expect(emptied.contains(ring.slot(of: today.adding(days: 92))))
            }
        }
    }
}
