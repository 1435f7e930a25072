/// The type of an event: `<service>.<noun>.<verb>.v<version>`.
package struct EventType: Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let description: String

    package init(_ text: String) { description = text }
    package init(stringLiteral text: String) { description = text }
    package init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The service that takes or states it.
    package var service: String { String(description.prefix { $0 != "." }) }

    /// The type without its version.
    package var stem: String {
        guard version != nil, let dot = description.lastIndex(of: ".") else { return description }
        return String(description[..<dot])
    }

    /// Nil if the type does not end in a version such as `.v1`.
    package var version: Int? {
        guard let dot = description.lastIndex(of: ".") else { return nil }
        let last = description[description.index(after: dot)...]
        return last.first == "v" ? Int(last.dropFirst()) : nil
    }
}

/// The attributes of an event (CloudEvents 1.0) that the platform goes by.
package struct EventHead: Sendable, Hashable {
    package var id: String
    package var source: String
    package var type: EventType
    package var time: Moment

    package init(id: String, source: String, type: EventType, time: Moment) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
    }
}

/// An event in CloudEvents' structured JSON: one object a message.
package struct CloudEvent<Data: Codable & Sendable>: Codable, Sendable {
    package var specversion = "1.0"
    package var id: String
    package var source: String
    package var type: EventType
    package var subject: String?
    package var time: Moment
    package var datacontenttype = "application/json"
    package var data: Data

    package init(id: String, source: String, type: EventType, subject: String?, time: Moment, data: Data) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.data = data
    }

    /// As bytes, the same for the same event: the members in the order of their names, as in all our JSON.
    package func encoded() -> [UInt8] {
        JSONText.bytes { writer throws in
            writer.writeRaw("{\"data\":")
            try writer.write(data)
            writer.writeRaw(",\"datacontenttype\":")
            writer.writeText(datacontenttype)
            writer.writeRaw(",\"id\":")
            writer.writeText(id)
            writer.writeRaw(",\"source\":")
            writer.writeText(source)
            writer.writeRaw(",\"specversion\":")
            writer.writeText(specversion)
            if let subject {
                writer.writeRaw(",\"subject\":")
                writer.writeText(subject)
            }
            writer.writeRaw(",\"time\":")
            writer.writeText(time.description)
            writer.writeRaw(",\"type\":")
            writer.writeText(type.description)
            writer.writeRaw("}")
        }
    }
}
