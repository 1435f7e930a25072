import EscrowRules
import Model
import Postgres
import Service

extension Load {
    private static let findCourses = Statement(
        """
        select institution, course, starts, ends, lessons, hours_per_lesson, hour_price_fen, seats, pass_day_price_fen
        from courses join unnest($1::text[], $2::text[]) wanted (institution, course) using (institution, course)
        """)
    private static let enrolmentColumns = """
        enrolment, enrolments.institution, pupil, course, guardian, reference, hours, paid_fen, paid_on, starts, ends,
        withdrawal_days, mode, hours_held, hours_taught, taught_fen, released_fen, share_due, repaid, pass, days_due
        """
    private static let findNamedEnrolments = Statement(
        "select \(enrolmentColumns) from enrolments where enrolment = any($1::text[])")
    /// By id (`$1`); of pupils' courses (`$2`-`$4`), those that are open, and the finished ones too where `$5` says so;
    /// those of the same pupil and course as an enrolment (`$6`).
    private static let findEnrolments = Statement(
        """
        with wanted as (
            select unnest($1::text[]) as enrolment
            union select enrolment
            from unnest($2::text[], $3::text[], $4::text[], $5::bool[]) paid (institution, pupil, course, finished)
                join enrolments using (institution, pupil, course)
                where finished or not repaid and hours_taught < hours
            union select same.enrolment from unnest($6::text[]) refunded (enrolment)
                join enrolments named using (enrolment) join enrolments same using (institution, pupil, course)
        )
        select \(enrolmentColumns) from wanted join enrolments using (enrolment)
        """)
    private static let attendanceColumns =
        "enrolment, lesson, attendances.institution, attendances.hours, held_on, due, status, amount_fen"
    private static let findNamedAttendances = Statement(
        """
        select \(attendanceColumns) from unnest($1::text[], $2::int4[]) named (enrolment, lesson)
        join attendances using (enrolment, lesson)
        """)
    /// By id (`$1`, `$2`); of enrolments (`$3`), those that wait for an answer or are disputed; lessons of courses
    /// (`$4`-`$6`); a lesson on this or any other enrolment of the same pupil and course, which an enrolment (`$7`,
    /// `$8`) or a payment (`$9`-`$12`) names.
    private static let findAttendances = Statement(
        """
        with wanted as (
            select * from unnest($1::text[], $2::int4[]) named (enrolment, lesson)
            union select enrolment, lesson from unnest($3::text[]) ending (enrolment) join attendances using (enrolment)
                where status in ('held', 'disputed')
            union select enrolment, lesson
            from unnest($4::text[], $5::text[], $6::int4[]) cancelled (institution, course, lesson)
                join enrolments using (institution, course)
            union select same.enrolment, lesson from unnest($7::text[], $8::int4[]) held (enrolment, lesson)
                join enrolments named using (enrolment) join enrolments same using (institution, pupil, course)
            union select enrolment, lesson
            from unnest($9::text[], $10::text[], $11::text[], $12::int4[]) paid (institution, pupil, course, lesson)
                join enrolments using (institution, pupil, course)
        )
        select \(attendanceColumns) from wanted join attendances using (enrolment, lesson)
        """)
    /// By id (`$1`); undecided ones of enrolments (`$2`).
    private static let findRefunds = Statement(
        """
        with wanted as (
            select unnest($1::text[]) as refund
            union select refund from refunds where enrolment = any($2::text[]) and status in ('pending', 'disputed')
        )
        select refund, enrolment, institution, cause, requested_on, due, status, pay_by, owed_fen from refunds
        join wanted using (refund)
        """)

    /// Those that commands name, and that of each enrolment which may be refunded.
    mutating func courses() throws(PostgresError) {
        let refunded = subjects.refunding.union(undecided.map(\.enrolment)).compactMap {
            state.enrolments[$0]?.course.id
        }
        let ids = subjects.courses.union(refunded).sorted()
        guard !ids.isEmpty else { return }
        let rows = try connection.query(Self.findCourses, [ids.map(\.institution.description), ids.map(\.course)]).map {
            row in
            (CourseID(row.uscc(0), row.text(1)), Course(row))
        }
        for (id, course) in rows { state.courses.load(course, as: id) }
    }

    mutating func refunds() throws(PostgresError) {
        let paid = subjects.instructions.compactMap { state.instructions[$0]?.refund }
        let ids = subjects.refunds.union(paid).sorted()
        guard !ids.isEmpty || !subjects.ending.isEmpty else { return }
        let parameters: [any PostgresParameter] = [ids, subjects.ending.sorted()]
        for refund in try connection.query(Self.findRefunds, parameters).map({ Refund($0) }) { state.load(refund) }
    }

