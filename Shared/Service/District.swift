import Foundation
package import Model

/// What makes a district: its numbers, its posters and its calendar. All of it is data.
package struct District: Sendable {
    package let policy: Policy
    package let roster: Roster
    package let calendar: WorkingCalendar

    /// Reads `policy.json` and `roster.json` of the district and all `<year>.json` of the calendars.
    package init(directory: String, calendars: String) throws(ConfigurationError) {
        do {
            policy = try Policy(rows: try Self.decode([PolicyRow].self, "\(directory)/policy.json"))
        } catch {
            throw ConfigurationError("\(directory)/policy.json: \(error)")
        }
        roster = try Self.decode(Roster.self, "\(directory)/roster.json")
        if let fault = roster.fault { throw ConfigurationError("\(directory)/roster.json: \(fault)") }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: calendars)) ?? []).filter {
            $0.hasSuffix(".json")
        }.sorted()
        guard !names.isEmpty else {
            throw ConfigurationError("CALENDAR_DIRECTORY \(calendars) has no calendar file such as 2022.json")
        }
        var years: [CalendarYear] = []
        for name in names { years.append(try Self.decode(CalendarYear.self, "\(calendars)/\(name)")) }
        calendar = WorkingCalendar(years: years)
    }

    /// Reads one JSON file; what is wrong is said with the file's name.
    package static func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws(ConfigurationError) -> Value
    {
        guard let data = Files.read(path) else { throw ConfigurationError("cannot read \(path)") }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw ConfigurationError("\(path) is not what it should be: \(error)")
        }
    }
}
