import EscrowRules
import Model
import Postgres
import Service

/// The price list, what was paid for, what was taught, and payments that broke a rule.
enum TuitionTables {
    static let courses = TableDescription(
        "courses", id: CourseID.init, .key("institution", \.institution), .key("course", \.course),
        row: Course.init, .fixed("name", \.name), .fixed("online", \.online), .fixed("starts", \.starts),
        .fixed("ends", \.ends), .fixed("lessons", \.lessons), .fixed("hours_per_lesson", \.hoursPerLesson),
        .fixed("hour_price_fen", \.hourPrice), .fixed("pass_day_price_fen", \.passDayPrice), .fixed("seats", \.seats))

    static let enrolments = TableDescription(
        "enrolments", id: \.id,
        row: {
            Enrolment(
                id: $0, course: PupilCourse(institution: $1, pupil: $2, course: $3), guardian: $4, reference: $5,
                purchase: Purchase(isPass: $6, bought: $7, held: $14, used: $15, due: $19), paid: $8, paidOn: $9,
                starts: $10, ends: $11, withdrawalDays: $12, mode: $13,
                taught: $16, released: $17, shareDue: $18, isRepaid: $20)
        }, .key("enrolment", \.id), .fixed("institution", \.institution),
        .fixed("pupil", \.course.pupil), .fixed("course", \.course.course), .fixed("guardian", \.guardian),
        .fixed("reference", \.reference), .fixed("pass", \.purchase.isPass), .fixed("hours", \.purchase.bought),
        .fixed("paid_fen", \.paid), .fixed("paid_on", \.paidOn), .fixed("starts", \.starts), .fixed("ends", \.ends),
        .fixed("withdrawal_days", \.withdrawalDays), .fixed("mode", \.mode), .changing("hours_held", \.purchase.held),
        .changing("hours_taught", \.purchase.used), .changing("taught_fen", \.taught),
        .changing("released_fen", \.released), .changing("share_due", \.shareDue),
        .changing("days_due", \.purchase.due),
        .changing("repaid", \.isRepaid))

    static let attendances = TableDescription(
        "attendances", id: AttendanceID.init, .key("enrolment", \.enrolment), .key("lesson", \.lesson),
        row: Attendance.init, .fixed("institution", \.institution), .changing("hours", \.hours),
        .changing("held_on", \.heldOn), .changing("due", \.due), .changing("status", \.status),
        .changing("amount_fen", \.amount))

    /// No rule reads them: what becomes of their money is the instruction's business.
    static let suspensions = WrittenTable<TableRow<BankEntryID, Suspension>>(
        "suspensions",
        .key("institution", \.row.institution), .key("reference", \.id.reference),
        .column("enrolment", \.row.enrolment), .column("amount_fen", \.row.amount), .column("day", \.row.day),
        .column("reason", \.row.reason))

    static let all: [any DescribedTable] = [courses, enrolments, attendances, suspensions]
}

extension Load {
    /// By id (`$1`); of pupils' courses (`$2`-`$4`), those that are open, and the finished ones too where `$5` says so;
    /// those of the same pupil and course as an enrolment (`$6`).
    private static let findEnrolmentsOfPupils = TuitionTables.enrolments.select(
        "join wanted using (enrolment)",
        with: """
            with wanted as (
                select unnest($1::text[]) as enrolment
                union select enrolment
                from unnest($2::text[], $3::text[], $4::text[], $5::bool[]) paid (institution, pupil, course, finished)
                    join enrolments using (institution, pupil, course)
                    where finished or not repaid and hours_taught < hours
                union select same.enrolment from unnest($6::text[]) refunded (enrolment)
                    join enrolments named using (enrolment) join enrolments same using (institution, pupil, course))
            """)
    /// By id (`$1`, `$2`); of enrolments (`$3`), those that wait for an answer or are disputed; lessons of courses
    /// (`$4`-`$6`); a lesson on this or any other enrolment of the same pupil and course, which an enrolment (`$7`,
    /// `$8`) or a payment (`$9`-`$12`) names.
    private static let findAttendancesOfPupils = TuitionTables.attendances.select(
        "join wanted using (enrolment, lesson)",
        with: """
            with wanted as (
                select * from unnest($1::text[], $2::int4[]) named (enrolment, lesson)
                union select enrolment, lesson from unnest($3::text[]) ending (enrolment)
                    join attendances using (enrolment) where status in ('held', 'disputed')
                union select enrolment, lesson
                from unnest($4::text[], $5::text[], $6::int4[]) cancelled (institution, course, lesson)
                    join enrolments using (institution, course)
                union select same.enrolment, lesson from unnest($7::text[], $8::int4[]) held (enrolment, lesson)
                    join enrolments named using (enrolment) join enrolments same using (institution, pupil, course)
                union select enrolment, lesson
                from unnest($9::text[], $10::text[], $11::text[], $12::int4[]) paid (institution, pupil, course, lesson)
                    join enrolments using (institution, pupil, course))
            """)

