/// The text of a statement with parameters `$1`, `$2` …; prepared once on each connection when it is first used.
package struct Statement: Sendable, Hashable {
    package let sql: String
    /// Planned each time, for the tables as they are then: a plan that is kept was perhaps made for a table without
    /// rows, and takes minutes when tens of thousands have come.
    package let isPlannedAnew: Bool

    package init(_ sql: String, isPlannedAnew: Bool = false) {
        self.sql = sql
        self.isPlannedAnew = isPlannedAnew
    }
}

/// A date as PostgreSQL has it.
package struct PostgresDate: Sendable, Hashable {
    package let daysSince1970: Int32

    package init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

    /// PostgreSQL counts from 2000-01-01.
    static let epoch: Int32 = 10_957
    /// Days from 2000-01-01 that a date of a calendar can lie away, some thousand years; `infinity` does not.
    static let daysMax: Int64 = 4_000_000
}
