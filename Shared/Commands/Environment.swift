import Foundation
package import Model
package import Postgres
package import Service

/// What is wrong with a call of the console, in a sentence that says what to do.
package struct CommandError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The settings of the console.
package struct Environment {
    private let values: [String: String]

    package init(_ values: [String: String] = ProcessInfo.processInfo.environment) { self.values = values }

    package var brokers: String { values["KAFKA_BROKERS"] ?? "127.0.0.1:9092" }
    package var metricsDirectory: String? { values["METRICS_DIRECTORY"] }

    /// A setting without which there is nothing to do.
    package func required(_ name: String) throws(CommandError) -> String {
        guard let value = values[name], !value.isEmpty else {
            throw CommandError("\(name) is not set; see console --help")
        }
        return value
    }

    /// A setting that may also come from a file.
    package func secret(_ name: String) throws(CommandError) -> String {
        guard let path = values[name + "_FILE"] else { return try required(name) }
        guard let data = Files.read(path) else { throw CommandError("\(name)_FILE: cannot read \(Files.named(path))") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The platform's database, for what the console reads.
    package func database() throws -> Connection {
        let url = try secret("DATABASE_URL")
        do throws(ConnectionString.Fault) {
            _ = try ConnectionString(url)
        } catch {
            throw CommandError("DATABASE_URL \(error)")
        }
        return try Connection(
            url: url, applicationName: "console", statementTimeoutMilliseconds: 120_000)
    }

    /// The district's posters.
    package func roster() throws -> Roster {
        try District.decode(Roster.self, "\(try required("DISTRICT_DIRECTORY"))/roster.json")
    }

    /// The district with policy, roster and calendar.
    package func district() throws -> District {
        try District(directory: try required("DISTRICT_DIRECTORY"), calendars: try required("CALENDAR_DIRECTORY"))
    }
}
