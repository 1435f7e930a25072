import Kafka
import Model
import Testing

@testable import Service

/// How a refused event is published.
@Suite struct RejectionMessageTests {
    private static func rejection(eventId: String? = "E1", detail: String = "too large", _ bytes: [UInt8] = [1, 2])
        -> Rejection
    {
        Rejection(
            origin: Origin(partition: TopicPartition(topic: "escrow.intake.bank", partition: 3), offset: 7),
            poster: "bank", eventId: eventId, reason: .messageTooLarge, detail: detail, payload: bytes,
            headers: .none, arrival: Moment(milliseconds: 0))
    }

    private static func headers(_ rejection: Rejection) -> [String: String] {
        let message = rejection.message(topic: "escrow.rejected")
        // As the outbox keeps them and the relay reads them.
        var read = message
        read.headers = OutboxMessage.headers(message.joinedHeaders)
        let pairs = read.headerPairs.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
        return Dictionary(pairs) { $1 }
    }

    @Test func `a small one is published with its bytes, and says where it lay`() {
        let headers = Self.headers(Self.rejection())
        #expect(Self.rejection().message(topic: "escrow.rejected").payload == [1, 2])
        #expect(headers["topic"] == "escrow.intake.bank" && headers["partition"] == "3" && headers["offset"] == "7")
        #expect(headers["event-id"] == "E1" && headers["payload-bytes"] == nil)
    }

    @Test func `a large one is published with its length and sum instead`() {
        var rejection = Self.rejection()
        rejection.payload = .leftInPlace(bytes: 13_000_000, sha256: "ab12")
        #expect(rejection.message(topic: "escrow.rejected").payload.isEmpty)
        let headers = Self.headers(rejection)
        #expect(headers["payload-bytes"] == "13000000" && headers["payload-sha256"] == "ab12")
        #expect(headers["offset"] == "7")
    }

    @Test(arguments: ["\u{0}", "\u{1f}", "\n", "\u{7f}", "\u{85}", "\u{2028}"])
    func `control characters of posters reach neither headers nor database`(character: String) {
        let rejection = Self.rejection(eventId: "E\(character)1", detail: "a\(character)b")
        #expect(rejection.eventId == "E\u{fffd}1" && rejection.detail == "a\u{fffd}b")
        let headers = Self.headers(rejection)
        #expect(headers["detail"] == "a\u{fffd}b" && headers["offset"] == "7" && headers.count == 7)
    }

    @Test func `a header is never longer than can be read`() {
        let id = Self.rejection(eventId: String(repeating: "课", count: 100_000)).eventId ?? ""
        #expect(id.utf8.count <= 1_003 && id.hasPrefix("课课") && id.hasSuffix("…"))
    }
}
