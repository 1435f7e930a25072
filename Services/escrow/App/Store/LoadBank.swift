import EscrowRules
import Model
import Postgres
import Service

extension Load {
    private static let findInstructions = Statement(
        """
        select instruction, institution, account, purpose, payee, debit_account, amount_fen, enrolment, cause, refund,
            sent_on, valid_through, status
        from instructions where instruction = any($1::text[])
        """)
    private static let findBankEntries = Statement(
        """
        select institution, account, reference, book_fen, statement_fen, since, explanation
        from bank_entries join unnest($1::text[], $2::text[], $3::text[]) wanted (institution, account, reference)
            using (institution, account, reference)
        """)
    private static let findStatements = Statement(
        """
        select institution, account, day, closing_fen
        from statements join unnest($1::text[], $2::text[]) wanted (institution, account) using (institution, account)
        """)
    private static let findClaims = Statement(
        """
        select claim, institution, rank, amount_fen, awarded_fen from creditor_claims
        where claim = any($1::text[]) or institution = any($2::text[])
        """)

    private static let findSettlements = Statement(
        """
        select institution, reckoned_on, day, claims_fen, available_fen, passed_fen, deposit_fen from claim_settlements
        where institution = any($1::text[])
        """)
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

    mutating func instructions() throws(PostgresError) {
        guard !subjects.instructions.isEmpty else { return }
        let rows = try connection.query(Self.findInstructions, [subjects.instructions.sorted()])
        for instruction in try rows.map({ Instruction($0) }) { state.load(instruction) }
    }

    mutating func bankEntries() throws(PostgresError) {
        let ids = subjects.bankEntries.sorted()
        guard !ids.isEmpty else { return }
        let parameters: [any PostgresParameter] = [
            ids.map(\.account.institution.description), ids.map(\.account.account.rawValue), ids.map(\.reference),
        ]
        let rows = try connection.query(Self.findBankEntries, parameters).map { row in
            (BankEntryID(BankAccountID(row), row.identifier(2)), BankEntry(row))
        }
        for (id, entry) in rows { state.bankEntries.load(entry, as: id) }
    }

    mutating func statements() throws(PostgresError) {
        let ids = subjects.statements.sorted()
        guard !ids.isEmpty else { return }
        let parameters = [ids.map(\.institution.description), ids.map(\.account.rawValue)]
        let rows = try connection.query(Self.findStatements, parameters).map { row in
            (BankAccountID(row), EscrowRules.Statement(day: row.day(2), closing: row.fen(3)))
        }
        for (id, statement) in rows { state.statements.load(statement, as: id) }
    }

    mutating func claims() throws(PostgresError) {
        let (ids, institutions) = (subjects.claims.sorted(), subjects.distributed.parameter)
        guard !ids.isEmpty || !institutions.isEmpty else { return }
        let rows = try connection.query(Self.findClaims, [ids, institutions]).map { row in
            (row.identifier(0), CreditorClaim(row))
        }
        for (id, claim) in rows { state.claims.load(claim, as: id) }
    }
}

extension Load {
    /// How far families are paid by their claims, and what they claim where that is reckoned now.
    mutating func settlements() throws(PostgresError) {
        guard !subjects.settling.isEmpty else { return }
        let rows = try connection.query(Self.findSettlements, [subjects.settling.parameter]).map { row in
            (row.uscc(0), ClaimSettlement(row))
        }
        for (id, settlement) in rows { state.settlements.load(settlement, as: id) }
        guard !subjects.reckoned.isEmpty else { return }
        let totals = try connection.query(Self.countClaims, [subjects.reckoned.parameter, PostgresDate(today)]).map {
            row in
            (
                row.uscc(0),
                ClaimTotals(
                    families: Int(row.int64(1)), claims: row.fen(2), uncovered: row.fen(3), returned: row.fen(4))
            )
        }
        state.claimTotals = Dictionary(totals) { first, _ in first }
    }
}

extension ClaimSettlement {
    fileprivate init(_ row: Row) {
        self.init(
            reckonedOn: row.day(1), day: row.day(2),
            division: Apportionment(claims: row.fen(3), available: row.fen(4), passed: row.fen(5)),
            fromDeposit: row.fen(6))
    }
}

extension Instruction {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.text(0), institution: row.uscc(1), account: row.word(2),
            purpose: row.word(3),
            payee: row.text(4), debit: row.account(5), amount: row.fen(6),
            enrolment: row.optionalText(7),
            cause: row.optionalWord(8), refund: row.optionalText(9),
            sentOn: row.day(10),
            validThrough: row.day(11), status: row.word(12))
    }
}

extension BankAccountID {
    fileprivate init(_ row: Row) { self.init(row.uscc(0), row.word(1)) }
}

extension BankEntry {
    fileprivate init(_ row: Row) {
        self.init(
            book: row.optionalInt64(3).map { Fen($0) }, statement: row.optionalInt64(4).map { Fen($0) },
            since: row.day(5),
            explanation: row.optionalText(6))
    }
}

extension CreditorClaim {
    fileprivate init(_ row: Row) {
        self.init(
            institution: row.uscc(1), rank: row.word(2), amount: row.fen(3), awarded: row.fen(4))
    }
}

extension Row {
    /// `text` that is the name of an account.
    fileprivate func account(_ column: Int) -> AccountID {
        string(column, or: .unconsumed(Identifier(known: ""))) { AccountID(named: $0) }
    }
}

extension AccountID {
    /// An account by the name that this program gave it: `<owner>/<kind>`.
    fileprivate init?(named name: String) {
        guard let slash = name.lastIndex(of: "/"),
            let kind = AccountKind(rawValue: String(name[name.index(after: slash)...]))
        else { return nil }
        let owner = String(name[..<slash])
        self = kind == .unconsumed ? .unconsumed(Identifier(known: owner)) : .institution(kind, USCC(known: owner))
    }
}
