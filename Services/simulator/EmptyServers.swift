import Commands
import Kafka
import Model
import Postgres

/// `check`: whether broker and database are as a year or a bench needs them. Both begin at the first event; what an
/// earlier run left would be taken for theirs.
enum EmptyServers {
    static let help = """
        simulator check
          Ends with 1 if topics of the broker (KAFKA_BROKERS) hold events already, or the database (DATABASE_URL) state.
        """

    static func run(_ arguments: [String], _ environment: Environment) throws {
        guard arguments.isEmpty else { throw CommandError(help) }
        try check(environment)
        Terminal.print("broker and database are empty")
    }

    /// Throws what is there, and what to do.
    static func check(_ environment: Environment) throws {
        if let (topic, events) = try fullestTopic(environment.brokers) {
            throw CommandError(
                """
                the broker has events of an earlier run already (\(topic): \(events)), and the topics must be empty. \
                Delete its topics or take another broker; without KAFKA_BROKERS deploy/local starts one of its own
                """)
        }
        if let service = try serviceWithState(environment.database()) {
            throw CommandError(
                """
                the database has state of an earlier run already (schema \(service)), and it must be empty. \
                Make another database; without DATABASE_URL deploy/local starts one of its own
                """)
        }
    }

    /// The platform's topic with the most messages, if one has any.
    private static func fullestTopic(_ brokers: String) throws -> (topic: String, events: Int64)? {
        let owners = Set(EventCatalogue.services + EventCatalogue.facts.map { $0.type.service })
        let topics = try Admin(brokers: brokers).topics().filter {
            owners.contains(String($0.key.prefix { $0 != "." }))
        }
        let partitions = topics.flatMap { topic, count in
            (0..<count).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
        guard !partitions.isEmpty else { return nil }
        let reader = try Consumer(ConsumerConfiguration(brokers: brokers, clientId: "simulator"))
        let ends = try reader.endOffsets(of: partitions).map { ($0.key.topic, $0.value) }
        let fullest = Dictionary(ends, uniquingKeysWith: +).filter { $0.value > 0 }.max {
            ($0.value, $1.key) < ($1.value, $0.key)
        }
        return fullest.map { ($0.key, $0.value) }
    }

    private static func serviceWithState(_ database: Connection) throws(PostgresError) -> String? {
        for service in EventCatalogue.services {
            let exists = Statement("select to_regclass('\(service).loop_partitions') is not null")
            guard try database.query(exists, []).map({ $0.bool(0) }) == [true] else { continue }
            let isUsed = Statement("select exists (select from \(service).loop_partitions where next_offset > 0)")
            if try database.query(isUsed, []).map({ $0.bool(0) }) == [true] { return service }
        }
        return nil
    }
}
