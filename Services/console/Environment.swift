import Foundation
import Model
import Postgres
import Service

/// What is wrong with a call of the console, in a sentence that says what to do.
struct ConsoleError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The settings of the console.
struct Environment {
    private let values: [String: String]

    init(_ values: [String: String] = ProcessInfo.processInfo.environment) { self.values = values }

    var brokers: String { values["KAFKA_BROKERS"] ?? "127.0.0.1:9092" }
    var metricsDirectory: String? { values["METRICS_DIRECTORY"] }

    func required(_ name: String) throws(ConsoleError) -> String {
        guard let value = values[name], !value.isEmpty else {
            throw ConsoleError("\(name) is not set; see console --help")
        }
        return value
    }

    /// A setting that may also come from a file.
    func secret(_ name: String) throws(ConsoleError) -> String {
        guard let path = values[name + "_FILE"] else { return try required(name) }
        guard let data = Files.read(path) else { throw ConsoleError("\(name)_FILE: cannot read \(Files.named(path))") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The platform's database, for what the console reads.
    func database() throws -> Connection {
        let url = try secret("DATABASE_URL")
        do throws(ConnectionString.Fault) {
            _ = try ConnectionString(url)
        } catch {
            throw ConsoleError("DATABASE_URL \(error)")
        }
        return try Connection(
            url: url, applicationName: "console", statementTimeoutMilliseconds: 120_000)
    }

    /// The district's posters.
    func roster() throws -> Roster {
        try District.decode(Roster.self, "\(try required("DISTRICT_DIRECTORY"))/roster.json")
    }

    /// The district with policy, roster and calendar.
    func district() throws -> District {
        try District(directory: try required("DISTRICT_DIRECTORY"), calendars: try required("CALENDAR_DIRECTORY"))
    }
}
