import EscrowRules
import Model
import Postgres
import Service

extension Save {
    private static let insertAccounts = Statement(
        """
        insert into accounts
            (account, kind, institution, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
        """)
    private static let updateAccounts = Statement(
        """
        update accounts set debits_fen = moved.debits_fen, credits_fen = moved.credits_fen,
            pending_debits_fen = moved.pending_debits_fen, pending_credits_fen = moved.pending_credits_fen
        from unnest($1::text[], $2::int8[], $3::int8[], $4::int8[], $5::int8[])
            moved (account, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)
        where accounts.account = moved.account
        """)
    private static let insertTransfers = Statement(
        """
        insert into transfers (transfer, institution, day, kind, phase, debit_account, credit_account, amount_fen,
            reference, pending, poster, cause)
        select * from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::int8[], $9::text[], $10::text[], $11::text[], $12::text[])
        """)
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
    private static let insertSeals = Statement(
        """
        insert into seals (institution, day, transfers, hash)
        select * from unnest($1::text[], $2::date[], $3::int4[], $4::bytea[])
        """)

    /// The links of institutions, and what their accounts closed with before.
    func links() throws(PostgresError) {
        let links = facts.compactMap { fact in if case .linked(let link) = fact.fact { link } else { nil } }
        guard let day = links.map(\.day).max() else { return }
        let institutions = links.map(\.institution.description)
        _ = try connection.query(Self.insertAccountDays, [PostgresDate(day), institutions])
        try connection.send(
            Self.insertSeals,
            [
                institutions, links.map { PostgresDate($0.day) }, links.map { Int32(clamping: $0.transfers) },
                links.map(\.hash),
            ])
    }

    /// Totals are absolute: nobody else moves the accounts of a locked institution, and those that are not new were
    /// loaded. The table's constraints judge them.
    func accounts() throws(PostgresError) {
        let new = rows(state.ledger.opened)
        try connection.queryUnlessEmpty(
            Self.insertAccounts, new.count,
            [
                new.map(\.name), new.map(\.id.kind.rawValue), new.map { institution(of: $0.id)?.description },
                new.map(\.totals.debits.rawValue),
                new.map(\.totals.credits.rawValue), new.map(\.totals.pendingDebits.rawValue),
                new.map(\.totals.pendingCredits.rawValue),
            ])
        let old = rows(state.ledger.moved.subtracting(state.ledger.opened))
        try connection.queryUnlessEmpty(
            Self.updateAccounts, old.count,
            [
                old.map(\.name), old.map(\.totals.debits.rawValue), old.map(\.totals.credits.rawValue),
                old.map(\.totals.pendingDebits.rawValue),
                old.map(\.totals.pendingCredits.rawValue),
            ])
    }

    /// Linked transfers of a fact are told apart by their place.
    func transfers() throws(PostgresError) {
        var (ids, days, posters, causes, rows) = ([String](), [PostgresDate](), [String](), [String](), [Transfer]())
        for fact in facts {
            for (place, transfer) in fact.fact.transfers.enumerated() {
                ids.append(fact.id(part: place))
                days.append(PostgresDate(fact.day))
                posters.append(fact.poster)
                causes.append(fact.cause)
                rows.append(transfer)
            }
        }
        try connection.queryUnlessEmpty(
            Self.insertTransfers, rows.count,
            [
                ids, rows.map { institution(of: $0)?.description }, days, rows.map(\.kind.rawValue),
                rows.map(\.phase.name), rows.map(\.debit.description),
                rows.map(\.credit.description), rows.map(\.amount.rawValue), rows.map(\.reference),
                rows.map(\.phase.pending), posters, causes,
            ])
    }

    private func rows(_ ids: Set<AccountID>) -> [(name: String, id: AccountID, totals: Totals)] {
        ids.compactMap { id in state.ledger.accounts[id].map { (id.description, id, $0) } }.sorted { $0.name < $1.name }
    }

    /// A family's account is opened with its enrolment; nil if not, which the database refuses (not null), so that the
    /// event fails alone.
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

extension TransferPhase {
    /// The pending transfer that it makes or ends.
    fileprivate var pending: Identifier? {
        switch self {
        case .posted: nil
        case .pending(let name), .post(let name), .void(let name): name
        }
    }
}
