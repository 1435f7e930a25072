import Foundation
import Support

@testable import Model

/// A message for a topic, whatever it is.
struct Message {
    var topic: String
    var key: [UInt8]?
    var headers: [(name: String, value: [UInt8])] = []
    var payload: [UInt8]

    /// What its envelope says, if it has one.
    var head: EventHead? {
        let headers = MessageHeaders(headers.map { MessageHeader(name: $0.name, value: $0.value) })
        return try? Envelope(payload, headers, .stated).head
    }
}

/// Makes messages for all topics of a platform: right events, events changed on their way, and what never was one, from
/// posters and from services that have gone mad. Each text of theirs is marked.
struct Messages {
    /// In every text that is posted: it must be in no log (G8).
    static let marker = "zqsecret"

    private static let types: [any EventData.Type] =
        EventCatalogue.intake + EventCatalogue.facts.map { $0 as any EventData.Type }
    private static let roster = Qianjiang.read(Roster.self, "districts/qianjiang/roster.json")
    /// Topics that some service reads.
    private static let topics: [String] =
        EventCatalogue.speakers.flatMap { service, roles in
            roster.posters.filter { !roles.isDisjoint(with: $0.roles) }.map { "\(service).intake.\($0.id)" }
        } + Set(EventCatalogue.facts.map { $0.topic }).sorted()

    private var chance: Chance
    private var mutations: Mutations
    private let decoder: ExampleDecoder
    private var number = 0
    private var before: Message?

    init(seed: UInt64, codes: [String]) {
        chance = Chance(state: seed)
        mutations = Mutations(chance: Chance(state: seed &+ 1))
        var pool = Pool()
        pool.codes = codes
        pool.ids = (1...6).map { "\(Self.marker)\($0)" } + ["围棋", "G1", "\(Self.marker)é😀"]
        pool.lines = ["\(Self.marker) 一行", String(repeating: "\(Self.marker)字", count: 8), "<b>\(Self.marker) & €"]
        pool.days += ["2022-03-02", "2022-03-03", "2022-05-31"]
        pool.counts += [1, 2, 20, 40, 540]
        pool.amounts += [7_500, 15_000, 300_000, 300_000]
        decoder = ExampleDecoder(Chance(state: seed &+ 2), pool)
    }

    /// The next one; its event was posted at this moment, or says so.
    mutating func next(at time: Moment) throws -> Message {
        number += 1
        if let before, chance.once(in: 20) { return before }
        if chance.once(in: 20) { return noise() }
        let type = chance.pick(Self.types)
        var message = try event(type, at: time)
        if chance.once(in: 2) { message.payload = mutations.mutate(message.payload, before?.payload ?? []) }
        if chance.once(in: 10) { message.topic = chance.pick(Self.topics) }
        message.key = key(message.key)
        before = message
        return message
    }

    /// Bytes that never were an event.
    private mutating func noise() -> Message {
        let count = chance.pick([0, 1, 7, 300, 5_000])
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) }
        return Message(
            topic: chance.pick(Self.topics), key: key(nil), headers: chance.once(in: 2) ? [] : oddHeaders(),
            payload: bytes)
    }

    private mutating func key(_ subject: [UInt8]?) -> [UInt8]? {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: nil
        case 1: []
        case 2: (0..<20).map { _ in UInt8.random(in: 0...255, using: &chance) }
        case 3: Array(String(repeating: Self.marker, count: 300).utf8)
        default: subject
        }
    }

    /// An event of the type on the topic of one who may say it, under the right name or another one.
    private mutating func event<D: EventData>(_ type: D.Type, at time: Moment) throws -> Message {
        let data = try decoder.example(type)
        let posters = Self.roster.posters.filter { !D.posters.isDisjoint(with: $0.roles) }.map(\.id)
        let fact = (D.self as? any FactData.Type)?.topic
        let poster = posters.isEmpty ? "registry" : chance.pick(posters)
        let event = CloudEvent(
            id: chance.once(in: 30) ? "\(Self.marker)-\(number / 60)" : "\(Self.marker)-\(number)",
            source: chance.once(in: 30) ? "bank" : poster, type: D.type, subject: data.subject,
            time: self.time(near: time), data: data)
        let topic = fact ?? "\(D.type.service).intake.\(poster)"
        let key = Array(data.subject.utf8)
        guard chance.once(in: 4) else { return Message(topic: topic, key: key, payload: event.encoded()) }
        let attributes = [
            ("ce_specversion", "1.0"), ("ce_id", event.id), ("ce_source", event.source), ("ce_type", "\(event.type)"),
            ("ce_time", "\(event.time)"), ("content-type", "application/json"),
        ].filter { _ in !chance.once(in: 40) }
        let headers = attributes.map { (name: $0.0, value: Array($0.1.utf8)) }
        return Message(
            topic: topic, key: key, headers: chance.once(in: 4) ? headers + oddHeaders() : headers,
            payload: JSONText.bytes { try $0.write(data) })
    }

    /// Mostly within the hour.
    private mutating func time(near time: Moment) -> Moment {
        let near = time.adding(milliseconds: Int64.random(in: -1_800_000...0, using: &chance))
        guard chance.once(in: 40) else { return near }
        return near.adding(milliseconds: chance.pick([-86_400_000, -86_400_000 * 400, 3_600_000, 86_400_000 * 9_999]))
    }

    private mutating func oddHeaders() -> [(name: String, value: [UInt8])] {
        let names = ["ce_id", "CE_Type", "ce_", "ce_é", "content-type", "traceparent", "ce_data_base64", "ce_subject"]
        let values: [[UInt8]] = [
            [], [0], [0xFF, 0xFE], Array(Self.marker.utf8), Array("application/cloudevents+json".utf8),
            Array("application/cloudevents-batch+json".utf8), Array("%00%".utf8), Array("text/plain; charset=x".utf8),
            Array(String(repeating: Self.marker, count: 2_000).utf8),
        ]
        return (0..<Int.random(in: 1...3, using: &chance)).map { _ in (chance.pick(names), chance.pick(values)) }
    }
}
