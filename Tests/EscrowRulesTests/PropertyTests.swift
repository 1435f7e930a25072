import EscrowRules
import Model
import Testing

/// SplitMix64: the same numbers from the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct PropertyTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `whatever is said, debits equal credits, limits hold and balances are the fold of the transfers`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        var book = try Book(on: "2022-08-25")
        var said = (accepted: 0, refused: 0)
        for _ in 0..<3_000 {
            if Int.random(in: 0..<60, using: &random) == 0 {
                try book.open(through: book.today.adding(days: 1).description)
            } else {
                do {
                    try book.say(Self.command(&random, book.today))
                    said.accepted += 1
                } catch {
                    said.refused += 1
                }
            }
        }
        #expect(
            said.accepted > 300 && book.transfers.count > 100,
            "seed \(seed), \(said.accepted) accepted, \(said.refused) refused, \(book.transfers.count) transfers")
        Self.check(book, "seed \(seed)")
    }

    /// The invariants of the ledger, counted from the transfers alone.
    private static func check(_ book: Book, _ seed: Comment) {
        var folded: [AccountID: Totals] = [:]
        for transfer in book.transfers {
            folded[transfer.debit, default: Totals()].debits += transfer.amount
            folded[transfer.credit, default: Totals()].credits += transfer.amount
        }
        let accounts = book.state.ledger.accounts
        #expect(accounts.filter { $0.value != Totals() } == folded, seed)
        #expect(accounts.values.reduce(Fen.zero) { $0 + $1.debits } == accounts.values.reduce(Fen.zero) { $0 + $1.credits }, seed)
        #expect(accounts.allSatisfy { $0.key.balance($0.value) >= .zero }, seed)
        for (id, enrolment) in book.state.enrolments {
            let left = book.balance(.unconsumed(id))
            #expect((left == 0) == (enrolment.hoursLeft == 0), seed)
            #expect(enrolment.hoursTaught <= enrolment.hours, seed)
        }
        for id in [institution, other] {
            let families = book.state.enrolments.values.filter { $0.institution == id }.reduce(0) {
                $0 + book.balance(.unconsumed($1.id))
            }
            #expect(book.state.ledger.unconsumed(of: id).rawValue == families, seed)
        }
    }

    /// Any command about two institutions and a few enrolments, many of them wrong, early or doubled.
    private static func command(_ random: inout SeededGenerator, _ today: Day) -> Command {
        let id = Int.random(in: 0..<8, using: &random) == 0 ? other : institution
        let enrolment = "e\(Int.random(in: 0..<200, using: &random))"
        let refund = "r\(Int.random(in: 0..<100, using: &random))"
        switch Int.random(in: 0..<1_000, using: &random) {
        case 0..<15: return .openAccount(AccountOpened(institution: id, bank: "bank"))
        case 15..<400:
            let fen = Int64.random(in: -10...520_000, using: &random)
            let pupil = "p\(Int.random(in: 0..<50, using: &random))"
            return .pay(
                payment(enrolment, at: id, pupil: pupil, hours: .random(in: 0...62, using: &random), fen: fen, starts: today))
        case 400..<850:
            let (lesson, hours) = (Int.random(in: 0...20, using: &random), Int.random(in: 0...9, using: &random))
            return .confirmLesson(LessonConfirmed(enrolment: enrolment, institution: id, lesson: lesson, hours: hours))
        case 850..<900: return .requestRefund(RefundRequested(refund: refund, enrolment: enrolment, institution: id))
        case 900..<950: return .answerRefund(RefundAnswered(refund: refund, institution: id, agreed: .random(using: &random)))
        case 950..<955: return .freeze(AccountFrozen(institution: id, cause: "cause"))
        case 955..<970: return .unfreeze(AccountUnfrozen(institution: id))
        case 970..<971: return .institution(snapshot(.absconded, of: id))
        case 971..<975: return .institution(snapshot(.deregistering, of: id))
        default: return .institution(snapshot(.operating, of: id))
        }
    }
}
