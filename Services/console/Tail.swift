import Commands
import Foundation
import Kafka
import Model

/// `tail`: messages of topics, one a line.
enum Tail {
    static let help = """
        console tail [--rejected] [--poster POSTER] [--follow] [TOPIC …]
          Prints messages from the beginning, one a line. --rejected reads what the services refused: reason, what to
          do, where it lay, and how it began. --poster shows only one poster's. Ends at the end of the topics, or goes
          on with --follow.
        """

    static func run(_ arguments: [String], _ environment: Environment) throws {
        let options = try Options(arguments, flags: ["rejected", "follow"], values: ["poster"], help: help)
        var topics = options.rest
        if options.has("rejected") {
            topics += EventCatalogue.services.map { "\($0).rejected" }
        }
        guard !topics.isEmpty else { throw CommandError("which topic?\n\(help)") }
        let known = try Admin(brokers: environment.brokers).topics()
        let partitions = try topics.flatMap { topic throws(CommandError) in
            guard let count = known[topic] else {
                throw CommandError("there is no topic \(topic); see console topics list")
            }
            return (0..<count).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
        let reader = try Consumer(
            ConsumerConfiguration(
                brokers: environment.brokers, clientId: "console tail"))
        try reader.start(Dictionary(partitions.map { ($0, 0) }) { $1 })
        var open = Set(partitions)
        while !open.isEmpty {
            if let error = reader.poll(timeoutMilliseconds: 100), error.advice == .stop { throw error }
            for partition in partitions {
                let batch = try reader.take(partition, max: 500)
                for index in 0..<batch.count { show(batch, index, partition, options) }
                if batch.reachedEnd, !options.has("follow") { open.remove(partition) }
            }
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func show(_ batch: Batch, _ index: Int, _ partition: TopicPartition, _ options: Options) {
        let headers = Dictionary(batch.headers(index).map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }) {
            first, _ in first
        }
        let poster = headers["poster"] ?? batch.key(index).map { String(decoding: $0, as: UTF8.self) } ?? "-"
        if let wanted = options["poster"], wanted != poster { return }
        let payload = batch.payload(index)
        // Anybody may send headers; refusals lie on the services' own topics.
        guard partition.topic.hasSuffix(".rejected"), let reason = headers["reason"] else {
            let line = "\(partition) \(batch.offset(index)) \(poster) \(text(payload[...]))"
            return Terminal.print(visible(line, inOneLine: true))
        }
        let beginning = text(payload.prefix(160)).replacingOccurrences(of: "\n", with: " ")
        let place = "\(headers["topic"] ?? "")[\(headers["partition"] ?? "")]@\(headers["offset"] ?? "")"
        // A large one is left where it lies.
        let size = headers["payload-bytes"] ?? String(payload.count)
        let rest = payload.count > 160 ? " …" : ""
        let fields = [reason, headers["detail"] ?? "", place, "\(size) bytes", beginning + rest]
        Terminal.print(fields.map { visible($0, inOneLine: true) }.joined(separator: "\t"))
    }
}
