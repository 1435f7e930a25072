import EscrowRules
import Foundation
import Model
import Postgres
import Service
import Support
import Testing

@testable import Escrow

/// The store against its oracle: the same rules over one state that is never saved nor loaded. Needs a database
/// (`DATABASE_URL`).
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil))
struct StoreTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `what a batch loads and saves is all that the rules need`(seed: UInt64) throws {
        let schema = "escrow_store_test_\(seed)"
        var district = try StoredDistrict(schema: schema, seed: seed)
        for _ in 0..<250 { try district.step() }
        district.windUp()
        for _ in 0..<500 where !district.kinds.isSuperset(of: StoredDistrict.allKinds) { try district.step() }
        try district.step(opening: true)
        #expect(StoredDistrict.allKinds.subtracting(district.kinds).isEmpty, "seed \(seed): too little happened")
        try Tables(district).compare()
        try Reports(district).check()
        try district.connection.script("drop schema \(schema) cascade")
    }

    @Test
    func `a batch that is cut off between any two statements leaves nothing, and is right when it is taken again`()
        throws
    {
        let schema = "escrow_store_test_cuts"
        var district = try StoredDistrict(schema: schema, seed: 8)
        let cuts = Cuts(in: schema)
        try district.connection.script(cuts.script(of: "StoreTests"))
        for _ in 0..<250 { try district.step() }
        district.windUp()
        for _ in 0..<50 { try district.step() }
        try district.step(opening: true)
        let count = try district.connection.query(Postgres.Statement(cuts.count), []).map { Int($0.int64(0)) }
        #expect(district.cuts > 50 && count == [district.cuts], "\(district.cuts) cuts")
        try district.connection.script(cuts.end)
        try Tables(district).compare()
        try Reports(district).check()
        try district.connection.script("drop schema \(schema) cascade")
    }

    /// G6: a portion is as large as the machine was quick, or as small as a death left it.
    @Test func `facts, transfers and seals bear the same ids however a day is cut`() throws {
        var whole = try StoredDistrict(schema: "escrow_store_test_whole", seed: 9)
        var cut = try StoredDistrict(schema: "escrow_store_test_cut", seed: 9, portions: (1, 1))
        for step in 0..<200 {
            if step == 120 {
                whole.windUp()
                cut.windUp()
            }
            try whole.step()
            try cut.step()
        }
        #expect(cut.numberOfPortions > 2 * whole.numberOfPortions, "\(cut.numberOfPortions) portions")
        #expect(cut.facts.count == whole.facts.count && Set(cut.facts.map { $0.id() }).count == cut.facts.count)
        let facts = Dictionary(whole.facts.map { ($0.id(), $0.fact) }) { first, _ in first }
        let others = cut.facts.filter { facts[$0.id()] != $0.fact }
        #expect(others.isEmpty, "\(others.prefix(3))")
        for (district, schema) in [(whole, "escrow_store_test_whole"), (cut, "escrow_store_test_cut")] {
            try district.connection.script("drop schema \(schema) cascade")
        }
    }

    /// A portion that fails is left out; what it was about is due on the next day still, and found then.
    @Test(arguments: [21, 22] as [UInt64])
    func `claims that are left out of a settlement are found by the next day's plan, and no others`(seed: UInt64) throws
    {
        let schema = "escrow_store_test_left_out_\(seed)"
        var district = try StoredDistrict(schema: schema, seed: seed, portions: (3, 30))
        district.leavesOutClaims = true
        for _ in 0..<120 { try district.step() }
        district.windUp()
        for _ in 0..<200 { try district.step() }
        #expect(district.resumed > 0, "seed \(seed): too little happened")
        try district.step(opening: true)
        try Tables(district).compare()
        try district.connection.script("drop schema \(schema) cascade")
    }

    @Test func `a transfer that is changed, added or removed breaks its seal`() throws {
        let schema = "escrow_store_test_seals"
        var district = try StoredDistrict(schema: schema, seed: 7)
        for _ in 0..<40 { try district.step() }
        try district.step(opening: true)
        let broken = Postgres.Statement("select count(*) from report_seal_checks where not holds")
        #expect(try district.connection.query(broken, []).map { $0.int64(0) } == [0])
        let first = "(select min(transfer) from transfers where day = (select min(day) from transfers))"
        let forgeries = [
            "update transfers set amount_fen = amount_fen + 1 where transfer = \(first)",
            "update transfers set reference = reference || '\", \"' || poster, poster = '' where transfer = \(first)",
            "delete from transfers where transfer = \(first)",
            """
            insert into transfers select 'forged', institution, day, kind, phase, debit_account, credit_account,
                amount_fen, reference, pending, poster, cause from transfers where transfer = \(first)
            """,
            "update seals set hash = sha256(hash) where day = (select min(day) from seals)",
        ]
        for forgery in forgeries {
            try district.connection.transaction { (connection) throws(PostgresError) -> Bool? in
                try connection.script(forgery)
                #expect(try connection.query(broken, []).map { $0.int64(0) } != [0], "\(forgery)")
                return nil
            }
        }
        try district.connection.script("drop schema \(schema) cascade")
    }
}

