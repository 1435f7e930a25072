import Foundation

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

/// The members of an event's JSON object that are read.
package enum EnvelopeKey: String, CodingKey {
    case specversion, id, source, type, time, subject, dataschema, data
}

/// Reads messages in one pass over the JSON: the envelope first, then `data` by the event's type.
package struct EventDecoder<Command: Sendable>: Sendable {
    /// Reads the `data` of one type.
    package typealias Entry = @Sendable (KeyedDecodingContainer<EnvelopeKey>) throws -> Command

    private let table: [EventType: Entry]
    private let versions: [String: [Int]]

    package init(_ table: [EventType: Entry]) {
        self.table = table
        versions = Dictionary(grouping: table.keys, by: \.stem).mapValues { $0.compactMap(\.version).sorted() }
    }

    /// How to read events of a type and what command they make.
    package static func entry<D: EventData>(_ type: D.Type, _ command: @escaping @Sendable (D) -> Command) -> Entry {
        { container in command(try container.decode(D.self, forKey: .data)) }
    }

    /// The envelope and the command.
    package func decode(_ bytes: [UInt8]) throws(DecodeFailure) -> (EventHead, Command) {
        guard !bytes.isEmpty else {
            throw DecodeFailure(head: nil, reason: .messageEmpty, detail: "the message has no bytes")
        }
        if let (head, command) = quick(bytes) { return (head, try command.get()) }
        let decoder = JSONDecoder()
        decoder.userInfo[Event.decoderKey] = self
        do {
            let event = try decoder.decode(Event.self, from: Data(bytes))
            return (event.head, try event.command.get())
        } catch let failure as DecodeFailure {
            throw failure
        } catch {
            throw Self.failure(error, head: nil, reason: .envelopeInvalid)
        }
    }

    /// What an event says that is written as usual and right; nil if Foundation's decoder must judge it.
    private func quick(_ bytes: [UInt8]) -> (EventHead, Result<Command, DecodeFailure>)? {
        do {
            let container = try JSONReader(bytes).container(keyedBy: EnvelopeKey.self)
            let head = try Self.head(container)
            guard let entry = table[head.type] else { return (head, .failure(unknown(head))) }
            return (head, .success(try entry(container)))
        } catch {
            return nil
        }
    }

    /// An event whose envelope could be read.
    private struct Event: Decodable {
        static var decoderKey: CodingUserInfoKey {
            guard let key = CodingUserInfoKey(rawValue: "table") else { preconditionFailure("a key has a name") }
            return key
        }

        let head: EventHead
        let command: Result<Command, DecodeFailure>

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: EnvelopeKey.self)
            let head = try EventDecoder.head(container)
            self.head = head
            guard let table = decoder.userInfo[Self.decoderKey] as? EventDecoder else {
                preconditionFailure("decode passes itself")
            }
            guard let entry = table.table[head.type] else {
                command = .failure(table.unknown(head))
                return
            }
            do {
                command = .success(try entry(container))
            } catch {
                command = .failure(EventDecoder.failure(error, head: head, reason: .dataInvalid))
            }
        }
    }

    private static func head(_ container: KeyedDecodingContainer<EnvelopeKey>) throws -> EventHead {
        guard try container.decode(String.self, forKey: .specversion) == "1.0" else {
            throw InvalidValue(reason: .envelopeInvalid, detail: "specversion must be 1.0")
        }
        let head = EventHead(
            id: try container.decode(String.self, forKey: .id),
            source: try container.decode(String.self, forKey: .source),
            type: try container.decode(EventType.self, forKey: .type),
            time: try container.decode(Moment.self, forKey: .time),
            subject: try container.decodeIfPresent(String.self, forKey: .subject),
            dataSchema: try container.decodeIfPresent(String.self, forKey: .dataschema))
        guard (1...200).contains(head.id.utf8.count), !head.source.isEmpty, head.id.utf8.allSatisfy({ $0 >= 0x20 })
        else {
            throw InvalidValue(
                reason: .envelopeInvalid,
                detail: "id must have 1 to 200 bytes without control characters, source must not be empty")
        }
        return head
    }

    private func unknown(_ head: EventHead) -> DecodeFailure {
        guard let known = versions[head.type.stem] else {
            return DecodeFailure(head: head, reason: .typeUnknown, detail: "this service takes no such type")
        }
        let list = known.map { "v\($0)" }.joined(separator: ", ")
        return DecodeFailure(
            head: head, reason: .schemaVersionUnknown, detail: "known versions of \(head.type.stem): \(list)")
    }

    private static func failure(_ error: any Error, head: EventHead?, reason: Reason) -> DecodeFailure {
        switch error {
        case let error as InvalidValue: return DecodeFailure(head: head, reason: error.reason, detail: error.detail)
        case DecodingError.keyNotFound(let key, let context):
            return DecodeFailure(head: head, reason: reason, detail: "\(path(context.codingPath + [key])) is missing")
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            guard !context.codingPath.isEmpty else {
                return DecodeFailure(head: nil, reason: .jsonMalformed, detail: "the message must be one JSON object")
            }
            return DecodeFailure(
                head: head, reason: reason, detail: "\(path(context.codingPath)) is of another kind than expected")
        case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty && head == nil:
            return DecodeFailure(head: nil, reason: .jsonMalformed, detail: "the message is not valid JSON")
        case DecodingError.dataCorrupted(let context):
            return DecodeFailure(
                head: head, reason: reason, detail: "\(path(context.codingPath)) must be \(expected(context))")
        default:
            return DecodeFailure(head: head, reason: reason, detail: "the message cannot be read")
        }
    }

    /// Our own types say what they expect; the library's sentences may quote the value.
    private static func expected(_ context: DecodingError.Context) -> String {
        context.debugDescription.hasPrefix("a ") ? context.debugDescription : "one of the values of its type"
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}
