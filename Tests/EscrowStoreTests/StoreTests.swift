import EscrowRules
import Foundation
import Model
import Postgres
import Service
import Testing

@testable import Escrow

/// The store against its oracle: the same rules over one state that is never saved nor loaded. Needs a database (`DATABASE_URL`).
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil))
struct StoreTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `what a batch loads and saves is all that the rules need`(seed: UInt64) throws {
        let connection = try Self.schema("escrow_store_test_\(seed)")
        var posters = Posters(seed: seed)
        var oracle = State()
        let store = Store()
        for batch in 0..<200 {
            let commands = posters.commands()
            try connection.transaction { (connection) throws(PostgresError) in
                var state = try store.load(Subjects(commands), from: connection)
                var recorded: [Recorded<Fact>] = []
                for (index, command) in commands.enumerated() {
                    let facts = posters.decide(command, &state)
                    #expect(facts == posters.decide(command, &oracle), "seed \(seed), batch \(batch)")
                    guard case .success(let facts) = facts else { continue }
                    recorded += facts.enumerated().map { place, fact in
                        Recorded(
                            fact: fact, cause: "\(batch)-\(index)", poster: "test", index: place, time: .start(of: posters.today),
                            day: posters.today)
                    }
                }
                try store.save(state, recorded, to: connection)
            }
        }
        #expect(!oracle.enrolments.isEmpty && !oracle.refunds.isEmpty, "seed \(seed)")
        try Self.compare(connection, oracle)
        try connection.script("drop schema escrow_store_test_\(seed) cascade")
    }

    /// An empty schema with the service's tables.
    private static func schema(_ name: String) throws -> Connection {
        let connection = try Connection(
            url: ProcessInfo.processInfo.environment["DATABASE_URL", default: ""], applicationName: "StoreTests",
            statementTimeoutMilliseconds: 60_000)
        try connection.script("drop schema if exists \(name) cascade; create schema \(name); set search_path to \(name)")
        for migration in EscrowApplication.migrations { try connection.script(String(decoding: migration.sql, as: UTF8.self)) }
        return connection
    }

    /// Tables equal the oracle's rows, and every account's totals are the fold of its transfers.
    private static func compare(_ connection: Connection, _ oracle: State) throws {
        let accounts = try connection.query(Statement("select account, debits_fen, credits_fen from accounts"), []).map {
            "\($0.string(0)) \($0.int64(1)) \($0.int64(2))"
        }
        #expect(
            accounts.sorted()
                == oracle.ledger.accounts.map { "\($0.key) \($0.value.debits.rawValue) \($0.value.credits.rawValue)" }.sorted())
        let enrolments = try connection.query(Statement("select enrolment, hours_taught, lessons, repaid from enrolments"), [])
            .map {
                "\($0.string(0)) \($0.int32(1)) \($0.bytes(2)) \($0.bool(3))"
            }
        #expect(
            enrolments.sorted()
                == oracle.enrolments.values.map { "\($0.id) \($0.hoursTaught) \($0.lessons.bytes) \($0.isRepaid)" }.sorted())
        let refunds = try connection.query(Statement("select refund, status from refunds"), []).map {
            "\($0.string(0)) \($0.string(1))"
        }
        #expect(refunds.sorted() == oracle.refunds.values.map { "\($0.id) \($0.status.rawValue)" }.sorted())
        let unexplained = try connection.query(Self.unexplained, []).map { $0.int64(0) }
        #expect(unexplained == [0])
        let sums = try connection.query(
            Statement("select sum(debits_fen)::bigint, sum(credits_fen)::bigint from report_trial_balance"), []
        )
        .map { ($0.int64(0), $0.int64(1)) }
        #expect(sums.allSatisfy { $0.0 == $0.1 && $0.0 > 0 })
        let missing = try connection.query(Self.missing, []).map { $0.int64(0) }
        #expect(!missing.isEmpty && missing.allSatisfy { $0 == 0 })
    }

    /// Fen of each institution whose place is not known.
    private static let missing = Statement(
        "select paid_fen - settled_fen - repaid_fen - unconsumed_fen - (released_fen - settled_fen) from report_institutions")

    private static let unexplained = Statement(
        """
        select count(*) from accounts full join (
            select account, sum(debit) as debits, sum(credit) as credits
            from transfers cross join lateral (values (debit_account, amount_fen, 0), (credit_account, 0, amount_fen)) side (account, debit, credit)
            group by account) folded using (account)
        where (debits_fen, credits_fen) is distinct from (coalesce(debits, 0), coalesce(credits, 0))
        """)
}

