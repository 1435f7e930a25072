import Model
import Support

typealias Chance = SeededGenerator

extension SeededGenerator {
    /// Once in so many times.
    mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }
}

/// What the single values of examples are taken from.
struct Pool {
    var codes = ["91500114MA5U00000B", "52500114MJP000001R", "９１５００１１４ＭＡ５Ｕ０００００Ｂ"]
    var days = ["2022-03-01", "1900-01-01", "2200-12-31", "2024-02-29"]
    var months = ["2022-03", "1900-01", "2200-12"]
    var ids = ["E1", "围棋", "café", "cafe\u{301}", "Ⅷ", "a b", String(repeating: "x", count: 64), "é😀"]
    var lines = ["一行", "a line / of text", String(repeating: "字", count: 200), "ＡＢＣ", "€ & <b>"]
    var counts = [0, 1, 2, 7, 540, 630, -100_000, 100_000]
    var amounts: [Int64] = [0, 1, 300_033, -5, 1_000_000_000_000, -1_000_000_000_000]
}

/// Makes a right value of any type of event: each field gets something that its type takes.
final class ExampleDecoder: Decoder {
    var chance: Chance
    private let pool: Pool
    /// What a single value is to be.
    private var text = "E1"
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ chance: Chance, _ pool: Pool = Pool()) { (self.chance, self.pool) = (chance, pool) }

    /// Any right value of the type.
    func example<Value: Decodable>(_ type: Value.Type) throws -> Value {
        switch type {
        case is USCC.Type: text = chance.pick(pool.codes)
        case is Day.Type: text = chance.pick(pool.days)
        case is Month.Type: text = chance.pick(pool.months)
        case let names as any (CaseIterable & RawRepresentable<String>).Type: text = chance.pick(Self.names(names))
        case is Identifier.Type, is Payee.Type: text = chance.pick(pool.ids)
        default: text = chance.pick(pool.lines)
        }
        return try Value(from: self)
    }

    private static func names<Name: CaseIterable & RawRepresentable<String>>(_ type: Name.Type) -> [String] {
        type.allCases.map(\.rawValue)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ExampleObject<Key>(decoder: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        ExampleArray(decoder: self, left: Int.random(in: 0...3, using: &chance))
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ExampleValue(decoder: self, text: text) }

    func count() -> Int { chance.pick(pool.counts) }
    func amount() -> Int64 { chance.pick(pool.amounts) }
}

private struct ExampleObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ExampleDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { !decoder.chance.once(in: 3) }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode(_ type: Bool.Type, forKey key: Key) -> Bool { decoder.chance.once(in: 2) }
    func decode(_ type: Int.Type, forKey key: Key) -> Int { decoder.count() }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder.example(type) }
    func nestedContainer<N: CodingKey>(keyedBy type: N.Type, forKey key: Key) -> KeyedDecodingContainer<N> {
        decoder.container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { decoder.unkeyedContainer() }
    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) -> any Decoder { decoder }
}

private struct ExampleArray: UnkeyedDecodingContainer {
    let decoder: ExampleDecoder
    var left: Int
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var currentIndex: Int { 0 }
    var isAtEnd: Bool { left == 0 }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        left -= 1
        return try decoder.example(type)
    }
    func nestedContainer<N: CodingKey>(keyedBy type: N.Type) -> KeyedDecodingContainer<N> {
        decoder.container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { decoder.unkeyedContainer() }
    func superDecoder() -> any Decoder { decoder }
}

private struct ExampleValue: SingleValueDecodingContainer {
    let decoder: ExampleDecoder
    let text: String
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode(_ type: Bool.Type) -> Bool { true }
    func decode(_ type: String.Type) -> String { text }
    func decode(_ type: Int.Type) -> Int { decoder.count() }
    func decode(_ type: Int64.Type) -> Int64 { decoder.amount() }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.example(type) }
}
