import EscrowRules
import Model
import Postgres
import Service

/// What a day brings, cut into portions that one transaction can bear.
struct DayPlan {
    let opened: DayOpened
    let connection: any Database

    /// Kinds of work in the order in which an institution's is done.
    fileprivate enum Step: Int32 {
        case link
        case lesson
        case pass, share, refund, instruction, retry, reckon, claim, institution
    }

    /// A piece of work: its place in the order of all. What there is to do for an institution comes in the order of
    /// the rules, and last the institution itself.
    fileprivate struct Piece {
        var institution: USCC
        var step: Step
        var number: Int32
        var part: Int32
        var name: Identifier
        /// Of a claim, the instruction that was not covered.
        var uncovered: Identifier?

        init?(_ row: Row) {
            guard let step = Step(rawValue: row.int32(1)) else { return nil }
            institution = row.uscc(0)
            self.step = step
            (number, part, name) = (row.int32(2), row.int32(3), row.identifier(4))
            uncovered = row.optionalText(5)
        }

        var cursor: String {
            Cursor.text([
                institution.description, String(step.rawValue), String(number), String(part), name.description,
            ])
        }
    }

    /// Behind all institutions.
    private static let last = Cursor.text(["~", "0", "0", "0", ""])

    /// All that is due on a day (`$1`) behind a place (`$2`-`$6`), so many pieces (`$7`) of it. `$8`: the kinds of
    /// accounts of an institution, whose balances come to what its families have there. Claims of institutions that are
    /// gone are due when what there is for them is reckoned.
    private static let find = Statement(
        """
        with due as (
            select institution, 0 as step, 0 as number, 0 as part, '' as name, null as uncovered from institutions
                where exists (
                    select from transfers where transfers.institution = institutions.institution
                        and day < $1::date and day > coalesce(
                            (select max(day) from seals where seals.institution = institutions.institution),
                            '-infinity'))
            union all select institution, 1, 0, lesson, enrolment, null from attendances
                where status = 'held' and due < $1::date
            union all select institution, 2, 0, 0, enrolment, null from enrolments where days_due <= $1::date
            union all select institution, 3, 0, 0, enrolment, null from enrolments where share_due <= $1::date
            union all select institution, 4, due - date '1970-01-01', 0, refund, null from refunds
                where status = 'pending' and due < $1::date
            union all select institution, 5, length(instruction), 0, instruction, null from instructions
                where status in ('sent', 'accepted') and valid_through < $1::date
            union all select institution, 6, length(instruction), 0, instruction, null from instructions waiting
                where (status in ('uncovered', 'failed') or status in ('sent', 'accepted') and valid_through < $1::date)
                    and purpose not in ('settlement', 'depositReturn') and sent_on < $1::date
                    and (status <> 'uncovered' or enrolment is null or not exists (
                        select from institutions gone
                        where gone.institution = waiting.institution and gone.status = 'absconded'))
            union all select institution, 7, 0, 0, '', null from institutions where status = 'absconded' and (
                exists (
                    select from instructions where instructions.institution = institutions.institution
                        and instructions.status = 'uncovered' and enrolment is not null and sent_on < $1::date)
                or 0 <> (
                    select sum(debits_fen - credits_fen) from unnest($8::text[]) asked (kind)
                    join accounts on account = institutions.institution || '/' || asked.kind))
            union all select settled.institution, 8, 0, 0, enrolment, null
                from claim_settlements settled join enrolments using (institution)
                join accounts on account = enrolment || '/unconsumed'
                where day = $1::date and debits_fen < credits_fen
                    and enrolment >= case when ($2::text, $3::int4) = (settled.institution, 8) then $5::text else '' end
                    and (reckoned_on = $1::date or enrolment not in (
                        select shared.enrolment from instructions shared join claim_settlements using (institution)
                        where day = $1::date and reckoned_on < $1::date and sent_on >= reckoned_on
                            and cause = 'institutionAbsconded' and shared.enrolment is not null))
            union all select institution, 8, 0, substr(instruction, length(institution) + 2)::int4, enrolment,
                instruction from claim_settlements join instructions using (institution)
                where day = $1::date and status = 'uncovered' and enrolment is not null and sent_on < reckoned_on
            union all select institution, 9, 0, 0, '', null from institutions)
        select institution, step, number, part, name, uncovered from due
        where (institution, step, number, name, part) > ($2::text, $3::int4, $4::int4, $5::text, $6::int4)
        order by institution, step, number, name, part limit $7::int8
        """)

    /// The next portion: at most so many institutions to be done with, and so many rows. The last one seals the day,
    /// when all institutions have their links.
    func next(
        after cursor: String?, institutions: Int, rows: Int
    ) throws(PostgresError) -> Portion<Command> {
        // Before the first: steps begin with 0.
        let place = Cursor.fields(cursor, count: 5) ?? ["", "0", "0", "0", ""]
        var (institutions, rows) = (min(max(1, institutions), Self.most), min(max(1, rows), Self.most))
        let parameters: [any PostgresParameter] = [
            PostgresDate(opened.day), place[0], Int32(place[1]) ?? 0, Int32(place[2]) ?? 0, place[4],
            Int32(place[3]) ?? 0, institutions + rows + 1, AccountKind.ofInstitutions.map(\.rawValue),
        ]
        let pieces = try connection.query(Self.find, parameters).map { Piece($0) }.compactMap { $0 }
        var portion = Portion<Command>()
        guard !pieces.isEmpty else {
            portion.add(DayWork(opened, nil, .seal))
            return portion
        }
        var last: String?
        for piece in pieces {
            // Alone, since it counts what is committed; and what follows it depends on it.
            if piece.step == .reckon {
                if last == nil { portion.add(DayWork(opened, piece.institution, piece.work)) }
                portion.cursor = last ?? piece.cursor
                return portion
            }
            guard institutions > 0, piece.step == .institution || rows > 0 else {
                portion.cursor = last
                return portion
            }
            if piece.step == .institution { institutions -= 1 } else { rows -= piece.weight }
            portion.add(DayWork(opened, piece.institution, piece.work))
            last = piece.cursor
        }
        portion.cursor = Self.last
        return portion
    }

    /// More than any district has.
    private static let most = 1_000_000_000
}

extension DayPlan.Piece {
    /// In rows: a claim changes several.
    fileprivate var weight: Int { step == .claim ? 5 : 1 }

    fileprivate var work: DayPiece {
        switch step {
        case .link: .link
        case .lesson: .lesson(AttendanceID(name, Int(part)))
        case .pass: .pass(name)
        case .share: .share(name)
        case .refund: .refund(name)
        case .instruction: .instruction(name)
        case .retry: .retry(name)
        case .reckon: .reckon
        case .claim: .claim(name, uncovered: uncovered)
        case .institution: .institution
        }
    }
}

extension Portion<Command> {
    fileprivate mutating func add(_ work: DayWork) { pieces.append(.init(name: work.name, command: .dayWork(work))) }
}
