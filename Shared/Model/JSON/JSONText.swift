/// Our own types as JSON, with sorted keys and without spaces: the bytes of Foundation's `JSONEncoder` with
/// `sortedKeys` and `withoutEscapingSlashes`, in a fraction of its time. Money and counts are whole numbers, so there
/// are no fractions.
package enum JSONText {
    /// What the closure writes: the same bytes for the same values.
    static func bytes(_ write: (JSONWriter) throws -> Void) -> [UInt8] {
        let writer = JSONWriter()
        do {
            try write(writer)
        } catch {
            preconditionFailure("values of our own types can be encoded: \(error)")
        }
        return writer.bytes
    }
}

/// Appends to one buffer. What is encoded between the opening and the end of an object or array belongs to it.
final class JSONWriter: Encoder {
    enum Container { case none, object, array }

    private(set) var bytes: [UInt8] = []
    private var container = Container.none
    /// Where the container begins, and its members with their places.
    private var start = 0
    private var members: [(key: String, start: Int)] = []
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init() { bytes.reserveCapacity(512) }

    /// Writes a value; what it opened is closed.
    func write(_ value: some Encodable) throws {
        let outer = (container, start, members)
        (container, start, members) = (.none, bytes.count, [])
        try value.encode(to: self)
        switch container {
        case .none: precondition(bytes.count > start, "a value encodes something")
        case .object: closeObject()
        case .array: bytes.append(UInt8(ascii: "]"))
        }
        (container, start, members) = outer
    }

    func writeRaw(_ json: String) { bytes += json.utf8 }

    func writeText(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes += text.utf8
        } else {
            for byte in text.utf8 { escape(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    func writeBool(_ value: Bool) { bytes += (value ? "true" : "false").utf8 }

    func writeWhole(_ value: some FixedWidthInteger) { bytes += String(value).utf8 }

    func writeNull() { bytes += "null".utf8 }

    func begin(_ container: Container) {
        precondition(self.container == .none, "a value encodes one container")
        self.container = container
        bytes.append(UInt8(ascii: container == .object ? "{" : "["))
    }

    /// What follows is a member of the object.
    func member(_ key: some CodingKey) {
        if !members.isEmpty { bytes.append(UInt8(ascii: ",")) }
        members.append((key.stringValue, bytes.count))
        writeText(key.stringValue)
        bytes.append(UInt8(ascii: ":"))
    }

    /// What follows is the next element of the array; its index.
    func element(_ index: Int) { if index > 0 { bytes.append(UInt8(ascii: ",")) } }

    /// Members were written as they came; in the end they stand in the order of their keys.
    private func closeObject() {
        let isSorted = zip(members, members.dropFirst()).allSatisfy { $0.key < $1.key }
        if !isSorted {
            let ends = members.dropFirst().map { $0.start - 1 } + [bytes.count]
            let ranges = zip(members, ends).map { (key: $0.key, range: $0.start..<$1) }.sorted { $0.key < $1.key }
            let sorted = ranges.map { bytes[$0.range] }.joined(separator: [UInt8(ascii: ",")])
            bytes.replaceSubrange((start + 1)..., with: Array(sorted))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: bytes += Array("\\b".utf8)
        case 0x09: bytes += Array("\\t".utf8)
        case 0x0A: bytes += Array("\\n".utf8)
        case 0x0C: bytes += Array("\\f".utf8)
        case 0x0D: bytes += Array("\\r".utf8)
        case 0..<0x20: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
        default: bytes.append(byte)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        begin(.object)
        return KeyedEncodingContainer(ObjectWriter<Key>(writer: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        begin(.array)
        return ArrayWriter(writer: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { ValueWriter(writer: self) }
}

private struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        writer.member(key)
        writer.writeNull()
    }

    func encode(_ value: String, forKey key: Key) {
        writer.member(key)
        writer.writeText(value)
    }

    func encode(_ value: Int, forKey key: Key) {
        writer.member(key)
        writer.writeWhole(value)
    }

    func encode(_ value: Bool, forKey key: Key) {
        writer.member(key)
        writer.writeBool(value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        writer.member(key)
        try writer.write(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<
        Nested
    > { unused() }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { unused() }
    func superEncoder() -> any Encoder { unused() }
    func superEncoder(forKey key: Key) -> any Encoder { unused() }
}

private struct ArrayWriter: UnkeyedEncodingContainer {
    let writer: JSONWriter
    var count = 0
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() {
        writer.element(count)
        writer.writeNull()
        count += 1
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        writer.element(count)
        try writer.write(value)
        count += 1
    }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> { unused() }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { unused() }
    func superEncoder() -> any Encoder { unused() }
}

/// A value that is not a container: the standard library's own types end here.
private struct ValueWriter: SingleValueEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.writeNull() }
    func encode(_ value: Bool) { writer.writeBool(value) }
    func encode(_ value: String) { writer.writeText(value) }
    func encode(_ value: Double) { fraction() }
    func encode(_ value: Float) { fraction() }
    func encode(_ value: Int) { writer.writeWhole(value) }
    func encode(_ value: Int8) { writer.writeWhole(value) }
    func encode(_ value: Int16) { writer.writeWhole(value) }
    func encode(_ value: Int32) { writer.writeWhole(value) }
    func encode(_ value: Int64) { writer.writeWhole(value) }
    func encode(_ value: UInt) { writer.writeWhole(value) }
    func encode(_ value: UInt8) { writer.writeWhole(value) }
    func encode(_ value: UInt16) { writer.writeWhole(value) }
    func encode(_ value: UInt32) { writer.writeWhole(value) }
    func encode(_ value: UInt64) { writer.writeWhole(value) }
    func encode<T: Encodable>(_ value: T) throws { try value.encode(to: writer) }

    private func fraction() -> Never { preconditionFailure("money and counts are whole numbers") }
}

private func unused() -> Never { preconditionFailure("our types encode members, arrays and single values") }
