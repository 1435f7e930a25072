package import EscrowRules
import Model
package import Postgres
import Service

/// Accounts, the journal, and the chains of its links.
enum LedgerTables {
    static let accounts = TableDescription<AccountID, AccountRow>(
        "accounts", key: "account",
        written: [.column("kind", \.id.kind), .column("institution", \.row.institution)],
        row: {
            AccountRow(nil, Totals(debits: $0, credits: $1, pendingDebits: $2, pendingCredits: $3))
        }, .changing("debits_fen", \.totals.debits), .changing("credits_fen", \.totals.credits),
        .changing("pending_debits_fen", \.totals.pendingDebits),
        .changing("pending_credits_fen", \.totals.pendingCredits))

    static let transfers = WrittenTable<TransferRow>(
        "transfers",
        .key("transfer", \.id), .column("institution", all: { $0.map(\.institution) }),
        .column("day", all: { $0.map(\.day) }), .column("kind", all: { $0.map(\.transfer.kind) }),
        .column("phase", all: { $0.map(\.transfer.phase.name) }),
        .column("debit_account", all: { $0.map(\.transfer.debit) }),
        .column("credit_account", all: { $0.map(\.transfer.credit) }),
        .column("amount_fen", all: { $0.map(\.transfer.amount) }),
        .column("reference", all: { $0.map(\.transfer.reference) }),
        .column("pending", all: { $0.map(\.transfer.phase.pending) }),
        .column("poster", all: { $0.map(\.poster) }), .column("cause", all: { $0.map(\.cause) }))

    static let seals = WrittenTable<Seal>(
        "seals", .key("institution", \.institution), .key("day", \.day), .column("transfers", \.transfers),
        .column("hash", \.hash))

    static let all: [any DescribedTable] = [accounts, transfers, seals]
}

/// An account's totals with whom it is of; nil where nobody asks, or if a family's is opened without its enrolment,
/// which the database refuses (not null), so that the event fails alone.
struct AccountRow: Sendable {
    let institution: USCC?
    let totals: Totals

    init(_ institution: USCC?, _ totals: Totals) { (self.institution, self.totals) = (institution, totals) }
}

/// A transfer of a fact.
struct TransferRow: Sendable {
    let id: String
    let institution: USCC?
    let day: Day
    let transfer: Transfer
    let poster: String
    let cause: String
}

extension Load {
    /// The links over all that was posted at these institutions (`$2`) since their last ones and before a day (`$1`).
    private static let link = Statement(
        """
        select institution, transfers, sha256(coalesce(before.hash, '') || convert_to(lines, 'UTF8'))
        from unnest($2::text[]) asked (institution) left join lateral (
            select day, hash from seals where seals.institution = asked.institution order by seals.day desc limit 1
        ) before on true cross join lateral (
            select count(*)::int4 as transfers, string_agg(line, '' order by transfer) as lines
            from report_transfer_lines posted
            where posted.institution = asked.institution and posted.day > coalesce(before.day, '-infinity')
                and posted.day < $1::date
        ) posted
        where transfers > 0
        """)
    /// What is said of all links of a day (`$1`).
    private static let seal = Statement(
        """
        select count(*), sum(transfers)::int8, encode(sha256(string_agg(hash, ''::bytea order by institution)), 'hex')
        from seals where day = $1::date having count(*) > 0
        """)

    /// Those of the institutions that have a bank, and the family's of each enrolment that is not on a roll call only.
    mutating func accounts() throws(PostgresError) {
        let banked = state.institutions.ids.filter { state.institutions[$0]?.bank != nil }
        let families = state.enrolments.ids.filter { !keys.isTeaching || keys.enrolments.contains($0) }
        let ids =
            banked.flatMap { id in AccountKind.ofInstitutions.map { AccountID.institution($0, id) } }
            + families.map { AccountID.unconsumed($0) }
        // In no order: the database sorts what it looks for, and names are made once.
        for account in try LedgerTables.accounts.find(ids, from: connection) {
            state.ledger.load(account.id, account.row.totals)
        }
    }

    /// A link bears the day before the one that opens.
    mutating func links(before day: Day) throws(PostgresError) {
        guard !keys.linked.isEmpty else { return }
        let rows = try connection.query(Self.link, [day.stored, keys.linked.parameter]).map { row in
            Seal(
                institution: row.uscc(0), day: day.adding(days: -1), transfers: Int(row.int32(1)), hash: row.bytes(2))
        }
        state.links = Dictionary(rows.map { ($0.institution, $0) }) { first, _ in first }
    }

