/// What became of a message that was sent.
enum Delivery: Sendable, Hashable {
    case acknowledged
    /// The broker will never take it, and why: the error's name.
    case refused(String)
    /// The broker could not be asked, or did not answer.
    case failed
}

/// What becomes of the rows of a chunk after it was sent. A row goes when each of its messages is acknowledged or
/// refused for good, whatever became of the other rows. But what comes behind a message that must be sent again, on the
/// same topic with the same key, is sent again behind it: the last word on a key stays the last.
struct Settlement {
    /// Ids of rows to be deleted.
    private(set) var done: [Int64] = []
    /// Messages in them, acknowledged or refused.
    private(set) var messages = 0
    /// Messages of deleted rows that the broker will not take.
    private(set) var parked: [(message: OutboxMessage, error: String)] = []

    init(_ rows: [OutboxRow], _ deliveries: [Delivery]) {
        var rest = deliveries[...]
        var again = Set<LogKey>()
        for row in rows {
            let own = rest.prefix(row.messages.count)
            rest = rest.dropFirst(row.messages.count)
            let keys = row.messages.map { LogKey($0) }
            guard !own.contains(.failed), again.isDisjoint(with: keys) else {
                again.formUnion(keys)
                continue
            }
            done.append(row.id)
            messages += row.messages.count
            for (message, delivery) in zip(row.messages, own) {
                if case .refused(let error) = delivery { parked.append((message, error)) }
            }
        }
    }
}

/// What keeps its order on a topic.
struct LogKey: Hashable {
    private let topic: String
    private let key: String

    init(_ message: OutboxMessage) { (topic, key) = (message.topic, message.key) }
}
