/// Reads JSON as posters and our own services usually write it: no escapes in strings, whole numbers of at most 18
/// digits, each member once. All else is `Unusual`, right or wrong, and left to Foundation's decoder, whose verdict
/// counts; this one is only quicker.
struct JSONReader: Decoder {
    /// What Foundation's decoder must judge.
    struct Unusual: Error {}

    fileprivate let text: JSONIndex
    fileprivate let node: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ bytes: [UInt8]) throws {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Unusual() }
        var scanner = JSONScanner(bytes)
        try scanner.scan()
        self.init(JSONIndex(bytes: bytes, nodes: scanner.nodes), 0)
    }

    fileprivate init(_ text: JSONIndex, _ node: Int) {
        self.text = text
        self.node = node
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard text.nodes[node].kind == .object else { throw Unusual() }
        return KeyedDecodingContainer(ObjectReader<Key>(text: text, node: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard text.nodes[node].kind == .array else { throw Unusual() }
        return ArrayReader(text: text, next: node + 1, end: text.nodes[node].next)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ValueReader(text: text, node: node) }
}

/// The bytes, and where each value lies in them.
private final class JSONIndex {
    enum Kind { case object, array, string, whole, yes, no, null }

    /// A value; members and elements follow their container, a member's name (a string) before its value.
    struct Node {
        var kind: Kind
        /// Where a string's or number's text lies.
        var start: Int
        var end: Int
        /// The node after this one and all in it.
        var next: Int
    }

    let bytes: [UInt8]
    let nodes: [Node]

    init(bytes: [UInt8], nodes: [Node]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The value of a member of an object; nil if it has no such member.
    func member(_ name: String, of object: Int) throws -> Int? {
        var (index, found) = (object + 1, Int?.none)
        while index < nodes[object].next {
            if isText(nodes[index], name) {
                guard found == nil else { throw JSONReader.Unusual() }
                found = index + 1
            }
            index = nodes[index + 1].next
        }
        return found
    }

    func string(_ node: Int) throws -> String {
        guard nodes[node].kind == .string else { throw JSONReader.Unusual() }
        return String(decoding: bytes[nodes[node].start..<nodes[node].end], as: UTF8.self)
    }

    func whole<Value: FixedWidthInteger>(_ node: Int) throws -> Value {
        guard nodes[node].kind == .whole else { throw JSONReader.Unusual() }
        let digits = bytes[nodes[node].start..<nodes[node].end]
        let isNegative = digits.first == UInt8(ascii: "-")
        let size = digits.dropFirst(isNegative ? 1 : 0).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard let value = Value(exactly: isNegative ? -size : size) else { throw JSONReader.Unusual() }
        return value
    }

    func bool(_ node: Int) throws -> Bool {
        switch nodes[node].kind {
        case .yes: return true
        case .no: return false
        default: throw JSONReader.Unusual()
        }
    }

    private func isText(_ node: Node, _ name: String) -> Bool {
        let name = name.utf8
        guard name.count == node.end - node.start else { return false }
        var index = node.start
        for byte in name {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
    }
}

/// Finds the values of a text, all of it.
private struct JSONScanner {
    private let bytes: [UInt8]
    private var place = 0
    private(set) var nodes: [JSONIndex.Node] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(48)
    }

    mutating func scan() throws {
        try value(depth: 0)
        guard skipSpace() == nil else { throw JSONReader.Unusual() }
    }

    /// The next byte that is no space, not taken yet.
    private mutating func skipSpace() -> UInt8? {
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            place += 1
        }
        return nil
    }

    private mutating func value(depth: Int) throws {
        guard depth < 32, let first = skipSpace() else { throw JSONReader.Unusual() }
        switch first {
        case UInt8(ascii: "{"): try container(.object, depth, end: UInt8(ascii: "}"))
        case UInt8(ascii: "["): try container(.array, depth, end: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        default: try whole()
        }
    }

    private mutating func container(_ kind: JSONIndex.Kind, _ depth: Int, end: UInt8) throws {
        let own = nodes.count
        add(kind, place, place)
        place += 1
        if skipSpace() != end {
            while true {
                if kind == .object {
                    guard skipSpace() == UInt8(ascii: "\"") else { throw JSONReader.Unusual() }
                    try string()
                    guard skipSpace() == UInt8(ascii: ":") else { throw JSONReader.Unusual() }
                    place += 1
                }
                try value(depth: depth + 1)
                let byte = skipSpace()
                if byte == end { break }
                guard byte == UInt8(ascii: ",") else { throw JSONReader.Unusual() }
                place += 1
            }
        }
        place += 1
        nodes[own].next = nodes.count
    }

    private mutating func string() throws {
        place += 1
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                add(.string, start, place)
                place += 1
                return
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { throw JSONReader.Unusual() }
            place += 1
        }
        throw JSONReader.Unusual()
    }

    private mutating func whole() throws {
        let start = place
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        let first = place
        while place < bytes.count, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") { place += 1 }
        let count = place - first
        guard (1...18).contains(count), count == 1 || bytes[first] != UInt8(ascii: "0") else {
            throw JSONReader.Unusual()
        }
        add(.whole, start, place)
        // A fraction or exponent behind it is where the next comma should be.
    }

    private mutating func word(_ word: String, _ kind: JSONIndex.Kind) throws {
        let end = place + word.utf8.count
        guard end <= bytes.count, bytes[place..<end].elementsEqual(word.utf8) else { throw JSONReader.Unusual() }
        add(kind, place, end)
        place = end
    }

    private mutating func add(_ kind: JSONIndex.Kind, _ start: Int, _ end: Int) {
        nodes.append(JSONIndex.Node(kind: kind, start: start, end: end, next: nodes.count + 1))
    }
}

private struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let text: JSONIndex
    let node: Int
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        var (keys, index) = ([Key](), node + 1)
        while index < text.nodes[node].next {
            if let name = try? text.string(index), let key = Key(stringValue: name) { keys.append(key) }
            index = text.nodes[index + 1].next
        }
        return keys
    }

    /// A member that is there twice is found when it is decoded.
    func contains(_ key: Key) -> Bool {
        do {
            return try text.member(key.stringValue, of: node) != nil
        } catch {
            return true
        }
    }
    func decodeNil(forKey key: Key) throws -> Bool { text.nodes[try value(key)].kind == .null }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try text.bool(try value(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try text.string(try value(key)) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try text.whole(try value(key)) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try T(from: JSONReader(text, try value(key)))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        try JSONReader(text, try value(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONReader(text, try value(key)).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { throw JSONReader.Unusual() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw JSONReader.Unusual() }

    private func value(_ key: Key) throws -> Int {
        guard let value = try text.member(key.stringValue, of: node) else { throw JSONReader.Unusual() }
        return value
    }
}

private struct ArrayReader: UnkeyedDecodingContainer {
    let text: JSONIndex
    var next: Int
    let end: Int
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { next >= end }

    init(text: JSONIndex, next: Int, end: Int) {
        self.text = text
        self.next = next
        self.end = end
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, text.nodes[next].kind == .null else { return false }
        advance()
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        guard !isAtEnd else { throw JSONReader.Unusual() }
        defer { advance() }
        return try T(from: JSONReader(text, next))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        throw JSONReader.Unusual()
    }
    func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw JSONReader.Unusual() }
    func superDecoder() throws -> any Decoder { throw JSONReader.Unusual() }

    private mutating func advance() {
        next = text.nodes[next].next
        currentIndex += 1
    }
}

/// A value that is not a container: the standard library's own types begin here.
private struct ValueReader: SingleValueDecodingContainer {
    let text: JSONIndex
    let node: Int
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { text.nodes[node].kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try text.bool(node) }
    func decode(_ type: String.Type) throws -> String { try text.string(node) }
    func decode(_ type: Double.Type) throws -> Double { throw JSONReader.Unusual() }
    func decode(_ type: Float.Type) throws -> Float { throw JSONReader.Unusual() }
    func decode(_ type: Int.Type) throws -> Int { try text.whole(node) }
    func decode(_ type: Int8.Type) throws -> Int8 { try text.whole(node) }
    func decode(_ type: Int16.Type) throws -> Int16 { try text.whole(node) }
    func decode(_ type: Int32.Type) throws -> Int32 { try text.whole(node) }
    func decode(_ type: Int64.Type) throws -> Int64 { try text.whole(node) }
    func decode(_ type: UInt.Type) throws -> UInt { try text.whole(node) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try text.whole(node) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try text.whole(node) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try text.whole(node) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try text.whole(node) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: JSONReader(text, node)) }
}
