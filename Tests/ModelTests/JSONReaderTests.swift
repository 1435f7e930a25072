import Foundation
import Testing

@testable import Model

/// Our reader of JSON: what RFC 8259 lets through, exactly, and nothing else.
@Suite struct JSONReaderTests {
    private struct Inner: Codable, Equatable {
        var numbers: [Int?]
        var names: [String: Bool]
        var role: Role?
    }

    private struct Value: Codable, Equatable {
        var text: String
        var small: Int8
        var large: UInt64
        var day: Day
        var fen: Fen
        var inner: [Inner]
        var missing: String?
    }

    private static let usual = #"""
         { "text" : "课 \/ \u8BFE\uD83D\uDE00\n", "small":-128,\#t"large":999999999999999999,
          "other": [{"a":[]}, {}, -0.5e-7],
          "day":"2022-03-01","fen":300033,
          "inner":[{"numbers":[1,null,-2],"names":{"b":true,"甲":false},"role":"bank"},
            {"numbers":[],"names":{},"role":null}] }
        """#

    private static func read(_ text: String) throws -> Value { try read(Array(text.utf8)) }

    private static func read(_ bytes: [UInt8]) throws -> Value {
        let index = try JSONIndex(bytes, .posted)
        if let twice = index.twice { throw JSONMisfit(reason: .dataInvalid, detail: index.path(to: twice)) }
        return try index.read(Value.self, 0)
    }

    private static func foundation(_ bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    @Test func `it reads what Foundation reads`() throws {
        #expect(try Self.read(Self.usual) == Self.foundation(Array(Self.usual.utf8)))
    }

    @Test func `whatever byte is changed or missing, what it reads Foundation reads alike`() {
        let usual = Array(Self.usual.utf8)
        for index in usual.indices {
            for byte: UInt8? in [nil, 0, 0x22, 0x2C, 0x2E, 0x30, 0x5B, 0x5C, 0x5D, 0x65, 0x75, 0x7B, 0x7D, 0x80, 0xC3] {
                var bytes = usual
                if let byte { bytes[index] = byte } else { bytes.remove(at: index) }
                guard let ours = try? Self.read(bytes) else { continue }
                #expect(ours == Self.foundation(bytes), "byte \(index) is \(byte.map { String($0) } ?? "gone")")
            }
        }
    }

    @Test(arguments: [
        ("300033", "3.00033e5", 300_033 as Int64), ("300033", "300033.000", 300_033), ("300033", "3000330E-1", 300_033),
        ("300033", "1" + String(repeating: "0", count: 218) + "e-216", 100),
        ("300033", "-0.0e999999999999999999999", 0),
        ("300033", "0.0000000001e19", 1_000_000_000), ("300033", "-1e12", -1_000_000_000_000),
    ]) func `a number is what it is exactly, however it is written`(part: String, instead: String, fen: Int64) throws {
        #expect(try Self.read(Self.usual.replacing(part, with: instead)).fen == Fen(fen))
    }

    @Test(arguments: [
        ("300033", "100000.5", "fen must be a whole number from -1000000000000 to 1000000000000; it was a fraction"),
        ("300033", "9223372036854775808", "fen must be a whole number from"),
        ("300033", "1e-999999999999999999999", "it was a fraction"),
        ("300033", "1e999999999999999999999", "it was a number"),
        ("300033", "\"300033\"", "fen must be a whole number from -1000000000000 to 1000000000000; it was a text"),
        ("-128", "-129", "small must be a whole number from -128 to 127; it was a number"),
        (
            "[1,null,-2]", "[1,null,[]]",
            "inner[0].numbers[2] must be a whole number from -100000 to 100000; it was an array"
        ),
        ("[1,null,-2]", "null", "inner[0].numbers must be an array; it was null"),
        ("\"role\":null", "\"role\":\"burglar\"", "inner[1].role must be one of education, panel, market"),
        ("2022-03-01", "2022-03-32", "day: must be a day like 2022-03-01"),
        ("2022-03-01", "0001-03-01", "day: must be a day like 2022-03-01, in the years 1900 to 2200"),
        ("\"b\":true", "\"b\":true,\"\\u0062\":true", "inner[0].names.b"),
        ("\"fen\"", "\"sma\\u006cl\":1,\"fen\"", "small"), ("\"fen\"", "\"fan\"", "fen is missing"),
    ]) func `a refusal names the field, what it must be and what kind of thing it was`(
        part: String, instead: String, detail: String
    ) {
        let text = Self.usual.replacing(part, with: instead)
        #expect(text != Self.usual)
        #expect { try Self.read(text) } throws: { ($0 as? JSONMisfit)?.detail.contains(detail) == true }
    }

    @Test func `a name that is no name is not repeated in a refusal (G8)`() {
        for name in ["李明", "a b", String(repeating: "x", count: 200), ""] {
            let text = Self.usual.replacing("\"fen\"", with: "\"\(name)\":1,\"\(name)\":2,\"fen\"")
            #expect { try Self.read(text) } throws: { ($0 as? JSONMisfit)?.detail == "?" }
        }
    }

    @Test func `an object of very many members is read in no time, and a name twice among them is found`() throws {
        let members = (0..<200_000).map { "\"member\($0)\":{}" }.joined(separator: ",")
        let index = try JSONIndex(Array("{\(members)}".utf8), .posted)
        #expect(index.twice == nil)
        #expect(try JSONIndex(Array("{\(members),\"member7\":1}".utf8), .posted).twice != nil)
    }

    @Test(arguments: [64, 65, 100_000]) func `values lie in each other 64 deep at the most`(depth: Int) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(((try? JSONIndex(Array(text.utf8), .posted)) != nil) == (depth <= 64))
    }
}