    /// Those that commands name, and that of each enrolment which may be refunded.
    mutating func courses() throws(PostgresError) {
        let refunded = keys.refunding.union(undecided.map(\.enrolment)).compactMap { state.enrolments[$0]?.course.id }
        state.courses.load(try TuitionTables.courses.find(keys.courses.union(refunded).sorted(), from: connection))
    }

    mutating func attendances() throws(PostgresError) {
        let ending = keys.ending.union(undecided.map(\.enrolment)).sorted()
        let (named, held, paid) = (keys.lessons.sorted(), keys.held.sorted(), Array(keys.heldOfPupils))
        let cancelled = Array(keys.cancelled)
        let ids: [any PostgresParameter] = [named.map(\.enrolment), named.map(\.lesson.stored)]
        let others: [any PostgresParameter] = [
            ending, cancelled.map(\.course.institution.stored), cancelled.map(\.course.course),
            cancelled.map(\.lesson.stored), held.map(\.enrolment), held.map(\.lesson.stored),
            paid.map(\.course.institution.stored), paid.map(\.course.pupil), paid.map(\.course.course),
            paid.map(\.lesson.stored),
        ]
        state.attendances.load(
            held.isEmpty && ending.isEmpty && cancelled.isEmpty
                ? try TuitionTables.attendances.find(named, from: connection)
                : try TuitionTables.attendances.rows(Self.findAttendancesOfPupils, ids + others, from: connection))
    }

    /// Those that commands name, and those of the attendances, of the refunds that are to be decided and of the
    /// instructions that wait for money. A row that is loaded already is the same.
    mutating func enrolments() throws(PostgresError) {
        let uncovered = state.instructions.all.filter { $0.status == .uncovered }.compactMap(\.enrolment)
        let named = keys.enrolments.union(keys.rolls).union(uncovered)
        let ids = named.union(state.attendances.ids.map(\.enrolment)).union(undecided.map(\.enrolment)).sorted()
        let pupils = Array(keys.pupils)
        var rows: [TableRow<Identifier, Enrolment>] = []
        if !pupils.isEmpty || !keys.refunding.isEmpty {
            let others: [any PostgresParameter] = [
                pupils.map(\.institution.stored), pupils.map(\.pupil), pupils.map(\.course),
                pupils.map(keys.refundedPupils.contains), keys.refunding.sorted(),
            ]
            rows = try TuitionTables.enrolments.rows(Self.findEnrolmentsOfPupils, [ids] + others, from: connection)
        } else {
            rows = try TuitionTables.enrolments.find(ids, from: connection)
        }
        for enrolment in rows where state.enrolments[enrolment.id] == nil { state.load(enrolment.row) }
    }
}

extension Save {
    /// Courses never change.
    func tuition() throws(PostgresError) {
        try TuitionTables.courses.insert(state.courses.new, into: connection)
        try TuitionTables.enrolments.insert(state.enrolments.new, into: connection)
        try TuitionTables.enrolments.update(state.enrolments.old, in: connection)
        try TuitionTables.attendances.insert(state.attendances.new, into: connection)
        try TuitionTables.attendances.update(state.attendances.old, in: connection)
    }

    func suspensions() throws(PostgresError) {
        try TuitionTables.suspensions.insert(state.suspensions.new, into: connection)
    }
}

/// As the table keeps it: the days of a pass stand in the columns of hours.
extension Purchase {
    fileprivate init(isPass: Bool, bought: Int, held: Int, used: Int, due: Day?) {
        self =
            isPass
            ? .pass(Pass(days: bought, over: used, due: due))
            : .hours(ClassHours(bought, held: held, taught: used))
    }

    fileprivate var isPass: Bool { pass != nil }
    fileprivate var bought: Int { hours?.bought ?? pass?.days ?? 0 }
    fileprivate var held: Int { hours?.held ?? 0 }
    fileprivate var used: Int { hours?.taught ?? pass?.over ?? 0 }
    fileprivate var due: Day? { pass?.due }
}
