import Model
import Support
import Testing

/// Families pay and lessons are taught, at a platform where things are killed: what must stand in the end is known
/// beforehand.
struct Tuition {
    let platform: Platform
    private let institutions = 8
    private let lessonsEach = 10
    private(set) var enrolments = 0
    private var rollCalls = 0

    /// Registry and escrow run; small batches, so that many transactions can be hit.
    static let settings = ["CLOCK_PARTICIPANTS": "registry,escrow", "BATCH_EVENTS_MAX": "40"]

    /// Institutions with accounts, on an open day.
    init(_ platform: Platform) throws {
        self.platform = platform
        try platform.openInstitutions(institutions)
    }

    /// Events that escrow must have decided.
    var events: Int { enrolments * (1 + lessonsEach) + rollCalls }

    /// So many families more pay for 40 hours, and ten lessons of two hours are held and confirmed; a tenth of it all
    /// is posted twice.
    mutating func post(_ families: Int) throws {
        let numbers = enrolments..<enrolments + families
        enrolments += families
        let payments = numbers.map { platform.payment("E\($0)", to: $0 % institutions + 1) }
        try platform.post(payments, by: "bank", at: morning)
        for lesson in 1...lessonsEach {
            let time = morning.adding(milliseconds: Int64(lesson))
            let rolls = Dictionary(grouping: numbers) { institution($0 % institutions + 1) }.sorted { $0.key < $1.key }
            let held = rolls.map {
                LessonHeld(institution: $0.key, course: "围棋", lesson: lesson, roll: $0.value.map { "E\($0)" })
            }
            rollCalls += held.count
            try platform.post(held, by: "institutions", at: time)
            let confirmed = numbers.map {
                LessonConfirmed(enrolment: "E\($0)", institution: institution($0 % institutions + 1), lesson: lesson)
            }
            try platform.post(confirmed, by: "guardians", at: time)
        }
    }

    /// Events that escrow has decided so far.
    func decided() throws -> Int {
        let rows = try platform.query(
            "select sum(accepted) from escrow.loop_partitions where topic like 'escrow.intake.%'")
        // An account and a course of each institution are among them.
        return Int(rows.first ?? "").map { $0 - 2 * institutions } ?? -1
    }

    /// Waits until so many events are decided.
    func wait(until count: Int) throws {
        try eventually(
            "\(count) events are decided", { try decided() >= count },
            seen: { "\((try? decided()) ?? -1) of \(events)" })
    }

    /// Every event took effect once: in the offsets of record, in the ledger, and for who reads the facts and drops ids
    /// seen before (G1, G4).
    func verify() throws {
        try wait(until: events)
        try eventually("all facts are published") {
            try platform.query("select 1 from escrow.loop_outbox limit 1").isEmpty
        }
        #expect(try decided() == events)
        #expect(try platform.query("select count(*) from escrow.loop_waiting") == ["0"])
        #expect(try platform.reasons("escrow").isEmpty)
        let paid = 300_000 * enrolments
        let taught = 15_000 * lessonsEach * enrolments
        #expect(try platform.query("select sum(debits_fen) - sum(credits_fen) from escrow.accounts") == ["0"])
        #expect(try platform.query("select sum(debits_fen) from escrow.accounts where kind = 'bank'") == ["\(paid)"])
        #expect(
            try platform.query("select sum(credits_fen) from escrow.accounts where kind = 'pendingRelease'") == [
                "\(taught)"
            ])
        let left = try platform.query(
            "select distinct credits_fen - debits_fen from escrow.accounts where kind = 'unconsumed'")
        #expect(left == ["\(300_000 - 15_000 * lessonsEach)"])
        // A relay that died in between may have said some facts twice, word for word.
        let facts = Set(try platform.messages("escrow.events").map { String($0.drop { $0 != "{" }) })
        #expect(facts.count { $0.contains("escrow.payment.accepted.v1") } == enrolments)
        #expect(facts.count { $0.contains("escrow.lesson.released.v1") } == enrolments * lessonsEach)
    }
}
