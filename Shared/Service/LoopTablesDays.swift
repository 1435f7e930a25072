import Kafka
import Model
import Postgres

/// How far the opening of a day is.
struct DayProgress: Hashable, Sendable {
    /// Last day whose opening is all done.
    var doneThrough: Day?
    /// Of the next one: the last portion that is done.
    var cursor: String?
    /// The portion that was taken alone when two processes died.
    var suspect: String?
}

/// The day as the service knows it.
extension LoopTables {
    private static let readDay = Statement("select today, closed_through from loop_day")
    private static let holdDay = Statement("select today from loop_day for share")
    private static let open = Statement("update loop_day set today = $1 where today is null or today < $1")
    private static let progress = Statement(
        "select done_through, cursor, case when suspected >= 2 then suspect end from loop_day for update")
    private static let advance = Statement("update loop_day set cursor = $1, suspect = null")
    private static let finish = Statement(
        "update loop_day set done_through = greatest(done_through, $1), cursor = null, suspect = null")
    /// Who notes what is noted already goes on after one that died of it.
    private static let suspect = Statement(
        """
        update loop_day set suspect = portion,
            suspected = case when suspect = portion then suspected + 1 else 1 end
        from (select $1 || ' ' || coalesce(cursor, '') as portion from loop_day) noted
        """)
    private static let close = Statement(
        "update loop_day set closed_through = $1 where today = $1 and closed_through is distinct from $1")

    /// The day as the service knows it, and the last one that is closed.
    func day() throws(PostgresError) -> (today: Day?, closedThrough: Day?) {
        let rows = try connection.query(Self.readDay, []).map { row in (row.optionalDay(0), row.optionalDay(1)) }
        return rows.first ?? (nil, nil)
    }

    /// The day as the service knows it; no other process opens the next one until the end of the transaction, so that a
    /// day is over when it is over.
    func heldDay() throws(PostgresError) -> Day? {
        try connection.query(Self.holdDay, []).map { $0.optionalDay(0) }.first ?? nil
    }

    /// The day begins.
    func open(_ day: Day) throws(PostgresError) { _ = try connection.query(Self.open, [PostgresDate(day)]) }

    /// How far the opening of the day is; no other process goes on with it until the end of the transaction.
    func progress() throws(PostgresError) -> DayProgress {
        let rows = try connection.query(Self.progress, []).map { row in
            DayProgress(
                doneThrough: row.optionalDay(0), cursor: row.optionalString(1), suspect: row.optionalString(2))
        }
        return rows.first ?? DayProgress()
    }

    /// A portion of the day's opening is done.
    func advance(to cursor: String) throws(PostgresError) { _ = try connection.query(Self.advance, [cursor]) }

    /// The opening of the day is done.
    func finish(_ day: Day) throws(PostgresError) { _ = try connection.query(Self.finish, [PostgresDate(day)]) }

    /// The next portion of the day's opening is taken alone now: if the process dies, of this one.
    func suspectPortion(of day: Day) throws(PostgresError) {
        _ = try connection.query(Self.suspect, [day.description])
    }

    /// Nothing is left of the day; false if that was noted before.
    func close(_ day: Day) throws(PostgresError) -> Bool {
        try connection.execute(Self.close, [PostgresDate(day)]) == 1
    }
}
