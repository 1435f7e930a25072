import Foundation
import Support

/// A district's year at a platform of its own.
struct DistrictYear {
    let platform: Platform
    let scenario: String
    let result: CommandResult
    private let settings: [String: String]

    /// Starts the five services for a district and runs its scenario to the end.
    init(_ scenario: String) throws {
        self.scenario = scenario
        let district = String(scenario.prefix { $0 != "-" })
        settings = [
            "DISTRICT_DIRECTORY": Qianjiang.directory.deletingLastPathComponent().appending(path: district).path,
            "CLOCK_PARTICIPANTS": (Platform.schemas + ["bank"]).joined(separator: ","),
        ]
        var options = Platform.Options()
        options.settings = settings
        platform = try Platform(options)
        try platform.startAll()
        result = try platform.runProgram(
            "simulator", ["scenario", scenario], settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
    }

    /// The line of the report for a figure, without its formula and quote: title, value, expected, mark.
    func figure(_ title: String) -> String? {
        result.lines.first { $0.contains(" \(title) ") }?.split(separator: " ").dropFirst().prefix(5).joined(
            separator: " ")
    }

    /// The digest of all state, when the registry has heard of every closing of the last day.
    func digest() throws -> [String] {
        try eventually("the registry has heard all") {
            try platform.query("select count(*) from registry.closed_days") == ["6"]
        }
        return try platform.console("digest").lines
    }

    /// The same topics into an empty database, by new processes in new consumer groups; returns when the last day is
    /// closed.
    func replay() throws {
        platform.stopAll()
        let last = try platform.query("select today from registry.loop_day")
        for schema in Platform.schemas {
            try platform.execute("drop schema \(schema) cascade")
        }
        for service in Platform.services { try platform.migrate(service) }
        for service in Platform.services { try platform.start(service) }
        for schema in Platform.schemas {
            try eventually(
                "\(schema) has closed \(last)", seconds: 900,
                { try platform.query("select closed_through from \(schema).loop_day") == last },
                seen: { (try? platform.query("select today, closed_through from \(schema).loop_day").first) ?? "" })
        }
        try eventually("escrow has taken the last day's lessons", seconds: 900) {
            try platform.query("select 1 from escrow.loop_outbox limit 1").isEmpty
        }
    }
}
