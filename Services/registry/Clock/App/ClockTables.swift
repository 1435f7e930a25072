import Model
import Postgres
import RegistryRules
import Service

/// The district's clock: one row that is its lock, and the days that were announced and closed.
enum ClockTables {
    private static let announced = TableDescription<Day, Void>("announced_days", key: "day", row: {})
    private static let closed = TableDescription(
        "closed_days", id: { ClosedDay(day: $0, service: $1) }, .key("day", \.day), .key("service", \.service),
        row: {})

    static let all: [any DescribedTable] = [announced, closed]

    /// A service has closed a day.
    private struct ClosedDay: Sendable {
        let day: Day
        let service: Identifier
    }

    private static let lock = Statement("select last_opened from clock for update")
    private static let findAnnounced = announced.select("order by day limit 400")
    private static let saveOpened = Statement("update clock set last_opened = $1")
    private static let dropAnnounced = Statement("delete from announced_days where day <= $1")
    private static let dropClosed = Statement("delete from closed_days where day < $1")

    static func load(
        _ participants: Set<Identifier>, from connection: any Database
    ) throws(PostgresError) -> Clock {
        let opened = try connection.query(lock, []).map { $0.optionalDay(0) }
        var clock = Clock(
            participants: participants, lastOpened: opened.first ?? nil,
            announced: try announced.rows(findAnnounced, from: connection).map(\.id))
        for row in try closed.findAll(from: connection) {
            clock.closed[row.id.day, default: []].insert(row.id.service)
        }
        return clock
    }

    /// Days said twice are one day; those that are over are deleted.
    static func save(_ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        var (days, closings, opened) = ([Day](), [ClosedDay](), Day?.none)
        for case .clock(let fact) in facts.map(\.fact) {
            switch fact {
            case .dayAnnounced(let day): days.append(day)
            case .serviceClosed(let day, let service): closings.append(ClosedDay(day: day, service: service))
            case .dayOpened(let day): opened = day.day
            }
        }
        try announced.insertAbsent(days.map { TableRow($0, ()) }, into: connection)
        try closed.insertAbsent(closings.map { TableRow($0, ()) }, into: connection)
        guard let opened else { return }
        for statement in [saveOpened, dropAnnounced, dropClosed] {
            _ = try connection.query(statement, [opened.stored])
        }
    }
}
