/// A value of a message, read into our types by our own rules: exact numbers, each name once, and a refusal that names
/// the field. No other reader sees a byte that came from outside.
struct JSONReader: Decoder {
    let index: JSONIndex
    let node: Int
    /// Places are known by node: a path is made when something is wrong.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ index: JSONIndex, _ node: Int = 0) {
        self.index = index
        self.node = node
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try JSONObject<Key>(index, node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try JSONArray(index, node) }

    func singleValueContainer() -> any SingleValueDecodingContainer { JSONValue(index: index, node: node) }
}

/// A value that is not what the type asks for.
struct JSONMisfit: Error {
    var reason: Reason
    /// A sentence that names the field, what it must be and what kind of thing it was; never the value.
    var detail: String
}

extension JSONIndex {
    func misfit(_ node: Int, mustBe expected: String) -> JSONMisfit {
        JSONMisfit(reason: .dataInvalid, detail: "\(path(to: node)) must be \(expected); it was \(kind(node))")
    }

    func text(_ node: Int) throws -> String {
        guard nodes[node].kind == .text else { throw misfit(node, mustBe: "a text") }
        return content(node)
    }

    func bool(_ node: Int) throws -> Bool {
        switch nodes[node].kind {
        case .yes: return true
        case .no: return false
        default: throw misfit(node, mustBe: "true or false")
        }
    }

    func isNull(_ node: Int) -> Bool { nodes[node].kind == .null }

    func whole<Value: FixedWidthInteger>(_ node: Int, in range: ClosedRange<Int64>) throws -> Value {
        if nodes[node].kind == .number, case .whole(let number) = JSONNumber.whole(bytes, nodes[node]),
            range.contains(number), let value = Value(exactly: number)
        {
            return value
        }
        let lowest = max(range.lowerBound, Int64(clamping: Value.min))
        let highest = min(range.upperBound, Int64(clamping: Value.max))
        throw misfit(node, mustBe: "a whole number from \(lowest) to \(highest)")
    }

    func count(_ node: Int) throws -> Int { try whole(node, in: provenance.counts) }

    func amount(_ node: Int) throws -> Int64 { try whole(node, in: provenance.amounts) }

    /// A value of another type; what that type finds wrong gets its place.
    func read<Value: Decodable>(_ type: Value.Type, _ node: Int) throws -> Value {
        do {
            return try Value(from: JSONReader(self, node))
        } catch let error as JSONMisfit {
            throw error
        } catch let error as InvalidValue {
            throw JSONMisfit(reason: error.reason, detail: "\(path(to: node)): \(error.detail)")
        } catch {
            // Only the standard library's own types throw anything else; its sentences may quote the value.
            throw misfit(node, mustBe: Self.expected(type))
        }
    }

    private static func expected(_ type: Any.Type) -> String {
        guard let type = type as? any (CaseIterable & RawRepresentable<String>).Type else {
            return "one of the values of its type"
        }
        return "one of " + names(type).joined(separator: ", ")
    }

    private static func names<Name: CaseIterable & RawRepresentable<String>>(_ type: Name.Type) -> [String] {
        type.allCases.map(\.rawValue)
    }
}

private struct JSONObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let index: JSONIndex
    let node: Int
    var codingPath: [any CodingKey] { [] }

    init(_ index: JSONIndex, _ node: Int) throws {
        guard index.nodes[node].kind == .object else { throw index.misfit(node, mustBe: "an object") }
        (self.index, self.node) = (index, node)
    }

    var allKeys: [Key] {
        var (keys, member) = ([Key](), node + 1)
        while member < Int(index.nodes[node].next) {
            if let key = Key(stringValue: index.content(member)) { keys.append(key) }
            member = Int(index.nodes[member + 1].next)
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { index.member(key.stringValue, of: node) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { index.isNull(try value(key)) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try index.bool(try value(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try index.text(try value(key)) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try index.count(try value(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try index.amount(try value(key)) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try index.read(type, try value(key)) }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key).map(index.bool) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key).map(index.text) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(key).map(index.count) }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let value = present(key) else { return nil }
        return try index.read(type, value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        try JSONReader(index, try value(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONArray(index, try value(key))
    }

    func superDecoder() throws -> any Decoder { JSONReader(index, node) }
    func superDecoder(forKey key: Key) throws -> any Decoder { JSONReader(index, try value(key)) }

    private func value(_ key: Key) throws -> Int {
        guard let value = index.member(key.stringValue, of: node) else {
            throw JSONMisfit(reason: .dataInvalid, detail: "\(index.path(to: node)).\(key.stringValue) is missing")
        }
        return value
    }

    private func present(_ key: Key) -> Int? {
        guard let value = index.member(key.stringValue, of: node), !index.isNull(value) else { return nil }
        return value
    }
}

private struct JSONArray: UnkeyedDecodingContainer {
    let index: JSONIndex
    private var next: Int
    private let end: Int
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { next >= end }

    init(_ index: JSONIndex, _ node: Int) throws {
        guard index.nodes[node].kind == .array else { throw index.misfit(node, mustBe: "an array") }
        (self.index, next, end) = (index, node + 1, Int(index.nodes[node].next))
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, index.isNull(next) else { return false }
        _ = try step()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try index.bool(try step()) }
    mutating func decode(_ type: String.Type) throws -> String { try index.text(try step()) }
    mutating func decode(_ type: Int.Type) throws -> Int { try index.count(try step()) }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try index.read(type, try step()) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
        -> KeyedDecodingContainer<Nested>
    {
        try JSONReader(index, try step()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try JSONArray(index, try step())
    }

    mutating func superDecoder() throws -> any Decoder { JSONReader(index, try step()) }

    /// The next element; the one after it is next.
    private mutating func step() throws -> Int {
        guard !isAtEnd else {
            throw JSONMisfit(
                reason: .dataInvalid, detail: "\(index.path(to: end - 1)) is the last; one more is missing")
        }
        defer { (next, currentIndex) = (Int(index.nodes[next].next), currentIndex + 1) }
        return next
    }
}

/// A value that is not a container: the standard library's own types begin here.
private struct JSONValue: SingleValueDecodingContainer {
    let index: JSONIndex
    let node: Int
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { index.isNull(node) }
    func decode(_ type: Bool.Type) throws -> Bool { try index.bool(node) }
    func decode(_ type: String.Type) throws -> String { try index.text(node) }
    func decode(_ type: Double.Type) throws -> Double {
        throw index.misfit(node, mustBe: "of a type without fractions")
    }
    func decode(_ type: Float.Type) throws -> Float { throw index.misfit(node, mustBe: "of a type without fractions") }
    func decode(_ type: Int.Type) throws -> Int { try index.count(node) }
    func decode(_ type: Int8.Type) throws -> Int8 { try index.whole(node, in: .min ... .max) }
    func decode(_ type: Int16.Type) throws -> Int16 { try index.whole(node, in: .min ... .max) }
    func decode(_ type: Int32.Type) throws -> Int32 { try index.whole(node, in: .min ... .max) }
    func decode(_ type: Int64.Type) throws -> Int64 { try index.amount(node) }
    func decode(_ type: UInt.Type) throws -> UInt { try index.whole(node, in: .min ... .max) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try index.whole(node, in: .min ... .max) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try index.whole(node, in: .min ... .max) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try index.whole(node, in: .min ... .max) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try index.whole(node, in: .min ... .max) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try index.read(type, node) }
}
