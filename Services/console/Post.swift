import Commands
import Foundation
import Kafka
import Model
import Service

/// `post`: one event, as a poster.
enum Post {
    static let help = """
        console post --as POSTER [--type TYPE] [--data JSON | --file FILE] [--subject S] [--id ID] [--time RFC3339]
                     [--raw --to SERVICE]
          Posts one event to <service>.intake.<poster>. Without --data or --file, data is read from standard input.
          Id, time and source are filled in. --raw sends the bytes as they are, unchecked, to <SERVICE>.intake.<poster>.
          Example: console post --as education --type registry.grid.drawn.v1 --data '{"grid":"G01","township":"城东街道"}'
        """

    static func run(_ arguments: [String], _ environment: Environment) throws {
        let options = try Options(
            arguments, flags: ["raw"], values: ["as", "type", "data", "file", "subject", "id", "time", "to"], help: help
        )
        let poster = try options.required("as")
        let data = try input(options)
        let (service, key, payload) =
            options.has("raw")
            ? (try options.required("to"), options["subject"], data) : try event(options, poster, data)
        let producer = try Producer(
            ProducerConfiguration(
                brokers: environment.brokers, clientId: "console post", deliveryTimeoutMilliseconds: 10_000))
        try producer.send(topic: "\(service).intake.\(poster)", key: key.map { Array($0.utf8) }, payload: payload)
        let report = try producer.finish(timeoutMilliseconds: 15_000)
        if let failure = report.failures.first {
            throw CommandError(
                "not posted: \(failure.error); does the topic \(service).intake.\(poster) exist? "
                    + "See console topics list"
            )
        }
        for (partition, offset) in report.offsets {
            Terminal.print("posted: \(partition.topic), partition \(partition.partition), offset \(offset)")
        }
    }

    private static func input(_ options: Options) throws -> [UInt8] {
        if let text = options["data"] { return Array(text.utf8) }
        guard let path = options["file"] else { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else { throw CommandError("cannot read \(path)") }
        return Array(data)
    }

    /// The envelope around the data, checked against the type.
    private static func event(_ options: Options, _ poster: String, _ data: [UInt8]) throws -> (
        String, String?, [UInt8]
    ) {
        let name = try options.required("type")
        guard let type = EventCatalogue.intake.first(where: { $0.type.description == name }) else {
            let known = EventCatalogue.intake.map { $0.type.description }.sorted().joined(separator: "\n  ")
            throw CommandError("unknown type «\(name)»; the types are:\n  \(known)")
        }
        return try type.event(options, poster, data)
    }
}

extension EventData {
    /// The service, the key and the bytes of an event with this data, which is checked first.
    fileprivate static func event(_ options: Options, _ poster: String, _ data: [UInt8]) throws -> (
        String, String?, [UInt8]
    ) {
        let content: Self
        do {
            content = try Self(json: data, .posted)
        } catch {
            throw CommandError("\(type): \(error.detail)")
        }
        let now = Moment(milliseconds: WallClock.milliseconds())
        guard let time = options["time"].map({ Moment($0) }) ?? now else {
            throw CommandError("--time must be like 2022-03-01T08:30:00+08:00")
        }
        let event = CloudEvent(
            id: options["id"] ?? UUID().uuidString.lowercased(), source: poster, type: type,
            subject: options["subject"] ?? content.subject, time: time,
            data: content)
        let bytes = event.encoded()
        do throws(DecodeFailure) {
            _ = try Envelope(bytes, .none, .posted)
        } catch {
            throw CommandError("\(type): \(error.detail)")
        }
        return (type.service, event.subject, bytes)
    }
}