/// A small district whose escrow is kept twice: in the database, batch by batch, and in one state that never leaves
/// memory.
struct StoredDistrict {
    let connection: Connection
    private(set) var oracle = State()
    /// All facts, in their order.
    private(set) var facts: [Recorded<Fact>] = []
    /// Kinds of facts that there were.
    private(set) var kinds: Set<String> = []
    /// How often the database cut a batch off.
    private(set) var cuts = 0
    var today: Day { posters.today }
    private var posters: Posters
    private let store = Store()
    private let seed: UInt64
    private var batches = 0
    private var steps = 0
    /// A day's portions are at the most about so many institutions and rows.
    private let portions: (institutions: Int, rows: Int)
    /// How many there were.
    private(set) var numberOfPortions = 0
    /// True: every second claim is left out on the day on which it is reckoned, as if its portion had failed.
    var leavesOutClaims = false
    /// Settlements that went on on a later day.
    var resumed: Int { kinds.contains("claimsResumed") ? 1 : 0 }

    /// Begins with an empty schema that has the service's tables.
    init(schema: String, seed: UInt64, portions: (institutions: Int, rows: Int) = (.max, .max)) throws {
        self.portions = portions
        connection = try Connection(
            url: ProcessInfo.processInfo.environment["DATABASE_URL", default: ""], applicationName: "StoreTests",
            statementTimeoutMilliseconds: 60_000)
        try connection.script(
            "drop schema if exists \(schema) cascade; create schema \(schema); set search_path to \(schema)")
        try connection.script("create table loop_day (today date)")
        for migration in EscrowApplication.migrations {
            try connection.script(String(decoding: migration.sql, as: UTF8.self))
        }
        posters = Posters(seed: seed)
        self.seed = seed
    }

    /// From now on one of the institutions is wound up.
    mutating func windUp() { posters.isWindingUp = true }

    /// One batch, taken again as often as it is cut off; a day in its portions.
    mutating func step(opening: Bool = false) throws {
        let commands = opening ? posters.nextDay(oracle) : posters.commands(oracle)
        steps += 1
        let posted = commands.enumerated().map { place, command in
            Portion.Piece(name: "\(steps)-\(place)", command: command)
        }
        guard case .dayOpened(let opened) = commands.last else { return try take(posted) }
        if commands.count > 1 { try take(posted.dropLast()) }
        let due = Set(DayWork.all(opened, in: oracle, on: opened.day).map(\.name))
        var (cursor, planned) = (String?.none, Set<String>())
        repeat {
            let portion = try DayPlan(opened: opened, connection: connection)
                .next(after: cursor, institutions: portions.institutions, rows: portions.rows)
            (numberOfPortions, cursor) = (numberOfPortions + 1, portion.cursor)
            try take(portion.pieces.enumerated().filter { !isLeftOut($1, $0) }.map(\.element))
            #expect(planned.isDisjoint(with: portion.pieces.map(\.name)), "seed \(seed), batch \(batches)")
            planned.formUnion(portion.pieces.map(\.name))
        } while cursor != nil
        expect(planned, toBe: due, on: opened.day)
    }

    private func isLeftOut(_ piece: Portion<Command>.Piece, _ place: Int) -> Bool {
        guard leavesOutClaims, case .dayWork(let work) = piece.command, case .claim = work.piece else { return false }
        let settlement = work.institution.flatMap { oracle.settlements[$0] }
        return settlement?.reckonedOn == work.opened.day && (place + batches) % 2 == 0
    }