    mutating func seal(before day: Day) throws(PostgresError) {
        let sealed = day.adding(days: -1)
        state.sealed = try connection.query(Self.seal, [sealed.stored]).map { row in
            LedgerSealed(
                day: sealed, institutions: Int(row.int64(0)), transfers: Int(row.int64(1)), hash: row.identifier(2))
        }.first
    }
}

extension Save {
    /// Closing totals of the accounts of these institutions (`$2`) that moved since their last links, up to a day
    /// (`$1`): what they have now less what moved after the day.
    private static let insertAccountDays = Statement(
        """
        insert into account_days (account, day, debits_fen, credits_fen)
        select account, day, debits_fen, credits_fen from (
            select account, day, accounts.debits_fen - coalesce(sum(moved.debits_fen) over later, 0) as debits_fen,
                accounts.credits_fen - coalesce(sum(moved.credits_fen) over later, 0) as credits_fen
            from accounts join (
                select account, day, sum(debit_fen) as debits_fen, sum(credit_fen) as credits_fen
                from unnest($2::text[]) asked (institution) left join lateral (
                    select max(seals.day) as last from seals where seals.institution = asked.institution
                ) linked on true cross join lateral (
                    select debit_account, credit_account, amount_fen, day from transfers
                    where transfers.institution = asked.institution and phase in ('posted', 'post')
                        and day > coalesce(linked.last, '-infinity')
                ) posted cross join lateral (
                    values (debit_account, amount_fen, 0), (credit_account, 0, amount_fen)
                ) side (account, debit_fen, credit_fen)
                group by account, day) moved using (account)
            window later as (
                partition by account order by day desc rows between unbounded preceding and 1 preceding)) closing
        where day <= $1::date
        """)

    /// The links of institutions, and what their accounts closed with before.
    func links() throws(PostgresError) {
        let links = facts.compactMap { fact in if case .linked(let link) = fact.fact { link } else { nil } }
        guard let day = links.map(\.day).max() else { return }
        _ = try connection.query(Self.insertAccountDays, [day.stored, links.map(\.institution.stored)])
        try LedgerTables.seals.insert(links, into: connection)
    }

    /// Totals are absolute: nobody else moves the accounts of a locked institution, and those that are not new were
    /// loaded. The table's constraints judge them. Linked transfers of a fact are told apart by their place.
    func ledger() throws(PostgresError) {
        try LedgerTables.accounts.insert(accounts(state.ledger.opened), into: connection)
        try LedgerTables.accounts.update(
            accounts(state.ledger.moved.subtracting(state.ledger.opened)), in: connection)
        let transfers = facts.flatMap { fact in
            fact.fact.transfers.enumerated().map { place, transfer in
                TransferRow(
                    id: fact.id(part: place), institution: institution(of: transfer), day: fact.day,
                    transfer: transfer, poster: fact.poster, cause: fact.cause)
            }
        }
        try LedgerTables.transfers.insert(transfers, into: connection)
    }

    private func accounts(_ ids: Set<AccountID>) -> [TableRow<AccountID, AccountRow>] {
        let named = ids.map { (name: $0.description, id: $0) }.sorted { $0.name < $1.name }
        return named.compactMap { _, id in
            state.ledger.accounts[id].map { TableRow(id, AccountRow(institution(of: id), $0)) }
        }
    }

    /// A family's account is opened with its enrolment.
    private func institution(of account: AccountID) -> USCC? {
        switch account {
        case .institution(_, let id): id
        case .unconsumed(let enrolment): state.enrolments[enrolment]?.institution
        }
    }

    private func institution(of transfer: Transfer) -> USCC? {
        if case .institution(_, let id) = transfer.debit { id } else { institution(of: transfer.credit) }
    }
}

extension AccountID: ColumnValue {
    package var stored: String { description }

    /// By the name that this program gave it: `<owner>/<kind>`.
    package static func read(_ row: Row, _ column: Int) -> AccountID {
        row.string(column, or: .unconsumed(Identifier(known: ""))) { AccountID(named: $0) }
    }

    private init?(named name: String) {
        guard let slash = name.lastIndex(of: "/"),
            let kind = AccountKind(rawValue: String(name[name.index(after: slash)...]))
        else { return nil }
        let owner = String(name[..<slash])
        self = kind == .unconsumed ? .unconsumed(Identifier(known: owner)) : .institution(kind, USCC(known: owner))
    }
}

extension TransferPhase {
    /// The pending transfer that it makes or ends.
    fileprivate var pending: Identifier? {
        switch self {
        case .posted: nil
        case .pending(let name), .post(let name), .void(let name): name
        }
    }
}