/// The bank, guardians and departments of a small district, who say much that is wrong, early or double.
private struct Posters {
    private var random: SplitMix64
    private(set) var today = Day(ordinal: 19_229)  // 2022-08-25
    private let policy: Policy
    private let calendar: WorkingCalendar
    private static let institutions = [USCC(known: "91500114MA5U00000B"), USCC(known: "52500114MJP000001R")]

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
        let values: [PolicyKey: Int64] = [
            .chargeHoursMax: 60, .chargeMonthsMax: 3, .chargeFenMax: 500_000, .refundSilenceWorkingDays: 5,
        ]
        let rows = PolicyKey.allCases.map {
            PolicyRow(key: $0, value: values[$0] ?? 31, validFrom: Day(ordinal: 0), validThrough: nil, source: "test")
        }
        guard let policy = try? Policy(rows: rows) else { preconditionFailure("every key has an open row") }
        self.policy = policy
        calendar = WorkingCalendar(
            years: (2021...2024).map { CalendarYear(year: $0, source: "test", holidays: [], makeUpDays: []) })
    }

    /// Decides, and changes the state by the facts.
    func decide(_ command: Command, _ state: inout State) -> Result<[Fact], Refusal> {
        let circumstances = Circumstances(
            poster: "test", time: .start(of: today), today: today, policy: policy, calendar: calendar)
        do {
            let facts = try EscrowRules.decide(command, state, circumstances)
            for fact in facts { evolve(&state, fact) }
            return .success(facts)
        } catch {
            return .failure(error)
        }
    }

    /// A new day by itself, or up to 40 commands.
    mutating func commands() -> [Command] {
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            today = today.adding(days: 1)
            return [.dayOpened(DayOpened(day: today, workingDay: today.weekday <= 5))]
        }
        return (0..<Int.random(in: 1...40, using: &random)).map { _ in command() }
    }

    private mutating func command() -> Command {
        let institution = Self.institutions[Int.random(in: 0..<8, using: &random) / 7]
        let enrolment = "e\(Int.random(in: 0..<200, using: &random))"
        let refund = "r\(Int.random(in: 0..<100, using: &random))"
        switch Int.random(in: 0..<1_000, using: &random) {
        case 0..<15: return .openAccount(AccountOpened(institution: institution, bank: "bank"))
        case 15..<400:
            return .pay(
                PaymentReceived(
                    enrolment: enrolment, institution: institution, pupil: "p\(Int.random(in: 0..<50, using: &random))",
                    guardian: "g", course: "c", hours: .random(in: 0...62, using: &random), courseStarts: today,
                    courseEnds: today.adding(days: 60), amountFen: Fen(.random(in: -10...520_000, using: &random))))
        case 400..<850:
            let (lesson, hours) = (Int.random(in: 0...20, using: &random), Int.random(in: 0...9, using: &random))
            return .confirmLesson(LessonConfirmed(enrolment: enrolment, institution: institution, lesson: lesson, hours: hours))
        case 850..<900: return .requestRefund(RefundRequested(refund: refund, enrolment: enrolment, institution: institution))
        case 900..<950:
            return .answerRefund(RefundAnswered(refund: refund, institution: institution, agreed: .random(using: &random)))
        case 950..<955: return .freeze(AccountFrozen(institution: institution, cause: "cause"))
        case 955..<970: return .unfreeze(AccountUnfrozen(institution: institution))
        case 970..<971: return .institution(snapshot(.absconded, institution))
        case 971..<975: return .institution(snapshot(.deregistering, institution))
        case 975..<980: return .restrict(entry(institution, listed: .random(using: &random)))
        default: return .institution(snapshot(.operating, institution))
        }
    }

    private func snapshot(_ status: InstitutionStatus, _ institution: USCC) -> InstitutionSnapshot {
        InstitutionSnapshot(
            institution: institution, name: "name", grid: "grid", township: "township", status: status, category: .nonAcademic,
            since: today)
    }

    private func entry(_ institution: USCC, listed: Bool) -> EntrySnapshot {
        EntrySnapshot(
            entry: "entry of \(institution)", institution: institution, status: listed ? .listed : .removed, conduct: "conduct",
            basis: "basis", decisionNumber: "1", authority: "education", listedOn: today, expiresOn: today.adding(days: 2))
    }
}

/// The same numbers from the same seed, everywhere.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