    /// The database finds all that the rules find, and only that. Links it counts itself; claims are due where what
    /// there is for them is reckoned, and then all of them.
    private func expect(_ planned: Set<String>, toBe due: Set<String>, on day: Day) {
        let place: Comment = "seed \(seed), batch \(batches)"
        let (missing, more) = (due.subtracting(planned), planned.subtracting(due))
        #expect(more.allSatisfy { $0.hasPrefix("link/") }, "\(place): \(more)")
        #expect(missing.allSatisfy { $0.hasPrefix("claim/") || $0.hasPrefix("link/") }, "\(place): \(missing)")
        let unpaid = Set(
            oracle.settlements.ids.filter { id in
                guard let settlement = oracle.settlements[id], settlement.day == day else { return false }
                #expect(leavesOutClaims || settlement.division.isOver, place)
                return true
            }
        ).flatMap { id in oracle.enrolments.all.filter { $0.institution == id }.map { "claim/\($0.id)/" } }
        #expect(missing.allSatisfy { name in !unpaid.contains { name.hasPrefix($0) } }, "\(place): \(missing)")
    }

    private mutating func take(_ pieces: [Portion<Command>.Piece]) throws {
        batches += 1
        while try !isTaken(pieces) { cuts += 1 }
    }

    /// One batch, decided twice; false if the database cut it off.
    private mutating func isTaken(_ pieces: [Portion<Command>.Piece]) throws -> Bool {
        var recorded: [Recorded<Fact>] = []
        let place = "seed \(seed), batch \(batches)"
        var oracle = oracle
        let (posters, today) = (posters, posters.today)
        do {
            try connection.transaction { (connection) throws(PostgresError) in
                let subjects = Keys(pieces.map(\.command))
                var state = try store.load(subjects, today: today, from: connection)
                if let day = subjects.dayOpened {
                    let counted = census(oracle, day).filter { subjects.settled.contains($0.key) }
                    #expect(state.census == counted, "\(place)")
                    (oracle.census, oracle.links, oracle.sealed) = (state.census, state.links, state.sealed)
                }
                for piece in pieces {
                    let facts = posters.decide(piece.command, &state)
                    let expected = posters.decide(piece.command, &oracle)
                    #expect(facts == expected, "\(place), \(piece.name)")
                    guard case .success(let facts) = facts else { continue }
                    recorded += facts.enumerated().map { place, fact in
                        Recorded(
                            fact: fact, cause: "\(today)", poster: "test", piece: piece.name, index: place,
                            time: .start(of: today), day: today)
                    }
                }
                #expect(state.brokenPromise == nil, "\(place)")
                try store.save(state, recorded, to: connection)
            }
        } catch {
            guard error.advice == .retry else { throw error }
            return false
        }
        self.oracle = oracle
        facts += recorded
        kinds.formUnion(recorded.map { Self.kind($0.fact) })
        return true
    }

    /// What the database should count when a day opens.
    private func census(_ state: State, _ day: Day) -> [USCC: Census] {
        var result: [USCC: Census] = [:]
        for refund in state.refunds.all {
            if day.adding(days: -7) <= refund.requestedOn {
                result[refund.institution, default: Census()].refundsAsked += 1
            }
            if refund.status == .agreed, let payBy = refund.payBy, payBy < day {
                result[refund.institution, default: Census()].refundsOverdue += 1
            }
        }
        for id in state.bankEntries.ids {
            guard let entry = state.bankEntries[id], entry.isOpen else { continue }
            let since = result[id.account.institution]?.openSince ?? entry.since
            result[id.account.institution, default: Census()].openSince = min(since, entry.since)
        }
        return result
    }

    /// The name of a fact's case, within its subject.
    private static func kind(_ fact: Any) -> String {
        guard let (label, value) = Mirror(reflecting: fact).children.first, let label else { return "\(fact)" }
        return "\(type(of: value))".hasSuffix("Fact") ? kind(value) : label
    }

    /// What must have happened for a run to say anything.
    static let allKinds: Set<String> = [
        "accountOpened", "modeAssigned", "depositReceived", "frozen", "unfrozen", "cleared", "institutionChanged",
        "restrictionChanged", "coursePublished",
        "paymentAccepted", "paymentSuspended", "lessonHeld", "lessonDisputed", "lessonDropped", "lessonReleased",
        "lessonReversed", "passReleased",
        "shareReleased",
        "refundRequested", "refundAgreed", "refundDisputed", "refundClosed", "familyOwed", "claimsSettled",
        "claimShared",
        "claimFiled", "claimAwarded", "instructed",
        "instructionAccepted", "instructionPaid", "instructionFailed", "instructionReplaced", "statementReconciled",
        "differenceCleared", "alertChanged",
        "linked", "ledgerSealed",
    ]
}
