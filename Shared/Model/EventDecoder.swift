/// Why a message is no event that a service takes.
package struct DecodeFailure: Error, Sendable {
    /// The envelope, if it could be read.
    package var head: EventHead?
    package var reason: Reason
    /// What was expected and where; never a value, since values may be personal data.
    package var detail: String

    package init(head: EventHead?, reason: Reason, detail: String) {
        self.head = head
        self.reason = reason
        self.detail = detail
    }
}

/// Reads messages: the envelope first, then `data` by the event's type.
package struct EventDecoder<Command: Sendable>: Sendable {
    /// Reads the `data` of one type.
    package typealias Entry = @Sendable (Envelope) throws(DecodeFailure) -> Command

    private let table: [EventType: Entry]
    private let versions: [String: [Int]]

    package init(_ table: [EventType: Entry]) {
        self.table = table
        versions = Dictionary(grouping: table.keys, by: \.stem).mapValues { $0.compactMap(\.version).sorted() }
    }

    /// How to read events of a type and what command they make.
    package static func entry<D: EventData>(_ type: D.Type, _ command: @escaping @Sendable (D) -> Command) -> Entry {
        { envelope throws(DecodeFailure) in command(try envelope.data(as: D.self)) }
    }

    /// The envelope and the command of an event in structured mode, whoever said it.
    package func decode(_ bytes: [UInt8]) throws(DecodeFailure) -> (EventHead, Command) {
        let envelope = try Envelope(bytes, .none, .stated)
        return (envelope.head, try command(of: envelope))
    }

    /// What an event says, once it is known that it may say it.
    package func command(of envelope: Envelope) throws(DecodeFailure) -> Command {
        guard let entry = table[envelope.head.type] else { throw unknown(envelope.head) }
        return try entry(envelope)
    }

    private func unknown(_ head: EventHead) -> DecodeFailure {
        guard let known = versions[head.type.stem] else {
            return DecodeFailure(head: head, reason: .typeUnknown, detail: "this service takes no such type")
        }
        let list = known.map { "v\($0)" }.joined(separator: ", ")
        return DecodeFailure(
            head: head, reason: .schemaVersionUnknown, detail: "known versions of \(head.type.stem): \(list)")
    }
}
