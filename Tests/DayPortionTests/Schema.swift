import Foundation
import Model
import Postgres
import Service

/// A service's tables, alone in a schema that goes with the test. Needs a database (`DATABASE_URL`).
struct Schema {
    let connection: Connection
    private let name: String

    static var hasDatabase: Bool { ProcessInfo.processInfo.environment["DATABASE_URL"] != nil }

    init(_ name: String, _ migrations: [Migration], _ rows: String) throws {
        self.name = name
        connection = try Connection(
            url: ProcessInfo.processInfo.environment["DATABASE_URL", default: ""], applicationName: "DayPortionTests",
            statementTimeoutMilliseconds: 60_000)
        try connection.script(
            "drop schema if exists \(name) cascade; create schema \(name); set search_path to \(name)")
        try connection.script("create table loop_day (today date)")
        for migration in migrations { try connection.script(String(decoding: migration.sql, as: UTF8.self)) }
        try connection.script(rows)
    }

    /// Every row of these tables, in an order.
    func rows(_ tables: String...) throws -> [String] {
        try tables.flatMap { table in
            try connection.query(
                Postgres.Statement("select '\(table) ' || row_to_json(\(table))::text from \(table) order by 1"), []
            ).map { $0.string(0) }
        }
    }

    func drop() throws { try connection.script("drop schema \(name) cascade") }
}

/// Facts as the loop records them.
func record<Fact: Sendable>(_ facts: [Fact], on day: Day) -> [Recorded<Fact>] {
    facts.enumerated().map { index, fact in
        Recorded(fact: fact, cause: "day", poster: "registry", index: index, time: .start(of: day), day: day)
    }
}

let today = Day(ordinal: 19_083)  // 2022-04-01
