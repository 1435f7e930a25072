import Postgres

/// A ledger with a past: the load, taken so many times before. Its rows are what escrow would have left of it, made by
/// the database in one statement a table: terms of ten days with a payment and nine lessons an enrolment, confirmed,
/// paid out and reconciled. (Links of the hash chains are stand-ins.)
struct Fill {
    private static let enrolmentsATerm = 20_000
    private static let entriesAnEnrolment = 10

    /// Enrolments of each institution in a term, all enrolments of a term, and terms.
    private let ofInstitution: Int
    private let ofTerm: Int
    private let terms: Int

    /// About so many transfers, beside those of the settlements.
    init(entries: Int, institutions: Int) {
        ofInstitution = min(Self.enrolmentsATerm, entries / Self.entriesAnEnrolment) / institutions
        ofTerm = ofInstitution * institutions
        terms = ofTerm == 0 ? 0 : entries / (ofTerm * Self.entriesAnEnrolment)
    }

    /// Enrolments that are there already.
    var enrolments: Int { terms * ofTerm }

    /// Fills the tables; institutions and their accounts are there.
    func callAsFunction(_ database: Connection) throws(PostgresError) {
        guard enrolments > 0 else { return }
        try database.script(
            "set statement_timeout = 0; set synchronous_commit = off; set search_path to escrow, public")
        try database.script(views)
        for statement in Self.statements { try database.script(statement) }
        for statement in ["vacuum (analyze)", "checkpoint", "reset all"] { try database.script(statement) }
    }

    /// The entries and the settlements of the past in the order of time. Ids are shaped like those of the load: UUIDs
    /// of version 7.
    private var views: String {
        """
        create function pg_temp.event(day date, minute bigint, counter bigint) returns text language sql immutable
        return lpad(to_hex(((day - date '1970-01-01') * 1440 + minute) * 60000 / 65536), 8, '0') || '-'
            || lpad(to_hex(((day - date '1970-01-01') * 1440 + minute) * 60000 % 65536), 4, '0')
            || '-7000-8000-' || lpad(to_hex(counter), 12, '0');
        create temp view terms as
        select term, date '2022-03-01' - 10 * (\(terms) - term) as first, term * bigint '\(ofInstitution)' as before,
            bigint '\(ofInstitution)' as count
        from generate_series(0, \(terms) - 1) term;
        create temp view entries as
        select place, enrolment, institutions[1 + number % cardinality(institutions)] as institution, first, lesson,
            first + lesson as day, pg_temp.event(first + lesson, 480 + number % 720, place) as event
        from (
            select place, place % \(ofTerm) as number, (place / \(ofTerm) % 10)::int as lesson,
                'E' || lpad((place / \(ofTerm * 10) * \(ofTerm) + place % \(ofTerm))::text, 7, '0') as enrolment,
                date '2022-03-01' - 10 * (\(terms) - (place / \(ofTerm * 10))::int) as first
            from generate_series(bigint '0', \(enrolments * 10 - 1)) place) numbered,
            (select array_agg(institution order by institution) as institutions from institutions) known;
        """
    }

