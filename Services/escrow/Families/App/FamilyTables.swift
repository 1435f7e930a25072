import EscrowRules
import Model
import Postgres
import Service

/// Refunds, creditors' claims, and how far the families of institutions that are gone are paid.
enum FamilyTables {
    static let refunds = TableDescription(
        "refunds", id: \.id,
        row: Refund.init, .key("refund", \.id), .fixed("enrolment", \.enrolment),
        .fixed("institution", \.institution), .changing("cause", \.cause), .fixed("requested_on", \.requestedOn),
        .fixed("due", \.due), .changing("status", \.status), .changing("pay_by", \.payBy),
        .changing("owed_fen", \.owed))

    static let claims = TableDescription<Identifier, CreditorClaim>(
        "creditor_claims", key: "claim",
        row: CreditorClaim.init, .fixed("institution", \.institution), .fixed("rank", \.rank),
        .fixed("amount_fen", \.amount), .changing("awarded_fen", \.awarded))

    static let settlements = TableDescription<USCC, ClaimSettlement>(
        "claim_settlements", key: "institution",
        row: {
            ClaimSettlement(
                reckonedOn: $0, day: $1, division: Apportionment(claims: $2, available: $3, passed: $4),
                fromDeposit: $5)
        }, .changing("reckoned_on", \.reckonedOn), .changing("day", \.day),
        .changing("claims_fen", \.division.claims), .changing("available_fen", \.division.available),
        .changing("passed_fen", \.division.passed), .changing("deposit_fen", \.fromDeposit))

    static let all: [any DescribedTable] = [refunds, claims, settlements]
}

extension Load {
    /// By id (`$1`); undecided ones of enrolments (`$2`).
    private static let findRefunds = FamilyTables.refunds.select(
        "join wanted using (refund)",
        with: """
            with wanted as (
                select unnest($1::text[]) as refund
                union select refund from refunds
                    where enrolment = any($2::text[]) and status in ('pending', 'disputed'))
            """)
    private static let findClaims = FamilyTables.claims.select(
        "where claim = any($1::text[]) or institution = any($2::text[])")
    /// Of institutions (`$1`), what their families claim on a day (`$2`): tuition that is not taught, and refunds that
    /// were not covered before; and what is owed of which no money is there, or of which it came back.
    private static let countClaims = Statement(
        """
        select institution, families, claims_fen, uncovered_fen, returned_fen
        from unnest($1::text[]) asked (institution) cross join lateral (
            select count(distinct enrolment) as families, coalesce(sum(amount_fen), 0)::int8 as claims_fen from (
                select enrolment, credits_fen - debits_fen as amount_fen from enrolments
                    join accounts on account = enrolment || '/unconsumed'
                    where enrolments.institution = asked.institution and debits_fen < credits_fen
                union all select enrolment, amount_fen from instructions
                    where instructions.institution = asked.institution and status = 'uncovered'
                        and enrolment is not null and sent_on < $2::date) claimed
        ) claims cross join lateral (
            select coalesce(sum(amount_fen) filter (where status = 'uncovered'), 0)::int8 as uncovered_fen,
                coalesce(sum(amount_fen) filter (where status = 'failed' and account = 'deposit'), 0)::int8
                    as returned_fen
            from instructions
            where instructions.institution = asked.institution and status in ('uncovered', 'failed')
                and debit_account <> asked.institution || '/riskDeposit') owed
        """)

    mutating func refunds() throws(PostgresError) {
        let paid = keys.instructions.compactMap { state.instructions[$0]?.refund }
        let ids = keys.refunds.union(paid).sorted()
        guard !ids.isEmpty || !keys.ending.isEmpty else { return }
        for refund in try FamilyTables.refunds.rows(Self.findRefunds, [ids, keys.ending.sorted()], from: connection) {
            state.load(refund.row)
        }
    }

    mutating func claims() throws(PostgresError) {
        let (ids, institutions) = (keys.claims.sorted(), keys.distributed.parameter)
        guard !ids.isEmpty || !institutions.isEmpty else { return }
        state.claims.load(try FamilyTables.claims.rows(Self.findClaims, [ids, institutions], from: connection))
    }

    /// How far families are paid by their claims, and what they claim where that is reckoned now.
    mutating func settlements() throws(PostgresError) {
        state.settlements.load(try FamilyTables.settlements.find(keys.settling.sorted(), from: connection))
        guard !keys.reckoned.isEmpty else { return }
        let totals = try connection.query(Self.countClaims, [keys.reckoned.parameter, today.stored]).map { row in
            (
                row.uscc(0),
                ClaimTotals(
                    families: Int(row.int64(1)), claims: row.fen(2), uncovered: row.fen(3), returned: row.fen(4))
            )
        }
        state.claimTotals = Dictionary(totals) { first, _ in first }
    }
}

extension Save {
    /// Those that are decided come before those that are asked for: an enrolment has one undecided refund.
    func refunds() throws(PostgresError) {
        try FamilyTables.refunds.upsert(state.refunds.old + state.refunds.new, into: connection)
    }

    func claims() throws(PostgresError) {
        try FamilyTables.claims.upsert(state.claims.old + state.claims.new, into: connection)
        try FamilyTables.settlements.upsert(state.settlements.old + state.settlements.new, into: connection)
    }
}
