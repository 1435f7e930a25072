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
        calendar = WorkingCalendar(years: try Self.years(in: calendars))
    }

    /// The calendars of a directory: `<year>.json`, and nothing else. What a desktop leaves beside them begins with a
    /// dot; any other JSON file may have been meant for one of them.
    private static func years(in directory: String) throws(ConfigurationError) -> [CalendarYear] {
        guard let all = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw ConfigurationError("CALENDAR_DIRECTORY \(directory) is no directory that can be read")
        }
        let names = all.filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".json") }.sorted()
        var years: [CalendarYear] = []
        for name in names {
            guard name.wholeMatch(of: /[0-9]{4}\.json/) != nil else {
                throw ConfigurationError(
                    "\(directory)/\(name) is not called <year>.json: rename it, or take it out of CALENDAR_DIRECTORY")
            }
            let (path, year) = ("\(directory)/\(name)", try decode(CalendarYear.self, "\(directory)/\(name)"))
            guard name == "\(year.year).json" else {
                throw ConfigurationError(
                    "\(path) is the calendar of \(year.year)"
                        + (names.contains("\(year.year).json") ? ", and so is \(directory)/\(year.year).json" : "")
                        + ": a file is called by its year")
            }
            if let fault = year.fault { throw ConfigurationError("\(path): \(fault)") }
            years.append(year)
        }
        guard !years.isEmpty else {
            throw ConfigurationError("CALENDAR_DIRECTORY \(directory) has no calendar file such as 2022.json")
        }
        // A year's notice may name days of the next one (the first days off of a New Year).
        let places = years.flatMap { year in
            year.holidays.map { (day: $0.day, isWorking: false, year: year.year) }
                + year.makeUpDays.map { (day: $0, isWorking: true, year: year.year) }
        }
        for (day, said) in Dictionary(grouping: places, by: \.day).sorted(by: { $0.key < $1.key }) {
            guard let off = said.first(where: { !$0.isWorking }), let working = said.first(where: \.isWorking) else {
                continue
            }
            throw ConfigurationError(
                "\(day) is a holiday in \(directory)/\(off.year).json and a working day in "
                    + "\(directory)/\(working.year).json")
        }
        return years
    }

    /// Reads one JSON file; what is wrong is said with the file's name.
    package static func decode<Value: Codable>(_ type: Value.Type, _ path: String) throws(ConfigurationError) -> Value {
        guard let data = Files.read(path) else { throw ConfigurationError("cannot read \(path)") }
        if let fault = JSONFile.fault(in: [UInt8](data)) { throw ConfigurationError("\(path): \(fault)") }
        do {
            let value = try JSONDecoder().decode(type, from: data)
            let (written, known) = (
                try JSONSerialization.jsonObject(with: data),
                try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
            )
            guard let stray = stray(in: written, unlike: known) else { return value }
            throw ConfigurationError("\(path): «\(stray)» is no part of it: misspelt?")
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError("\(path) is not what it should be: \(error)")
        }
    }

    /// A member that nobody read: it would not be written either.
    private static func stray(in written: Any, unlike known: Any) -> String? {
        switch (written, known) {
        case (let written as [String: Any], let known as [String: Any]):
            for (name, value) in written.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
                guard let other = known[name] else { return name }
                if let found = stray(in: value, unlike: other) { return "\(name).\(found)" }
            }
            return nil
        case (let written as [Any], let known as [Any]):
            return zip(written, known).lazy.compactMap { stray(in: $0, unlike: $1) }.first
        default: return nil
        }
    }
}
