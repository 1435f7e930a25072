import Foundation
import Model

/// One message as a poster sends it: everything goes in through intake topics.
struct Posting: Sendable {
    var topic: String
    var key: String?
    var payload: [UInt8]
    var time: Moment
}

/// Makes events with ids that are the same in every run.
struct Postings {
    private var counter: UInt64
    /// What was made since it was last taken.
    private var made: [Posting] = []

    /// Counts from another number, so that two who make events for the same poster give different ids.
    init(from counter: UInt64 = 0) { self.counter = counter }

    /// A poster says something at a time of the day: minutes after midnight.
    mutating func post<D: EventData>(_ data: D, by poster: String, on day: Day, minute: Int) {
        counter += 1
        let time = Moment.start(of: day).adding(milliseconds: Int64(minute) * 60_000 + Int64(counter % 60_000))
        post(data, by: poster, id: Self.id(time, counter), at: time)
    }

    /// The same with an id and time of one's own.
    mutating func post<D: EventData>(_ data: D, by poster: String, id: String, at time: Moment) {
        let event = CloudEvent(id: id, source: poster, type: D.type, subject: data.subject, time: time, data: data)
        made.append(
            Posting(
                topic: "\(D.type.service).intake.\(poster)", key: data.subject, payload: event.encoded(), time: time))
    }

    /// What a service would state, on its topic.
    mutating func state<D: FactData>(_ data: D, on day: Day, minute: Int) {
        counter += 1
        let time = Moment.start(of: day).adding(milliseconds: Int64(minute) * 60_000)
        let event = CloudEvent(
            id: data.identity?.id ?? Self.id(time, counter), source: D.type.service, type: D.type,
            subject: data.subject, time: time, data: data)
        made.append(Posting(topic: D.topic, key: data.subject, payload: event.encoded(), time: time))
    }

    /// Any bytes.
    mutating func post(raw payload: [UInt8], to topic: String, key: String?, on day: Day, minute: Int) {
        made.append(
            Posting(
                topic: topic, key: key, payload: payload,
                time: Moment.start(of: day).adding(milliseconds: Int64(minute) * 60_000)))
    }

    /// What was made, in the order of time; nothing is left.
    mutating func take() -> [Posting] {
        defer { made = [] }
        return made.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    /// Shaped like a UUID of version 7 (RFC 9562): time first, then a counter instead of chance.
    private static func id(_ time: Moment, _ counter: UInt64) -> String {
        let milliseconds = hex(UInt64(time.milliseconds), 12)
        let rest = hex(counter, 12)
        return "\(milliseconds.prefix(8))-\(milliseconds.suffix(4))-7000-8000-\(rest)"
    }

    private static func hex(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
