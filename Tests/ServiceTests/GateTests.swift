import Kafka
import Model
import Testing

@testable import Service

/// Authority before effects: what a topic has no right to is not looked at, and has no effect on the clock.
@Suite struct GateTests {
    private static let roster = Roster(posters: [
        Poster(id: "bank", name: "bank", roles: [.bank]), Poster(id: "clock", name: "clock", roles: [.clock]),
        Poster(id: "families", name: "families", roles: [.guardian]),
    ])
    private static let time = Moment.start(of: Day(ordinal: 19_000))

    private func received(
        _ type: EventType, _ data: String, on topic: String, source: String, isReplay: Bool = false,
        headers: MessageHeaders = .none
    ) -> Received<String> {
        let decode = Decode<String>(
            service: "survey",
            entries: [
                .posted(PaymentReceived.self) { "\($0.enrolment)" }, .posted(DayAnnounced.self) { "\($0.day)" },
                .stated(DayOpened.self) { "\($0.day)" }, .stated(DayClosed.self) { "\($0.day)" },
            ], roster: Self.roster, bytesMax: 1_000, isReplay: isReplay)
        let text =
            headers.isEmpty
            ? #"{"specversion":"1.0","id":"1","source":"\#(source)","type":"\#(type)","time":"\#(Self.time)","#
                + #""data":\#(data)}"#
            : data
        return decode(
            WaitingEvent(
                id: EventIdentity(poster: source, event: "1"), awaits: "",
                origin: Origin(partition: TopicPartition(topic: topic, partition: 0), offset: 7), time: Self.time,
                arrival: Self.time, until: Self.time.day, payload: Array(text.utf8), headers: headers))
    }

    private func reason(_ event: Received<String>) -> Reason? {
        if case .refused(let reason, _) = event.content { reason } else { nil }
    }

    private static let day = #"{"day":"2027-12-30","workingDay":true,"service":"x"}"#

    @Test(arguments: ["survey.intake.families", "survey.intake.clock", "survey.events", "calendar.closed"])
    func `a day opens on calendar.days alone`(topic: String) {
        let event = received(
            DayOpened.type, Self.day, on: topic, source: topic.hasSuffix("clock") ? "clock" : "families")
        #expect(reason(event) == .posterNotAllowed)
        let paces: [String: Pace] = [
            "survey.intake.families": .intake(Self.time), "survey.events": .fact(Self.time),
        ]
        #expect(event.pace == paces[topic, default: .immediate])
        let opened = received(DayOpened.type, Self.day, on: "calendar.days", source: "registry")
        #expect(opened.pace == .day(Self.time.day) && opened.command == "2027-12-30")
    }

    @Test func `a day that cannot be read opens nothing`() {
        let event = received(DayOpened.type, #"{"workingDay":true}"#, on: "calendar.days", source: "registry")
        #expect(reason(event) == .dataInvalid && event.pace == .immediate)
    }

    @Test(arguments: [
        (DayClosed.type, "calendar.days", "registry"), ("registry.x.y.v1", "calendar.days", "registry"),
        ("registry.x.y.v1", "calendar.closed", "escrow"), (PaymentReceived.type, "survey.intake.clock", "clock"),
    ]) func `what is no day waits for none where days lie, since the next one lies behind it`(
        type: EventType, topic: String, source: String
    ) {
        let event = received(type, "{}", on: topic, source: source, isReplay: true)
        #expect(event.pace == .immediate && event.command == nil)
    }

    @Test func `days are announced in a replay alone, and by its clock alone`() {
        let topic = "survey.intake.clock"
        #expect(received(DayAnnounced.type, Self.day, on: topic, source: "clock", isReplay: true).command != nil)
        #expect(reason(received(DayAnnounced.type, Self.day, on: topic, source: "clock")) == .posterNotAllowed)
        let forged = received(DayAnnounced.type, Self.day, on: "survey.intake.bank", source: "bank", isReplay: true)
        #expect(reason(forged) == .posterNotAllowed && forged.pace == .intake(Self.time))
    }

    @Test(arguments: [
        ("survey.intake.families", "families", Reason.posterNotAllowed),
        ("survey.intake.bank", "families", .sourceMismatch),
        ("survey.intake.stranger", "stranger", .posterUnknown), ("survey.intake.bank", "bank", .dataInvalid),
        ("calendar.days", "bank", .posterNotAllowed),
    ]) func `data is looked at only after the topic has the right to it`(topic: String, source: String, reason: Reason)
    {
        let data = #"{"amountFen":1\#(String(repeating: "0", count: 218))e-200}"#
        let event = received(PaymentReceived.type, data, on: topic, source: source)
        #expect(self.reason(event) == reason)
        #expect(event.id?.event == "1" && event.poster == Topic(topic, service: "survey").poster)
    }

    @Test func `an id that a poster chooses has 200 bytes at the most, one that grew along services more`() {
        let id = String(repeating: "x", count: 201)
        let headers = { (type: EventType) in
            MessageHeaders(
                [
                    ("ce_specversion", "1.0"), ("ce_id", id), ("ce_source", "clock"), ("ce_type", "\(type)"),
                    ("ce_time", "\(Self.time)"),
                ]
                .map { MessageHeader(name: $0.0, value: Array($0.1.utf8)) })
        }
        let posted = received(
            DayAnnounced.type, Self.day, on: "survey.intake.clock", source: "clock", isReplay: true,
            headers: headers(DayAnnounced.type))
        #expect(reason(posted) == .envelopeInvalid)
        let stated = received(
            DayOpened.type, Self.day, on: "calendar.days", source: "registry", headers: headers(DayOpened.type))
        #expect(stated.command != nil && stated.fingerprint != 0)
    }

    @Test func `a type that a service does not take is refused from a poster and passed over from a service`() {
        #expect(reason(received("survey.x.y.v1", "{}", on: "survey.intake.bank", source: "bank")) == .typeUnknown)
        let fact = received("registry.x.y.v1", "{}", on: "registry.events", source: "registry")
        #expect(reason(fact) == nil && fact.command == nil)
    }
}
