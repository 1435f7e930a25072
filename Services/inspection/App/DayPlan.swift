import InspectionRules
import Model
import Postgres
import Service

/// What a day brings, cut into portions that one transaction can bear.
struct DayPlan {
    let day: Day
    let connection: any Database

    /// Kinds of work in the order in which it is done; a month is judged when its schools are named.
    private enum Step: Int32 { case inspection = 1, finding, month }

    /// All that is due on a day (`$1`) behind a place (`$2`-`$5`), so many pieces (`$6`) of it.
    private static let find = Statement(
        """
        with over as (
            select month from school_year_months where not is_judged and month + interval '1 month' <= $1::date),
        due as (
            select 1 as step, 0 as number, 0 as part, inspection collate "C" as name from inspections
                where is_held is null and day < $1::date
            union all select 2, 0, 0, finding collate "C" from findings
                where state = 'open' and not is_overdue and due < $1::date
            union all select 3, month - date '1970-01-01', 0, school collate "C" from over cross join schools
                where not exists (select from visits where visits.month = over.month and visits.school = schools.school)
                    and not exists (
                        select from missed_months where missed_months.month = over.month
                            and missed_months.school = schools.school)
            union all select 3, month - date '1970-01-01', 1, '' from over)
        select step, number, part, name from due
        where (step, number, part, name) > ($2::int4, $3::int4, $4::int4, $5::text)
        order by step, number, part, name limit $6::int8
        """)

    /// The next portion, of at most so many pieces.
    func next(after cursor: String?, max: Int) throws(PostgresError) -> Portion<Command> {
        let place = Cursor.fields(cursor, count: 4) ?? ["0", "0", "0", ""]
        let most = min(Swift.max(1, max), 1_000_000_000)
        let parameters: [any PostgresParameter] = [
            PostgresDate(day), Int32(place[0]) ?? 0, Int32(place[1]) ?? 0, Int32(place[2]) ?? 0, place[3], most + 1,
        ]
        let due = try connection.query(Self.find, parameters).map {
            (step: $0.int32(0), number: $0.int32(1), part: $0.int32(2), name: $0.identifier(3))
        }
        let works = due.prefix(most).compactMap { row -> DayWork? in
            let month = Day(ordinal: row.number).month
            return switch Step(rawValue: row.step) {
            case .inspection: DayWork(day, .inspection(row.name))
            case .finding: DayWork(day, .finding(row.name))
            case .month where row.part == 0: DayWork(day, .missed(SchoolMonth(school: row.name, month: month)))
            case .month: DayWork(day, .judged(month))
            case nil: nil
            }
        }
        var portion = Portion(pieces: works.map { .init(name: $0.name, command: Command.dayWork($0)) })
        if due.count > most {
            let last = due[most - 1]
            portion.cursor = Cursor.text(
                [String(last.step), String(last.number), String(last.part), last.name.description])
        }
        return portion
    }
}
