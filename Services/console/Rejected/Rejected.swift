import Commands
import Foundation
import Model
import Postgres

/// `rejected`: what the services refused, for operators; and to let a service decide it again.
enum Rejected {
    static let help = """
        console rejected list [--service S] [--reason R] [--poster P] [--last N]
          What the services refused, the latest first (100): day, service, reason, poster, place, bytes, what to do.
        console rejected show PLACE [--service S]
          Headers and bytes of one, as they were posted. PLACE is TOPIC/PARTITION/OFFSET. It may hold personal data.
        console rejected retry PLACE [--service S] | console rejected retry --service S --reason R
          Lets the service decide it again, or all of one reason: for events that failed (EVENT_FAILED) and can be
          decided now. What is refused again is a rejection again. An event that was posted again since is left out.

        They read and write the services' own tables: DATABASE_URL is the owner's, or the service's own role.
        Services: \(EventCatalogue.services.joined(separator: ", ")); the one that PLACE's topic names, if left out.
        """

    static func run(_ arguments: [String], _ environment: Environment) throws {
        let options = try Options(
            arguments, flags: [], values: ["service", "reason", "poster", "last"], most: 2, help: help)
        let service = try options["service"].map(known)
        let database = RejectedRows(connection: try environment.database())
        let place = try options.rest.dropFirst().first.map(Place.init)
        switch (options.rest.first, place) {
        case ("list", nil): try list(options, service, database)
        case ("show", let place?): try show(place, try service ?? owner(of: place), database)
        case ("retry", let place?): try retry(place, try service ?? owner(of: place), database)
        case ("retry", nil):
            guard let service, let reason = options["reason"] else {
                throw CommandError("retry what? A PLACE, or --service and --reason\n\(help)")
            }
            Terminal.print("\(try database.retry(service, reason: reason)) events are decided again by \(service)")
        case ("show", nil): throw CommandError("show what? A PLACE such as escrow.intake.bank/0/17\n\(help)")
        default: throw CommandError("list, show or retry?\n\(help)")
        }
    }

    private static func list(_ options: Options, _ service: String?, _ database: RejectedRows) throws {
        let asked = options["last"] ?? "100"
        guard let last = Int(asked), last > 0 else { throw CommandError("«\(asked)» is no number\n\(help)") }
        let rows = try database.list(
            service.map { [$0] } ?? EventCatalogue.services, reason: options["reason"], poster: options["poster"],
            last: last)
        for row in rows { Terminal.print(row.joined(separator: "\t")) }
        if rows.isEmpty { Terminal.print("nothing was refused") }
    }

    private static func show(_ place: Place, _ service: String, _ database: RejectedRows) throws {
        guard let (headers, payload) = try database.find(service, place) else {
            throw CommandError("\(service) has no rejection at \(place); see console rejected list")
        }
        if !headers.isEmpty { Terminal.print(headers) }
        guard let payload else {
            throw CommandError("it was too large to be kept; it can be read where it lies: kcat -t … -p … -o … -c 1")
        }
        // As it was posted, for programs; a terminal would do what it says.
        let isForPeople = isatty(STDOUT_FILENO) == 1
        let bytes = isForPeople ? Array(visible(String(decoding: payload, as: UTF8.self)).utf8) : payload
        FileHandle.standardOutput.write(Data(bytes + Array("\n".utf8)))
    }

    private static func retry(_ place: Place, _ service: String, _ database: RejectedRows) throws {
        guard try database.retry(service, place) else {
            throw CommandError(
                "\(service) has nothing to decide again at \(place): no rejection is kept there with its bytes, "
                    + "or its id was posted again since")
        }
        Terminal.print("\(place) is decided again by \(service)")
    }

    private static func known(_ service: String) throws(CommandError) -> String {
        let name = service == "blacklist-publisher" ? "blacklist" : service
        guard EventCatalogue.services.contains(name) else {
            throw CommandError("«\(service)» is none of \(EventCatalogue.services.joined(separator: ", "))")
        }
        return name
    }

    /// The service on whose intake topic it lies.
    private static func owner(of place: Place) throws(CommandError) -> String {
        let first = String(place.topic.prefix { $0 != "." })
        guard place.topic.hasPrefix("\(first).intake."), EventCatalogue.services.contains(first) else {
            throw CommandError("which service refused it? --service\n\(help)")
        }
        return first
    }
}

/// Where a message lies: `<topic>/<partition>/<offset>`.
struct Place: CustomStringConvertible {
    let topic: String
    let partition: Int32
    let offset: Int64

    init(_ text: String) throws(CommandError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let partition = Int32(parts[1]), let offset = Int64(parts[2]) else {
            throw CommandError("«\(text)» is no place such as escrow.intake.bank/0/17\n\(Rejected.help)")
        }
        (topic, self.partition, self.offset) = (String(parts[0]), partition, offset)
    }

    var description: String { "\(topic)/\(partition)/\(offset)" }
}
