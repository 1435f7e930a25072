import Commands
import Kafka
import Model

/// The topics of a district.
enum Topics {
    static let help = """
        console topics create [REPLICATION] [--create-time] | console topics list
          Creates the topics of the district's roster (DISTRICT_DIRECTORY) that are not there yet, with so many replicas
          (1), or lists the broker's topics with the number of their partitions. The broker stamps what comes on intake
          topics with its own time, so that no poster says when it came, and keeps it unpacked, so that its limit of
          bytes holds for what readers must unpack; topics that are there and have it otherwise are altered. With
          --create-time the poster's stamp stands: for tests with a moved clock.
        """

    /// Escrow carries most events; one partition keeps the order of days.
    private static let partitions = ["escrow.intake": 4, "escrow.events": 4, "calendar": 1, "registry.intake.clock": 1]
    private static let otherPartitions = 2

    private static let calendar = ["calendar.days", "calendar.closed"]
    private static let facts = Set(EventCatalogue.facts.map { $0.topic })
        .subtracting(EventCatalogue.compactedTopics).subtracting(calendar).sorted()
    private static let rejected = EventCatalogue.services.map { "\($0).rejected" }

    /// All topics: intake of each poster that may say something to a service, facts, rejections, days.
    static func specifications(_ roster: Roster, replication: Int, stamps: Stamps) -> [TopicSpecification] {
        let intake = EventCatalogue.speakers.flatMap { EventCatalogue.intakeTopics(of: $0.service, roster) }
        let kept = ["cleanup.policy": "delete", "retention.ms": "-1"]
        let posted = kept.merging([Stamps.setting: stamps.rawValue, "compression.type": "uncompressed"]) { $1 }
        return intake.map { specification($0, replication, posted, bytesMax: 8_000_000) }
            + facts.map { specification($0, replication, kept, bytesMax: 8_000_000) }
            + calendar.map { specification($0, replication, kept, bytesMax: 1_000_000) }
            + EventCatalogue.compactedTopics.sorted().map {
                specification($0, replication, ["cleanup.policy": "compact"], bytesMax: 1_000_000)
            }
            // A rejection holds the whole message that was refused.
            + rejected.map { specification($0, replication, kept, bytesMax: 10_000_000) }
    }

    private static func specification(
        _ name: String, _ replication: Int, _ settings: [String: String], bytesMax: Int
    ) -> TopicSpecification {
        let own = partitions.filter { name.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }
        return TopicSpecification(
            name: name, partitions: own?.value ?? otherPartitions, replication: replication,
            settings: settings.merging(["max.message.bytes": String(bytesMax)]) { $1 })
    }

    /// `topics create` and `topics list`.
    static func run(_ arguments: [String], _ environment: Environment) throws {
        let options = try Options(arguments, flags: ["create-time"], values: [], help: help)
        let admin = try Admin(brokers: environment.brokers)
        switch options.rest.first {
        case "create":
            let asked = options.rest.dropFirst().first ?? "1"
            guard let replication = Int(asked), (1...Int(Int16.max)).contains(replication) else {
                throw CommandError("«\(asked)» is no number of replicas\n\(help)")
            }
            let wanted = specifications(
                try environment.roster(), replication: replication,
                stamps: options.has("create-time") ? .createTime : .appendTime)
            let existing = Set(try admin.create(wanted))
            let made = wanted.count - existing.count
            Terminal.print("\(wanted.count) topics: \(made) made, \(existing.count) were there")
            for topic in wanted where existing.contains(topic.name) { try alter(topic, admin) }
        case "list":
            for (name, partitions) in try admin.topics().sorted(by: { $0.key < $1.key }) {
                Terminal.print("\(name)\t\(partitions)")
            }
        default: throw CommandError("create or list?\n\(help)")
        }
    }

    /// A topic that was there keeps what an operator gave it, but for who stamps its messages, which deadlines rest on,
    /// and for how they are kept: what compression makes small could fill the memory of whoever reads it.
    private static func alter(_ topic: TopicSpecification, _ admin: Admin) throws {
        let found = try admin.describe(topic.name)
        for setting in [Stamps.setting, "compression.type"] {
            guard let wanted = topic.settings[setting], found[setting] != wanted else { continue }
            let (before, isAltered) = (found[setting] ?? "unset", try admin.alter(topic.name, [setting: wanted]))
            let change =
                isAltered ? "was \(before), is \(wanted) now" : "is \(before); this broker cannot alter it to \(wanted)"
            Terminal.print("\(topic.name): \(setting) \(change)")
        }
    }
}

/// Whose time a message's stamp is.
enum Stamps: String {
    /// The broker's, when the message came.
    case appendTime = "LogAppendTime"
    /// The poster's.
    case createTime = "CreateTime"

    /// The broker's name of the setting.
    static let setting = "message.timestamp.type"
}
