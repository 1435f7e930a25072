import EscrowRules
import Model
import Postgres
import Service

/// What escrow writes: one statement a table and kind of change, with array parameters.
extension Store {
    private static let saveInstitutions = Statement(
        """
        insert into institutions (institution, status, bank, frozen, cleared)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::bool[], $5::bool[])
        on conflict (institution) do update set status = excluded.status, bank = excluded.bank, frozen = excluded.frozen,
            cleared = excluded.cleared
        """)
    private static let saveRestrictions = Statement(
        """
        insert into restrictions (entry, institution, expires_on) select * from unnest($1::text[], $2::text[], $3::date[])
        on conflict (entry) do update set institution = excluded.institution, expires_on = excluded.expires_on
        """)
    private static let dropRestrictions = Statement("delete from restrictions where entry = any($1::text[])")
    private static let addEnrolments = Statement(
        """
        insert into enrolments
            (enrolment, institution, pupil, course, guardian, hours, paid_fen, hours_taught, lessons, repaid)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int4[], $7::int8[], $8::int4[], $9::bytea[], $10::bool[])
        """)
    private static let updateEnrolments = Statement(
        """
        update enrolments set hours_taught = changed.hours_taught, lessons = changed.lessons, repaid = changed.repaid
        from unnest($1::text[], $2::int4[], $3::bytea[], $4::bool[]) changed (enrolment, hours_taught, lessons, repaid)
        where enrolments.enrolment = changed.enrolment
        """)
    private static let saveRefunds = Statement(
        """
        insert into refunds (refund, enrolment, institution, due, status)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[])
        on conflict (refund) do update set status = excluded.status
        """)
    private static let addAccounts = Statement(
        """
        insert into accounts (account, kind, institution, debits_fen, credits_fen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[])
        """)
    /// Adds what the transfers of the batch sum to; the tables' constraints judge the result.
    private static let moveAccounts = Statement(
        """
        update accounts set debits_fen = accounts.debits_fen + moved.debits_fen, credits_fen = accounts.credits_fen + moved.credits_fen
        from unnest($1::text[], $2::int8[], $3::int8[]) moved (account, debits_fen, credits_fen)
        where accounts.account = moved.account
        """)
    private static let addTransfers = Statement(
        """
        insert into transfers (transfer, poster, cause, kind, day, debit_account, credit_account, amount_fen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::text[], $8::int8[])
        """)

