/// An event as it came: its attributes are read and checked, its data is not looked at yet. Both content modes of
/// CloudEvents' Kafka binding come to the same.
package struct Envelope {
    private enum Body {
        /// The member `data` of the event's own JSON; nil if there is none.
        case member(JSONIndex, Int?)
        /// The message's whole value.
        case value([UInt8])
    }

    package let head: EventHead
    /// The same for the same event, in whatever order its headers come.
    package let fingerprint: UInt64
    private let body: Body
    private let provenance: Provenance

    package init(
        _ bytes: [UInt8], _ headers: MessageHeaders, _ provenance: Provenance
    ) throws(DecodeFailure) {
        self.provenance = provenance
        switch try ContentMode(headers) {
        case .structured:
            let index = try Self.object(bytes, provenance)
            head = try EventHead(JSONAttributes(index: index), provenance)
            fingerprint = Fingerprint.fnv1a64(bytes)
            body = .member(index, index.member("data", of: 0))
        case .binary:
            let attributes = try HeaderAttributes(headers)
            head = try EventHead(attributes, provenance)
            fingerprint = Fingerprint.fnv1a64(attributes.canonical + bytes)
            body = .value(bytes)
        }
    }

    /// One JSON object that says each of its attributes once.
    private static func object(_ bytes: [UInt8], _ provenance: Provenance) throws(DecodeFailure) -> JSONIndex {
        guard !bytes.isEmpty else {
            throw DecodeFailure(head: nil, reason: .messageEmpty, detail: "the message has no bytes")
        }
        let index: JSONIndex
        do {
            index = try JSONIndex(bytes, provenance)
        } catch {
            throw DecodeFailure(head: nil, reason: .jsonMalformed, detail: error.description)
        }
        guard index.nodes[0].kind == .object else {
            if index.isBatch { throw .unsupported("a batch of events", "post each event as a message of its own") }
            throw .envelope("the message must be one JSON object, not \(index.kind(0))")
        }
        if let twice = index.twice, !index.isInData(twice) {
            throw .envelope("\(index.path(to: twice)) is there twice")
        }
        return index
    }

    /// What the event says, by its type.
    func data<D: EventData>(as type: D.Type) throws(DecodeFailure) -> D {
        do throws(DecodeFailure) {
            switch body {
            case .member(let index, let node?): return try D(index, node)
            case .value(let bytes) where !bytes.isEmpty: return try D(json: bytes, provenance)
            default: throw DecodeFailure(head: head, reason: .dataInvalid, detail: "data is missing")
            }
        } catch {
            throw DecodeFailure(head: head, reason: error.reason, detail: error.detail)
        }
    }
}

extension EventData {
    /// The data of an event as somebody writes it.
    package init(json bytes: [UInt8], _ provenance: Provenance) throws(DecodeFailure) {
        let index: JSONIndex
        do {
            index = try JSONIndex(bytes, name: "data", provenance)
        } catch {
            throw DecodeFailure(head: nil, reason: .jsonMalformed, detail: "data is " + error.description)
        }
        try self.init(index, 0)
    }

    fileprivate init(_ index: JSONIndex, _ node: Int) throws(DecodeFailure) {
        if let twice = index.twice {
            throw DecodeFailure(head: nil, reason: .dataInvalid, detail: "\(index.path(to: twice)) is there twice")
        }
        do {
            self = try index.read(Self.self, node)
        } catch let error as JSONMisfit {
            throw DecodeFailure(head: nil, reason: error.reason, detail: error.detail)
        } catch {
            throw DecodeFailure(head: nil, reason: .dataInvalid, detail: "data cannot be read")
        }
    }
}

extension JSONIndex {
    /// An array that begins with an event.
    fileprivate var isBatch: Bool {
        nodes.count > 1 && nodes[0].kind == .array && nodes[1].kind == .object && member("specversion", of: 1) != nil
    }

    /// True of what lies inside the event's data.
    fileprivate func isInData(_ node: Int) -> Bool {
        guard let data = member("data", of: 0) else { return false }
        return (data..<Int(nodes[data].next)).contains(node)
    }
}

extension EventHead {
    fileprivate init(_ attributes: some Attributes, _ provenance: Provenance) throws(DecodeFailure) {
        guard try attributes.required("specversion") == "1.0" else { throw .envelope("specversion must be 1.0") }
        self.init(
            id: try attributes.required("id", provenance.ids), source: try attributes.required("source", Self.texts),
            type: EventType(try attributes.required("type", Self.texts)),
            time: try Self.moment(try attributes.required("time")))
        for name in ["subject", "dataschema"] { _ = try attributes.text(name) }
        try attributes.checkContent()
    }

    private static let texts = TextRule("a text", bytes: 1...200)

    private static func moment(_ text: String) throws(DecodeFailure) -> Moment {
        guard let moment = Moment(text), Day.posted.contains(moment.day) else {
            throw .envelope("time must be like 2022-03-01T08:30:00+08:00, in the years 1900 to 2200")
        }
        return moment
    }
}

extension Attributes {
    fileprivate func required(_ name: String, _ rule: TextRule? = nil) throws(DecodeFailure) -> String {
        guard let text = try text(name) else { throw .envelope("\(name) is missing") }
        do {
            return try rule?.checked(text) ?? text
        } catch {
            throw .envelope("\(name) \(error.detail)")
        }
    }
}

extension DecodeFailure {
    static func envelope(_ detail: String) -> DecodeFailure {
        DecodeFailure(head: nil, reason: .envelopeInvalid, detail: detail)
    }

    static func unsupported(_ what: String, _ instead: String) -> DecodeFailure {
        DecodeFailure(head: nil, reason: .contentUnsupported, detail: "\(what) is not taken; \(instead)")
    }
}