    mutating func attendances() throws(PostgresError) {
        let ending = subjects.ending.union(undecided.map(\.enrolment)).sorted()
        let (named, held, paid) = (subjects.lessons.sorted(), subjects.held.sorted(), Array(subjects.heldOfPupils))
        let cancelled = Array(subjects.cancelled)
        let ids: [any PostgresParameter] = [named.map(\.enrolment), named.map { Int32(clamping: $0.lesson) }]
        if held.isEmpty, ending.isEmpty, cancelled.isEmpty {
            if !named.isEmpty { try attendances(Self.findNamedAttendances, ids) }
        } else {
            try attendances(
                Self.findAttendances,
                ids + [
                    ending, cancelled.map(\.course.institution.description), cancelled.map(\.course.course),
                    cancelled.map { Int32(clamping: $0.lesson) }, held.map(\.enrolment),
                    held.map { Int32(clamping: $0.lesson) },
                    paid.map(\.course.institution.description), paid.map(\.course.pupil), paid.map(\.course.course),
                    paid.map { Int32(clamping: $0.lesson) },
                ])
        }
    }

    private mutating func attendances(_ statement: Statement, _ parameters: [any PostgresParameter])
        throws(PostgresError)
    {
        let rows = try connection.query(statement, parameters).map { row in
            (AttendanceID(row.text(0), Int(row.int32(1))), Attendance(row))
        }
        for (id, attendance) in rows { state.attendances.load(attendance, as: id) }
    }

    /// Those that commands name, and those of the attendances, of the refunds that are to be decided and of the
    /// instructions that wait for money.
    mutating func enrolments() throws(PostgresError) {
        let uncovered = state.instructions.all.filter { $0.status == .uncovered }.compactMap(\.enrolment)
        let named = subjects.enrolments.union(subjects.rolls).union(uncovered)
        let ids = named.union(state.attendances.ids.map(\.enrolment)).union(undecided.map(\.enrolment)).sorted()
        let pupils = Array(subjects.pupils)
        if pupils.isEmpty, subjects.refunding.isEmpty {
            if !ids.isEmpty { try enrolments(Self.findNamedEnrolments, [ids]) }
        } else {
            try enrolments(
                Self.findEnrolments,
                [
                    ids, pupils.map(\.institution.description), pupils.map(\.pupil), pupils.map(\.course),
                    pupils.map(subjects.refundedPupils.contains), subjects.refunding.sorted(),
                ])
        }
    }

    /// A row that is loaded already is the same.
    private mutating func enrolments(_ statement: Statement, _ parameters: [any PostgresParameter])
        throws(PostgresError)
    {
        for enrolment in try connection.query(statement, parameters).map({ Enrolment($0) })
        where state.enrolments[enrolment.id] == nil {
            state.load(enrolment)
        }
    }
}

extension Course {
    fileprivate init(_ row: Row) {
        self.init(
            starts: row.day(2), ends: row.day(3), lessons: Int(row.int32(4)), hoursPerLesson: Int(row.int32(5)),
            hourPrice: row.fen(6),
            passDayPrice: row.optionalInt64(8).map { Fen($0) }, seats: Int(row.int32(7)))
    }
}

extension Enrolment {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.text(0),
            course: PupilCourse(institution: row.uscc(1), pupil: row.text(2), course: row.text(3)),
            guardian: row.text(4),
            reference: row.text(5), isPass: row.bool(19), hours: Int(row.int32(6)), paid: row.fen(7),
            paidOn: row.day(8), starts: row.day(9),
            ends: row.day(10), withdrawalDays: Int(row.int32(11)), mode: row.word(12),
            hoursHeld: Int(row.int32(13)),
            hoursTaught: Int(row.int32(14)), taught: row.fen(15), released: row.fen(16), shareDue: row.optionalDay(17),
            daysDue: row.optionalDay(20), isRepaid: row.bool(18))
    }
}

extension Attendance {
    fileprivate init(_ row: Row) {
        self.init(
            institution: row.uscc(2), hours: Int(row.int32(3)), heldOn: row.day(4), due: row.day(5),
            status: row.word(6),
            amount: row.fen(7))
    }
}

extension Refund {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.text(0), enrolment: row.text(1), institution: row.uscc(2),
            cause: row.word(3), requestedOn: row.day(4),
            due: row.day(5), status: row.word(6), payBy: row.optionalDay(7), owed: row.fen(8))
    }
}