    /// Everything that the facts changed.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: Connection) throws(PostgresError) {
        let entries = Entries(facts)
        try saveInstitutions(state, connection)
        try saveRestrictions(entries.restrictions, connection)
        try saveEnrolments(state, added: entries.enrolments, connection)
        try saveRefunds(state, connection)
        try saveAccounts(entries, connection)
        try saveTransfers(entries.transfers, connection)
    }

    private func saveInstitutions(_ state: State, _ connection: Connection) throws(PostgresError) {
        let rows = state.changedInstitutions.sorted().compactMap { id in state.institutions[id].map { (id: id, row: $0) } }
        try connection.queryUnlessEmpty(
            Self.saveInstitutions, rows.count,
            [
                rows.map(\.id.description), rows.map(\.row.status.rawValue), rows.map(\.row.bank), rows.map(\.row.isFrozen),
                rows.map(\.row.isCleared),
            ])
    }

    private func saveRestrictions(
        _ restrictions: [String: (institution: USCC, expiresOn: Day?)], _ connection: Connection
    ) throws(PostgresError) {
        let standing = restrictions.compactMap { entry, row in
            row.expiresOn.map { (entry: entry, institution: row.institution, expiresOn: $0) }
        }
        .sorted { $0.entry < $1.entry }
        try connection.queryUnlessEmpty(
            Self.saveRestrictions, standing.count,
            [standing.map(\.entry), standing.map(\.institution.description), standing.map { PostgresDate($0.expiresOn) }])
        let lifted = restrictions.filter { $0.value.expiresOn == nil }.keys.sorted()
        try connection.queryUnlessEmpty(Self.dropRestrictions, lifted.count, [lifted])
    }

    private func saveEnrolments(_ state: State, added: Set<String>, _ connection: Connection) throws(PostgresError) {
        let rows = state.changedEnrolments.sorted().compactMap { state.enrolments[$0] }
        let new = rows.filter { added.contains($0.id) }
        try connection.queryUnlessEmpty(
            Self.addEnrolments, new.count,
            [
                new.map(\.id), new.map(\.institution.description), new.map(\.course.pupil), new.map(\.course.course),
                new.map(\.guardian),
                new.map { Int32($0.hours) }, new.map(\.paid.rawValue), new.map { Int32($0.hoursTaught) },
                new.map(\.lessons.bytes),
                new.map(\.isRepaid),
            ])
        let old = rows.filter { !added.contains($0.id) }
        try connection.queryUnlessEmpty(
            Self.updateEnrolments, old.count,
            [old.map(\.id), old.map { Int32($0.hoursTaught) }, old.map(\.lessons.bytes), old.map(\.isRepaid)])
    }

    private func saveRefunds(_ state: State, _ connection: Connection) throws(PostgresError) {
        let rows = state.changedRefunds.sorted().compactMap { state.refunds[$0] }
        try connection.queryUnlessEmpty(
            Self.saveRefunds, rows.count,
            [
                rows.map(\.id), rows.map(\.enrolment), rows.map(\.institution.description), rows.map { PostgresDate($0.due) },
                rows.map(\.status.rawValue),
            ])
    }

    private func saveAccounts(_ entries: Entries, _ connection: Connection) throws(PostgresError) {
        let new = entries.accounts.map { (id: $0.key, institution: $0.value, totals: entries.totals[$0.key] ?? Totals()) }
        try connection.queryUnlessEmpty(
            Self.addAccounts, new.count,
            [
                new.map(\.id.description), new.map(\.id.kind), new.map(\.institution.description),
                new.map(\.totals.debits.rawValue),
                new.map(\.totals.credits.rawValue),
            ])
        let old = entries.totals.filter { entries.accounts[$0.key] == nil }.map { (id: $0.key, totals: $0.value) }
        guard !old.isEmpty else { return }
        let moved = try connection.execute(
            Self.moveAccounts, [old.map(\.id.description), old.map(\.totals.debits.rawValue), old.map(\.totals.credits.rawValue)])
        precondition(moved == old.count, "every account that a transfer names exists")
    }

    private func saveTransfers(_ rows: [Entries.Row], _ connection: Connection) throws(PostgresError) {
        try connection.queryUnlessEmpty(
            Self.addTransfers, rows.count,
            [
                rows.map(\.id), rows.map(\.poster), rows.map(\.cause), rows.map(\.transfer.kind.rawValue),
                rows.map { PostgresDate($0.day) },
                rows.map(\.transfer.debit.description), rows.map(\.transfer.credit.description),
                rows.map(\.transfer.amount.rawValue),
            ])
    }
}

/// The rows of a batch's facts.
private struct Entries {
    struct Row {
        var id: String
        var poster: String
        var cause: String
        var day: Day
        var transfer: Transfer
    }

    /// New accounts, with their institutions.
    var accounts: [AccountID: USCC] = [:]
    /// New enrolments.
    var enrolments: Set<String> = []
    var restrictions: [String: (institution: USCC, expiresOn: Day?)] = [:]
    var transfers: [Row] = []
    /// What the transfers sum to.
    var totals: [AccountID: Totals] = [:]

    init(_ facts: [Recorded<Fact>]) {
        for fact in facts { add(fact) }
    }

    private mutating func add(_ fact: Recorded<Fact>) {
        switch fact.fact {
        case .accountOpened(let account):
            accounts[.bank(account.institution)] = account.institution
            accounts[.released(account.institution)] = account.institution
        case .paymentAccepted(let payment):
            accounts[.unconsumed(payment.enrolment)] = payment.institution
            enrolments.insert(payment.enrolment)
        case .restrictionChanged(let entry, let institution, let expiresOn):
            restrictions[entry] = (institution, expiresOn)
        default: break
        }
        guard let transfer = fact.fact.transfer else { return }
        transfers.append(Row(id: fact.id(), poster: fact.poster, cause: fact.cause, day: fact.day, transfer: transfer))
        totals[transfer.debit, default: Totals()].debits += transfer.amount
        totals[transfer.credit, default: Totals()].credits += transfer.amount
    }
}
