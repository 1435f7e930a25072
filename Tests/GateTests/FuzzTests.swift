import Foundation
import Kafka
import Support
import Testing

@testable import BlacklistPublisher
@testable import Escrow
@testable import Inspection
@testable import Model
@testable import Notification
@testable import Registry
@testable import Service

/// One service's gate, whatever its commands are.
private struct Gate: Sendable {
    /// The reason of a refusal; nil if it is taken or passed over. Whether there is a command.
    let judge: @Sendable (_ bytes: [UInt8], MessageHeaders, _ topic: String) -> (reason: Reason?, isTaken: Bool)

    static let roster = Roster(
        posters: Role.allCases.map { Poster(id: $0.rawValue, name: $0.rawValue, roles: [$0]) })

    init<App: Application>(_ application: App.Type) {
        let decode = Decode<App.Command>(
            service: App.name, entries: App.intake, roster: Self.roster, bytesMax: 1_000_000, isReplay: true)
        judge = { bytes, headers, topic in
            let event = decode(
                WaitingEvent(
                    id: EventIdentity(poster: "", event: ""), awaits: "",
                    origin: Origin(partition: TopicPartition(topic: topic, partition: 0), offset: 0),
                    time: Moment(milliseconds: 0), arrival: Moment(milliseconds: 0), until: Day(ordinal: 0),
                    payload: bytes, headers: headers))
            if case .refused(let reason, let detail) = event.content {
                return detail.utf8.count < 1_000 ? (reason, false) : (nil, false)
            }
            return (nil, event.command != nil)
        }
    }

    static let all: [(service: String, gate: Gate)] = [
        ("registry", Gate(RegistryApplication.self)), ("inspection", Gate(InspectionApplication.self)),
        ("escrow", Gate(EscrowApplication.self)), ("blacklist", Gate(BlacklistApplication.self)),
        ("notification", Gate(NotificationApplication.self)),
    ]
}

/// Events of all types, right and wrong, through the gates of all services: nothing traps, and what is taken is what it
/// says: as many as a minute allows. `FUZZ_EVENTS` and `FUZZ_SEED` say how many and which.
@Suite struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let events = Int(environment["FUZZ_EVENTS"] ?? "") ?? 60_000
    private static let seed = UInt64(environment["FUZZ_SEED"] ?? "") ?? 11

    private static let types: [any EventData.Type] =
        EventCatalogue.intake + EventCatalogue.facts.map { $0 as any EventData.Type }

    @Test func `no service is left out`() {
        #expect(Gate.all.map(\.service).sorted() == Platform.schemas.sorted())
    }

    @Test(arguments: 0..<4) func `no event traps, and each that is taken means the same when it is written again`(
        part: Int
    ) throws {
        var tally: [String: Int] = [:]
        var mutations = Mutations(chance: Chance(state: Self.seed &* 4 &+ UInt64(part)))
        let decoder = ExampleDecoder(Chance(state: Self.seed &+ UInt64(part)))
        var before: [UInt8] = []
        for number in 0..<Self.events / 4 {
            let type = Self.types[number % Self.types.count]
            var event = try example(type, decoder)
            let mutated = mutations.mutate(event.bytes, before)
            (before, event.bytes) = (event.bytes, mutated)
            try judge(event, type, &tally, "event \(number) of part \(part), seed \(Self.seed)")
        }
        // A good part of each kind, or it looks at nothing.
        #expect(tally["taken", default: 0] > Self.events / 40, "\(tally)")
        #expect(tally.count > 5, "\(tally)")
    }

    private struct Message {
        var bytes: [UInt8]
        var headers: MessageHeaders
        var topic: String
    }

    /// A right event of the type, in one of the two modes, on its topic.
    private func example<D: EventData>(_ type: D.Type, _ decoder: ExampleDecoder) throws -> Message {
        let data = try decoder.example(type)
        let poster = D.posters.map(\.rawValue).sorted().first
        let topic = poster.map { "\(D.type.service).intake.\($0)" } ?? (D.self as? any FactData.Type)?.topic ?? ""
        let event = CloudEvent(
            id: decoder.chance.pick(["1", "通知 1", "a/b:c"]), source: poster ?? "service", type: D.type,
            subject: data.subject, time: Moment(milliseconds: 1_646_000_000_000), data: data)
        guard decoder.chance.once(in: 4) else { return Message(bytes: event.encoded(), headers: .none, topic: topic) }
        let headers = [
            ("ce_specversion", "1.0"), ("ce_id", event.id), ("ce_source", event.source), ("ce_type", "\(event.type)"),
            ("ce_time", "\(event.time)"),
            ("content-type", decoder.chance.pick(["application/json", "text/plain", "\u{0}"])),
        ].filter { _ in !decoder.chance.once(in: 40) }
        return Message(
            bytes: JSONText.bytes { try $0.write(data) },
            headers: MessageHeaders(headers.map { MessageHeader(name: $0.0, value: Array($0.1.utf8)) }), topic: topic)
    }

    private func judge(
        _ message: Message, _ type: any EventData.Type, _ tally: inout [String: Int], _ place: Comment
    ) throws {
        for (service, gate) in Gate.all {
            let isForeign = message.topic.contains(".intake.") && !message.topic.hasPrefix(service)
            if isForeign, message.bytes.count % 16 != 0 { continue }
            let topic = isForeign ? "\(service).intake.bank" : message.topic
            let (reason, isTaken) = gate.judge(message.bytes, message.headers, topic)
            tally[isTaken ? "taken" : reason?.rawValue ?? "passed over", default: 0] += 1
        }
        try check(type, message, place)
    }

    /// What can be read is the same when it is written and read again, and PostgreSQL takes its texts.
    private func check<D: EventData>(_ type: D.Type, _ message: Message, _ place: Comment) throws {
        let provenance: Provenance = D.posters.isEmpty ? .stated : .posted
        guard let data = try? Envelope(message.bytes, message.headers, provenance).data(as: type) else { return }
        let written = JSONText.bytes { try $0.write(data) }
        #expect(try D(json: written, provenance) == data, place)
        let index = try JSONIndex(written, provenance)
        for (node, value) in index.nodes.enumerated() where value.kind == .text {
            let text = index.content(node)
            let normal = text.precomposedStringWithCanonicalMapping
            #expect(Array(normal.utf8) == Array(text.utf8) && !text.unicodeScalars.contains("\u{0}"), place)
        }
    }
}
