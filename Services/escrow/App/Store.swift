import EscrowRules
import Model
import Postgres
import Service

/// What escrow reads: one statement a table, in the order in which rows are locked.
struct Store {
    /// `$2`: all of them.
    private static let findInstitutions = Statement(
        """
        select institution, status, bank, frozen, cleared from institutions
        where institution = any($1::text[]) or $2
        order by institution for update
        """)
    private static let findRestrictions = Statement(
        "select institution, entry, expires_on from restrictions where institution = any($1::text[])")
    /// By id (`$1`); open ones by institution, pupil and course (`$2`-`$4`); all of institutions (`$5`); by refund (`$6`); with a refund that was due
    /// before a day (`$7`).
    private static let findEnrolments = Statement(
        """
        with wanted as (
            select unnest($1::text[]) as enrolment
            union select enrolment from enrolments
                join unnest($2::text[], $3::text[], $4::text[]) paid (institution, pupil, course) using (institution, pupil, course)
                where not repaid and hours_taught < hours
            union select enrolment from enrolments where institution = any($5::text[])
            union select enrolment from refunds where refund = any($6::text[])
            union select enrolment from refunds where status = 'pending' and due < $7::date
        )
        select enrolment, institution, pupil, course, guardian, hours, paid_fen, hours_taught, lessons, repaid
        from enrolments join wanted using (enrolment)
        order by enrolment for update of enrolments
        """)
    /// By id (`$1`), and those that are pending: of enrolments (`$2`), of institutions (`$3`), due before a day (`$4`).
    private static let findRefunds = Statement(
        """
        select refund, enrolment, institution, due, status from refunds
        where refund = any($1::text[])
            or status = 'pending' and (enrolment = any($2::text[]) or institution = any($3::text[]) or due < $4::date)
        order by refund for update
        """)
    private static let findAccounts = Statement(
        "select account, debits_fen, credits_fen from accounts where account = any($1::text[]) order by account for update")

    /// The rows that the subjects name, locked.
    func load(_ subjects: Subjects, from connection: Connection) throws(PostgresError) -> State {
        let enrolments = try enrolments(subjects, connection)
        let refunds = try refunds(subjects, connection)
        let named = subjects.institutions.union(enrolments.map(\.institution)).map(\.description).sorted()
        let institutions = try connection.query(Self.findInstitutions, [named, subjects.dayOpened != nil]).map { row in
            (row.uscc(0), Institution(row))
        }
        var state = State(
            institutions: Dictionary(uniqueKeysWithValues: institutions), enrolments: enrolments, refunds: refunds)
        for (institution, entry, expiresOn) in try connection.query(Self.findRestrictions, [named]).map({ row in
            (row.uscc(0), row.string(1), row.day(2))
        }) {
            state.restrictions[institution, default: [:]][entry] = expiresOn
        }
        try loadAccounts(into: &state, connection)
        return state
    }

    private func enrolments(_ subjects: Subjects, _ connection: Connection) throws(PostgresError) -> [Enrolment] {
        let courses = subjects.courses.sorted { ($0.institution, $0.pupil, $0.course) < ($1.institution, $1.pupil, $1.course) }
        let parameters: [any PostgresParameter] = [
            subjects.enrolments.sorted(), courses.map(\.institution.description), courses.map(\.pupil), courses.map(\.course),
            subjects.absconded.map(\.description).sorted(), subjects.refunds.sorted(),
            subjects.dayOpened.map { PostgresDate($0) },
        ]
        return try connection.query(Self.findEnrolments, parameters).map { Enrolment($0) }
    }

    private func refunds(_ subjects: Subjects, _ connection: Connection) throws(PostgresError) -> [Refund] {
        let parameters: [any PostgresParameter] = [
            subjects.refunds.sorted(), subjects.refundedEnrolments.sorted(), subjects.absconded.map(\.description).sorted(),
            subjects.dayOpened.map { PostgresDate($0) },
        ]
        return try connection.query(Self.findRefunds, parameters).map { Refund($0) }
    }

    private func loadAccounts(into state: inout State, _ connection: Connection) throws(PostgresError) {
        let ids =
            state.institutions.filter { $0.value.bank != nil }.keys.flatMap { [AccountID.bank($0), .released($0)] }
            + state.enrolments.keys.map { AccountID.unconsumed($0) }
        let accounts = Dictionary(uniqueKeysWithValues: ids.map { ($0.description, $0) })
        let rows = try connection.query(Self.findAccounts, [accounts.keys.sorted()]).map { row in
            (row.string(0), Totals(debits: row.fen(1), credits: row.fen(2)))
        }
        precondition(rows.count == accounts.count, "every institution with a bank and every enrolment has its accounts")
        for (name, totals) in rows {
            if let account = accounts[name] { state.ledger.open(account, totals) }
        }
    }
}

extension Institution {
    fileprivate init(_ row: Row) {
        self.init(
            status: InstitutionStatus(known: row.string(1)), bank: row.optionalString(2), isFrozen: row.bool(3),
            isCleared: row.bool(4))
    }
}

extension Enrolment {
    fileprivate init(_ row: Row) {
        let course = PupilCourse(institution: row.uscc(1), pupil: row.string(2), course: row.string(3))
        self.init(
            id: row.string(0), course: course, guardian: row.string(4), hours: Int(row.int32(5)), paid: row.fen(6),
            hoursTaught: Int(row.int32(7)), lessons: LessonSet(bytes: row.bytes(8)), isRepaid: row.bool(9))
    }
}

extension Refund {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.string(0), enrolment: row.string(1), institution: row.uscc(2), due: row.day(3),
            status: RefundStatus(known: row.string(4)))
    }
}
