import Foundation

/// Structured logs: one JSON object a line on standard error. No payloads and no personal data go in here (G8).
package struct Log: Sendable {
    /// How much it matters.
    package enum Level: String, Sendable, Comparable, CaseIterable {
        case info, warning, error

        package static func < (left: Level, right: Level) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    private struct Line: Encodable {
        var time: String
        var level: String
        var service: String
        var message: String
        var fields: [String: String]?
    }

    private let service: String
    private let least: Level

    package init(service: String, least: Level) {
        self.service = service
        self.least = least
    }

    /// Something an operator may want to know.
    package func info(_ message: String, _ fields: [String: String] = [:]) { write(.info, message, fields) }
    /// Something is wrong and the service goes on.
    package func warning(_ message: String, _ fields: [String: String] = [:]) { write(.warning, message, fields) }
    /// An alarm: an operator must look at something, or the service cannot go on.
    package func error(_ message: String, _ fields: [String: String] = [:]) { write(.error, message, fields) }

    private func write(_ level: Level, _ message: String, _ fields: [String: String]) {
        guard level >= least else { return }
        let line = Line(
            time: Date().ISO8601Format(), level: level.rawValue, service: service, message: message,
            fields: fields.isEmpty ? nil : fields)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        LogWriter.write(data)
    }

    /// A line on standard error that is no log: why a command failed.
    static func say(_ text: String) { LogWriter.write(Data(text.utf8)) }
}
