/// How an event lies in a Kafka message (CloudEvents' Kafka binding, section 3).
enum ContentMode {
    /// All of it is one JSON object, the message's value.
    case structured
    /// Attributes are headers, `ce_…`; data is the message's value.
    case binary

    /// Told apart by the headers. Some programs send structured events without any, or with the data's content type.
    init(_ headers: MessageHeaders) throws(DecodeFailure) {
        guard !headers.isEmpty else {
            self = .structured
            return
        }
        let types = headers.all.filter { $0.name.lowercased() == "content-type" }
        guard types.count <= 1 else { throw .envelope("content-type is there twice") }
        let type = types.first.map { MediaType(String(decoding: $0.value, as: UTF8.self)) }
        guard type?.isUTF8 ?? true else { throw .unsupported("another character set than UTF-8", "post it in UTF-8") }
        switch type?.name {
        case "application/cloudevents+json"?: self = .structured
        case let name? where name.hasPrefix("application/cloudevents-batch"):
            throw .unsupported("a batch of events", "post each event as a message of its own")
        case let name? where name.hasPrefix("application/cloudevents"):
            throw .unsupported("an event in another format than JSON", "post it as application/cloudevents+json")
        default: self = headers.all.contains { $0.name.lowercased().hasPrefix("ce_") } ? .binary : .structured
        }
    }
}

/// A content type: its name, and the character set that it says.
struct MediaType {
    let name: String
    /// Nil if it says none.
    let charset: String?

    init(_ text: String) {
        let parts = text.lowercased().split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.filter { !$0.isWhitespace && $0 != "\"" }
        }
        name = parts.first.map { String($0) } ?? ""
        charset = parts.dropFirst().first { $0.hasPrefix("charset=") }.map { String($0.dropFirst(8)) }
    }

    var isUTF8: Bool { charset.map { ["utf-8", "utf8", "us-ascii"].contains($0) } ?? true }

    var isJSON: Bool { name == "application/json" || name == "text/json" || name.hasSuffix("+json") }
}

/// The attributes of an event, wherever they stand.
protocol Attributes {
    /// An attribute as text; nil if there is none.
    func text(_ name: String) throws(DecodeFailure) -> String?
    /// Refuses data that is not JSON.
    func checkContent() throws(DecodeFailure)
}

extension Attributes {
    func check(contentType text: String) throws(DecodeFailure) {
        let type = MediaType(text)
        guard type.isJSON else {
            throw .unsupported("data of another content type than JSON", "post it as application/json")
        }
        guard type.isUTF8 else { throw .unsupported("another character set than UTF-8", "post it in UTF-8") }
    }
}

/// Attributes as members of the event's JSON.
struct JSONAttributes: Attributes {
    let index: JSONIndex

    func text(_ name: String) throws(DecodeFailure) -> String? {
        guard let node = index.member(name, of: 0), !index.isNull(node) else { return nil }
        guard index.nodes[node].kind == .text else {
            throw .envelope("\(name) must be a text; it was \(index.kind(node))")
        }
        return index.content(node)
    }

    func checkContent() throws(DecodeFailure) {
        if index.member("data_base64", of: 0) != nil {
            throw .unsupported("data_base64", "post data as a JSON object")
        }
        guard let node = index.member("datacontenttype", of: 0), !index.isNull(node) else { return }
        if index.nodes[node].kind == .text, index.isText(node, "application/json") { return }
        if let type = try text("datacontenttype") { try check(contentType: type) }
    }
}

/// Attributes as headers.
struct HeaderAttributes: Attributes {
    private let contentType: [UInt8]?
    /// By their names in lower case, without `ce_`.
    private let values: [String: [UInt8]]

    init(_ headers: MessageHeaders) throws(DecodeFailure) {
        var values: [String: [UInt8]] = [:]
        var contentType: [UInt8]?
        for header in headers.all {
            let name = header.name.lowercased()
            if name == "content-type" {
                guard contentType == nil else { throw .envelope("the header content-type is there twice") }
                contentType = header.value
            }
            guard name.hasPrefix("ce_") else { continue }
            guard name != "ce_" else { throw .envelope("the header ce_ names no attribute") }
            let attribute = String(name.dropFirst(3))
            guard values.updateValue(header.value, forKey: attribute) == nil else {
                throw .envelope("a header of an attribute is there twice")
            }
        }
        (self.values, self.contentType) = (values, contentType)
    }

    func text(_ name: String) throws(DecodeFailure) -> String? {
        guard let value = values[name] else { return nil }
        guard let text = String(validating: value, as: UTF8.self) else {
            throw .envelope("\(name) must be UTF-8, as it is: header values are not encoded")
        }
        return text
    }

    func checkContent() throws(DecodeFailure) {
        if let contentType { try check(contentType: String(decoding: contentType, as: UTF8.self)) }
        if let type = try text("datacontenttype") { try check(contentType: type) }
    }

    /// The attributes as bytes, in the order of their names.
    var canonical: [UInt8] {
        values.sorted { $0.key < $1.key }.flatMap { Array($0.key.utf8) + [0] + $0.value + [0] }
    }
}
