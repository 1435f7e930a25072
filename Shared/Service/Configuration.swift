import Foundation

/// What is wrong with the environment or a district's file, in one sentence that names it.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// The settings of a service with their values, all of them checked, and the district they name.
package struct Configuration: Sendable {
    private var values: [String: String]
    /// Policy, roster and calendar of the district.
    package let district: District

    /// Reads every setting from the environment; the first wrong one is refused by name.
    package init(settings: [Setting], environment: [String: String]) throws(ConfigurationError) {
        values = try Self.values(of: settings, in: environment)
        district = try District(
            directory: values["DISTRICT_DIRECTORY", default: ""], calendars: values["CALENDAR_DIRECTORY", default: ""])
    }

    /// The value of a text or choice; empty if the setting has no value.
    package func text(_ name: String) -> String { values[name, default: ""] }

    /// The value of a whole number.
    package func integer(_ name: String) -> Int {
        guard let value = values[name].flatMap({ Int($0) }) else {
            preconditionFailure("\(name) is not a declared integer setting")
        }
        return value
    }

    /// Days are announced by events: the year is replayed.
    package var isReplay: Bool { text("CLOCK") == "events" }

    /// Values from the environment or from `<NAME>_FILE`, or the standard ones.
    static func values(of settings: [Setting], in environment: [String: String]) throws(ConfigurationError) -> [String:
        String]
    {
        var values: [String: String] = [:]
        for setting in settings {
            var given = environment[setting.name]
            if given == nil { given = try secret(setting, environment) }
            guard let value = given ?? setting.standard else {
                throw ConfigurationError("\(setting.name) is not set: \(setting.help)")
            }
            if given != nil, let complaint = setting.complaint(about: value),
                !(value.isEmpty && setting.standard?.isEmpty == true)
            {
                throw ConfigurationError("\(setting.name) \(complaint)" + (setting.secret ? "" : ", not «\(value)»"))
            }
            values[setting.name] = value
        }
        return values
    }

    private static func secret(_ setting: Setting, _ environment: [String: String]) throws(ConfigurationError)
        -> String?
    {
        guard setting.secret, let path = environment[setting.name + "_FILE"] else { return nil }
        guard let bytes = Files.read(path) else {
            throw ConfigurationError("\(setting.name)_FILE: cannot read \(Files.named(path))")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// One line a setting, for `--help`.
    package static func help(_ settings: [Setting]) -> String {
        settings.map { setting in
            let standard = setting.standard.map { $0.isEmpty ? "none" : $0 } ?? "must be set"
            let file = setting.secret ? " (or \(setting.name)_FILE)" : ""
            return "  \(setting.name)\(file)\n      \(setting.help) [\(standard)]"
        }.joined(separator: "\n")
    }
}
