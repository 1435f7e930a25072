import Postgres

/// One setting of a service, read from the environment.
package struct Setting: Sendable {
    /// What a value must look like.
    package enum Kind: Sendable {
        case text
        /// What libpq connects with.
        case connectionString
        /// host:port, with commas.
        case brokers
        case integer(ClosedRange<Int>)
        case choice([String])
    }

    package let name: String
    package let kind: Kind
    /// Nil: the setting must be given.
    package let standard: String?
    /// One sentence with the unit.
    package let help: String
    /// May also come from a file named by `<NAME>_FILE`; never printed.
    package let secret: Bool

    package init(_ name: String, _ kind: Kind, standard: String?, secret: Bool = false, help: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.secret = secret
        self.help = help
    }

    /// What the value should have been, or nil if it is right.
    func complaint(about value: String) -> String? {
        switch kind {
        case .text:
            return value.isEmpty ? "must not be empty" : nil
        case .connectionString:
            guard !value.isEmpty else { return "must not be empty" }
            do throws(ConnectionString.Fault) {
                _ = try ConnectionString(value)
                return nil
            } catch {
                return error.description
            }
        case .brokers:
            let areAll = value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { broker in
                let parts = broker.wholeMatch(
                    of: /\s*(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?\s*/)
                return parts.map { (1...65_535).contains($0.port.flatMap { Int($0) } ?? 9_092) } ?? false
            }
            return areAll ? nil : "must be host:port, with commas between several"
        case .integer(let range):
            guard let number = Int(value), range.contains(number) else {
                return "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            return nil
        case .choice(let values):
            return values.contains(value) ? nil : "must be one of \(values.joined(separator: ", "))"
        }
    }
}

extension Setting {
    /// What every service is told.
    static let common: [Setting] = [
        Setting(
            "KAFKA_BROKERS", .brokers, standard: "127.0.0.1:9092",
            help: "Brokers to begin with, host:port, with commas."),
        Setting(
            "DATABASE_URL", .connectionString, standard: nil, secret: true,
            help: "PostgreSQL of the platform, as the service's own role."),
        Setting(
            "DISTRICT_DIRECTORY", .text, standard: nil,
            help: "Directory with policy.json and roster.json of the district."),
        Setting(
            "CALENDAR_DIRECTORY", .text, standard: nil, help: "Directory with a file of holidays a year, 2022.json."),
        Setting(
            "CLOCK", .choice(["system", "events"]), standard: "system",
            help: "Where days come from: the system's clock, or announced by events (replay)."),
        Setting(
            "BATCH_EVENTS_MAX", .integer(1...20_000), standard: "4000", help: "Events in one transaction at the most."),
        Setting(
            "BATCH_WAIT_MS", .integer(0...10_000), standard: "20", help: "Milliseconds to wait for a batch to fill."),
        Setting(
            "BATCH_MS_MAX", .integer(50...600_000), standard: "2000",
            help: "Milliseconds after which gathering ends, and of a transaction that makes the next ones smaller."),
        Setting(
            "BATCH_BYTES_MAX", .integer(100_000...100_000_000), standard: "4000000",
            help: "Bytes of events in one transaction at the most, but at least one event."),
        Setting(
            "DAY_SUBJECTS_MAX", .integer(1...100_000), standard: "1000",
            help: "Institutions, entries or findings whose work of a new day is one transaction."),
        Setting(
            "WAITING_EVENTS_MAX", .integer(1...10_000_000), standard: "100000",
            help: "Events of one poster that may wait for what they refer to."),
        Setting(
            "WAITING_KILOBYTES_MAX", .integer(1...1_000_000_000), standard: "200000",
            help: "KiB of one poster's events that may wait for what they refer to."),
        Setting(
            "MERGE_WAIT_MS", .integer(0...3_600_000), standard: "60000",
            help: "Milliseconds that a partition whose leader is away may hold the others back (CLOCK=system)."),
        Setting(
            "EVENT_BYTES_MAX", .integer(1_000...8_000_000), standard: "1000000", help: "Bytes of one event at the most."
        ),
        Setting(
            "REJECTION_BYTES_MAX", .integer(0...1_000_000), standard: "100000",
            help: "Bytes of a refused event that are kept at the most; a larger one keeps its length and SHA-256."),
        Setting(
            "WAITING_DAYS_MAX", .integer(0...366), standard: "7",
            help: "Days that an event waits for what it refers to."),
        Setting(
            "LOOKAHEAD_EVENTS", .integer(1...10_000), standard: "1000",
            help: "Events decoded ahead in each partition, and as many in the making."),
        Setting(
            "LOOKAHEAD_KILOBYTES", .integer(1_000...4_000_000), standard: "32000",
            help: "KiB of events decoded ahead in all partitions together, but at least two events in each."),
        Setting(
            "FETCH_KILOBYTES_MAX", .integer(64...1_000_000), standard: "1024",
            help: "KiB after which no more is fetched ahead in a partition; one fetch brings 1024 KiB of it at most."),
        Setting(
            "FETCH_WAIT_MS", .integer(1...10_000), standard: "50",
            help: "Milliseconds that the broker may hold a fetch back; less where it always does."),
        Setting(
            "FETCH_CHECK", .choice(["on", "off"]), standard: "off",
            help: "Missing offsets are asked for again: only where the broker shows messages out of their order."),
        Setting(
            "OUTBOX_EVENTS_MAX", .integer(1...100_000), standard: "5000",
            help: "Events relayed from the outbox at once, but whole rows of it."),
        Setting(
            "SESSION_TIMEOUT_MS", .integer(1_000...300_000), standard: "10000",
            help: "Milliseconds until a lost or frozen process is replaced."),
        Setting(
            "PRODUCER_IDEMPOTENCE", .choice(["on", "off"]), standard: "on", help: "Idempotence of the relay's producer."
        ),
        Setting(
            "STATEMENT_TIMEOUT_MS", .integer(100...3_600_000), standard: "60000",
            help: "Milliseconds a statement may take."),
        Setting("METRICS_FILE", .text, standard: "", help: "Prometheus text file, written each second; none if empty."),
        Setting(
            "HEALTH_FILE", .text, standard: "", help: "File that `health` reads, written each second; none if empty."),
        Setting(
            "LOG_LEVEL", .choice(["info", "warning", "error"]), standard: "info", help: "Least level logged."),
    ]
}
