import EscrowRules
import Model
import Postgres
import Service

extension Load {
    /// By id (`$1`); of institutions (`$2`), those that are not done, and of others (`$3`), those that wait for money
    /// or another try.
    private static let findInstructions = Statement(
        """
        with wanted as (
            select unnest($1::text[]) as instruction
            union select instruction from instructions
                where institution = any($2::text[]) and status in ('uncovered', 'sent', 'accepted', 'failed')
            union select instruction from instructions
                where institution = any($3::text[]) and status in ('uncovered', 'failed')
        )
        select instruction, institution, account, purpose, payee, debit_account, amount_fen, enrolment, cause, refund,
            sent_on, valid_through, status
        from instructions join wanted using (instruction)
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

    mutating func instructions() throws(PostgresError) {
        let (ids, institutions, settled) = (
            subjects.instructions.sorted(), subjects.depositors.union(subjects.absconded).parameter,
            subjects.settled.parameter
        )
        guard !ids.isEmpty || !institutions.isEmpty || !settled.isEmpty else { return }
        let rows = try connection.query(Self.findInstructions, [ids, institutions, settled])
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