    private static let statements = [
        """
        insert into courses
            (institution, course, name, online, starts, ends, lessons, hours_per_lesson, hour_price_fen, seats)
        select institution, '围棋' || term, '围棋', false, first, first + 60, 9, 2, 20000, 1000
        from institutions cross join terms
        """,
        """
        insert into enrolments
            (enrolment, institution, pupil, course, guardian, reference, hours, paid_fen, paid_on, starts, ends,
            withdrawal_days, mode, hours_held, hours_taught, taught_fen, released_fen, share_due, repaid, pass,
            days_due)
        select enrolment, institution, 'P' || substr(enrolment, 2), '围棋' || term, 'U' || substr(enrolment, 2),
            enrolment, 18, 300006, day, day, day + 60, 0, 'perLesson', 0, 18, 300006, 300006, null, false, false, null
        from entries join terms using (first) where lesson = 0
        """,
        """
        insert into attendances (enrolment, lesson, institution, hours, held_on, due, status, amount_fen)
        select enrolment, lesson, institution, 2, day, day + 5, 'confirmed', 33334 from entries where lesson > 0
        """,
        """
        insert into accounts
            (account, kind, institution, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)
        select enrolment || '/unconsumed', 'unconsumed', institution, 300006, 300006, 0, 0 from entries where lesson = 0
        """,
        """
        insert into loop_received (poster, event_id, fingerprint, slot)
        select case lesson when 0 then 'bank' else 'guardians' end, event, hashtextextended(event, 0),
            extract(quarter from day)::integer - 1 from entries
        """,
        """
        insert into transfers (transfer, institution, day, kind, phase, debit_account, credit_account, amount_fen,
            reference, pending, poster, cause)
        select 'bank:' || event || ':0', institution, day, 'payment', 'posted', institution || '/bank',
            enrolment || '/unconsumed', 300006, enrolment, null, 'bank', event
        from entries where lesson = 0
        union all
        select 'guardians:' || event || ':0', institution, day, 'lesson', 'posted', enrolment || '/unconsumed',
            institution || '/pendingRelease', 33334, enrolment || '/' || lesson, null, 'guardians', event
        from entries where lesson > 0
        """,
        """
        insert into transfers (transfer, institution, day, kind, phase, debit_account, credit_account, amount_fen,
            reference, pending, poster, cause)
        select 'calendar:' || first || ':' || institution || place, institution, first + 9, kind, phase,
            institution || debit, institution || credit, count * 300006,
            institution || '-' || term + 1, pending, 'calendar', first::text
        from institutions cross join terms cross join (
            values (0, 'settlement', 'posted', '/pendingRelease', '/released', null),
                (1, 'payout', 'pending', '/released', '/bank', 'p'),
                (2, 'payout', 'post', '/released', '/bank', 'p')) steps (place, kind, phase, debit, credit, pending)
        """,
        """
        insert into instructions
            (instruction, institution, account, purpose, payee, debit_account, amount_fen, enrolment, cause, refund,
            sent_on, valid_through, status)
        select institution || '-' || term + 1, institution, 'fee', 'settlement', institution,
            institution || '/released', count * 300006, null, null, null, first + 9, first + 12, 'paid'
        from institutions cross join terms
        """,
        """
        insert into bank_entries (institution, account, reference, book_fen, statement_fen, since, explanation)
        select institution, 'fee', enrolment, 300006, 300006, day, null from entries where lesson = 0
        union all
        select institution, 'fee', instruction, -amount_fen, -amount_fen, sent_on, null from instructions
        """,
        """
        insert into account_days (account, day, debits_fen, credits_fen)
        select enrolment || '/unconsumed', day, lesson * 33334, 300006 from entries
        union all
        select institution || kind, first + lesson, debits * 33334, credits * 33334
        from institutions cross join terms cross join generate_series(0, 9) lesson cross join lateral (
            values
                ('/bank', (before + count) * 9, case lesson when 9 then before + count else before end * 9,
                lesson in (0, 9)), ('/pendingRelease', case lesson when 9 then before + count else before end * 9,
                before * 9 + count * lesson, lesson > 0),
                ('/released', (before + count) * 9, (before + count) * 9, lesson = 9)
            ) closing (kind, debits, credits, moved)
        where moved
        """,
        """
        insert into seals (institution, day, transfers, hash)
        select institution, first + lesson, count, sha256((institution || first || lesson)::bytea)
        from institutions cross join terms cross join generate_series(0, 9) lesson
        """,
        """
        update accounts set debits_fen = total, credits_fen = total
        from (select sum(count)::bigint * 300006 as total from terms) paid
        where kind in ('bank', 'pendingRelease', 'released')
        """,
        """
        update institutions set instructions = (select count(*) from terms),
            last_taught = (select max(first) + 9 from terms)
        """,
    ]
}
