import Testing

@testable import Service

/// What becomes of the rows of the outbox after a chunk was sent.
@Suite struct SettlementTests {
    /// A row of messages on a topic, by their keys.
    private static func row(_ id: Int64, _ keys: String..., topic: String = "events") -> OutboxRow {
        let messages = keys.map { OutboxMessage(topic: topic, key: $0, headers: [], payload: [], afterAll: false) }
        return OutboxRow(id: id, messages: messages, isAfterAll: false)
    }

    @Test func `rows go one by one, whatever became of the others`() {
        let settlement = Settlement(
            [Self.row(1, "a", "b"), Self.row(2, "c"), Self.row(3, "d", "e")],
            [.acknowledged, .failed, .acknowledged, .acknowledged, .acknowledged])
        #expect(settlement.done == [2, 3])
        #expect(settlement.messages == 3)
    }

    @Test func `a message that the broker never takes is parked, and its row goes`() {
        let settlement = Settlement(
            [Self.row(1, "a", "b"), Self.row(2, "c")], [.acknowledged, .refused("MSG_SIZE_TOO_LARGE"), .acknowledged])
        #expect(settlement.done == [1, 2])
        #expect(settlement.parked.map(\.message.key) == ["b"])
        #expect(settlement.parked.map(\.error) == ["MSG_SIZE_TOO_LARGE"])
    }

    @Test func `nothing is parked twice: not before its row goes`() {
        let settlement = Settlement([Self.row(1, "a", "b")], [.failed, .refused("MSG_SIZE_TOO_LARGE")])
        #expect(settlement.done.isEmpty && settlement.parked.isEmpty)
    }

    @Test func `what lies behind a failed message of its key is sent again behind it, and so on`() {
        let settlement = Settlement(
            [Self.row(1, "a"), Self.row(2, "a", "b"), Self.row(3, "b"), Self.row(4, "a", topic: "others")],
            [.failed, .acknowledged, .acknowledged, .acknowledged, .acknowledged])
        #expect(settlement.done == [4])
    }

    @Test func `refused messages are sent alone, and what lies behind them with their keys`() {
        let messages = Self.row(1, "a", "b", "a", "b").messages
        #expect(
            Relay.sentAlone(messages, [.acknowledged, .refused("INVALID_RECORD"), .acknowledged, .acknowledged])
                == [1, 3])
        #expect(Relay.sentAlone(messages, [.acknowledged, .failed, .acknowledged, .acknowledged]).isEmpty)
    }
}
