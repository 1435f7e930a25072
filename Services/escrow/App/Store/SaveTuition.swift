import EscrowRules
import Model
import Postgres
import Service

extension Save {
    private static let insertCourses = Statement(
        """
        insert into courses
            (institution, course, name, online, starts, ends, lessons, hours_per_lesson, hour_price_fen, seats,
            pass_day_price_fen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::bool[], $5::date[], $6::date[], $7::int4[],
            $8::int4[], $9::int8[], $10::int4[], $11::int8[])
        """)
    private static let insertEnrolments = Statement(
        """
        insert into enrolments
            (enrolment, institution, pupil, course, guardian, reference, hours, paid_fen, paid_on, starts, ends,
            withdrawal_days, mode, hours_held, hours_taught, taught_fen, released_fen, share_due, repaid, pass,
            days_due)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int4[],
            $8::int8[], $9::date[], $10::date[], $11::date[], $12::int4[], $13::text[], $14::int4[], $15::int4[],
            $16::int8[], $17::int8[], $18::date[], $19::bool[], $20::bool[], $21::date[])
        """)
    private static let updateEnrolments = Statement(
        """
        update enrolments set hours_held = changed.hours_held, hours_taught = changed.hours_taught,
            taught_fen = changed.taught_fen, released_fen = changed.released_fen, share_due = changed.share_due,
            repaid = changed.repaid, days_due = changed.days_due
        from unnest($1::text[], $2::int4[], $3::int4[], $4::int8[], $5::int8[], $6::date[], $7::bool[], $8::date[])
            changed (enrolment, hours_held, hours_taught, taught_fen, released_fen, share_due, repaid, days_due)
        where enrolments.enrolment = changed.enrolment
        """)
    private static let insertAttendances = Statement(
        """
        insert into attendances (enrolment, lesson, institution, hours, held_on, due, status, amount_fen)
        select * from unnest($1::text[], $2::int4[], $3::text[], $4::int4[], $5::date[], $6::date[], $7::text[],
            $8::int8[])
        """)
    private static let updateAttendances = Statement(
        """
        update attendances set hours = changed.hours, held_on = changed.held_on, due = changed.due,
            status = changed.status, amount_fen = changed.amount_fen
        from unnest($1::text[], $2::int4[], $3::int4[], $4::date[], $5::date[], $6::text[], $7::int8[])
            changed (enrolment, lesson, hours, held_on, due, status, amount_fen)
        where attendances.enrolment = changed.enrolment and attendances.lesson = changed.lesson
        """)
    private static let upsertRefunds = Statement(
        """
        insert into refunds (refund, enrolment, institution, cause, requested_on, due, status, pay_by, owed_fen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[],
            $8::date[], $9::int8[])
        on conflict (refund) do update set cause = excluded.cause, status = excluded.status, pay_by = excluded.pay_by,
            owed_fen = excluded.owed_fen
        """)

    /// They never change.
    func courses() throws(PostgresError) {
        let rows = facts.compactMap { if case .coursePublished(let course) = $0.fact { course } else { nil } }
        try connection.queryUnlessEmpty(
            Self.insertCourses, rows.count,
            [
                rows.map(\.institution.description), rows.map(\.course), rows.map(\.name), rows.map(\.online),
                rows.map { PostgresDate($0.starts) },
                rows.map { PostgresDate($0.ends) }, rows.map { Int32(clamping: $0.lessons) },
                rows.map { Int32(clamping: $0.hoursPerLesson) },
                rows.map(\.hourFen.rawValue), rows.map { Int32(clamping: $0.seats) },
                rows.map { $0.passDayFen?.rawValue },
            ])
    }

    func enrolments() throws(PostgresError) {
        let new = state.enrolments.new.map(\.row)
        try connection.queryUnlessEmpty(
            Self.insertEnrolments, new.count,
            [
                new.map(\.id), new.map(\.institution.description), new.map(\.course.pupil), new.map(\.course.course),
                new.map(\.guardian),
                new.map(\.reference), new.map { Int32(clamping: $0.hours) }, new.map(\.paid.rawValue),
                new.map { PostgresDate($0.paidOn) },
                new.map { PostgresDate($0.starts) }, new.map { PostgresDate($0.ends) },
                new.map { Int32(clamping: $0.withdrawalDays) }, new.map(\.mode.rawValue),
                new.map { Int32(clamping: $0.hoursHeld) }, new.map { Int32(clamping: $0.hoursTaught) },
                new.map(\.taught.rawValue),
                new.map(\.released.rawValue),
                new.map { $0.shareDue.map { PostgresDate($0) } }, new.map(\.isRepaid), new.map(\.isPass),
                new.map { $0.daysDue.map { PostgresDate($0) } },
            ])
        let old = state.enrolments.old.map(\.row)
        try connection.queryUnlessEmpty(
            Self.updateEnrolments, old.count,
            [
                old.map(\.id), old.map { Int32(clamping: $0.hoursHeld) }, old.map { Int32(clamping: $0.hoursTaught) },
                old.map(\.taught.rawValue),
                old.map(\.released.rawValue), old.map { $0.shareDue.map { PostgresDate($0) } }, old.map(\.isRepaid),
                old.map { $0.daysDue.map { PostgresDate($0) } },
            ])
    }

    func attendances() throws(PostgresError) {
        let new = state.attendances.new
        try connection.queryUnlessEmpty(
            Self.insertAttendances, new.count,
            [
                new.map(\.id.enrolment), new.map { Int32(clamping: $0.id.lesson) },
                new.map(\.row.institution.description),
                new.map { Int32(clamping: $0.row.hours) },
                new.map { PostgresDate($0.row.heldOn) }, new.map { PostgresDate($0.row.due) },
                new.map(\.row.status.rawValue),
                new.map(\.row.amount.rawValue),
            ])
        let old = state.attendances.old
        try connection.queryUnlessEmpty(
            Self.updateAttendances, old.count,
            [
                old.map(\.id.enrolment), old.map { Int32(clamping: $0.id.lesson) },
                old.map { Int32(clamping: $0.row.hours) },
                old.map { PostgresDate($0.row.heldOn) },
                old.map { PostgresDate($0.row.due) }, old.map(\.row.status.rawValue), old.map(\.row.amount.rawValue),
            ])
    }

    /// Those that are decided come before those that are asked for: an enrolment has one undecided refund.
    func refunds() throws(PostgresError) {
        let rows = (state.refunds.old + state.refunds.new).map(\.row)
        try connection.queryUnlessEmpty(
            Self.upsertRefunds, rows.count,
            [
                rows.map(\.id), rows.map(\.enrolment), rows.map(\.institution.description), rows.map(\.cause.rawValue),
                rows.map { PostgresDate($0.requestedOn) }, rows.map { PostgresDate($0.due) },
                rows.map(\.status.rawValue),
                rows.map { $0.payBy.map { PostgresDate($0) } }, rows.map(\.owed.rawValue),
            ])
    }
}
