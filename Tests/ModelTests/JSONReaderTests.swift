import Foundation
import Testing

@testable import Model

/// Our own reader of JSON against Foundation's: what it accepts, both read alike.
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

    private static let usual = """
         { "text" : "课 / end", "small":-128,\t"large":999999999999999999, "other": [{"a":[]}, {}, -0],
          "day":"2022-03-01","fen":300033,
          "inner":[{"numbers":[1,null,-2],"names":{"b":true,"甲":false},"role":"bank"},
            {"numbers":[],"names":{},"role":null}] }
        """

    private func both(_ text: String) -> (ours: Value?, foundation: Value?) { both(Array(text.utf8)) }

    private func both(_ bytes: [UInt8]) -> (ours: Value?, foundation: Value?) {
        (try? Value(from: JSONReader(bytes)), try? JSONDecoder().decode(Value.self, from: Data(bytes)))
    }

    @Test func `what is written as usual is read`() {
        let (ours, foundation) = both(Self.usual)
        #expect(ours != nil && ours == foundation)
    }

    @Test(arguments: [
        ("课 / end", #"a\"b\u0041"#), ("-128", "-129"), ("-128", "1.0"), ("-128", "1e1"), ("-128", "01"), ("-128", "-"),
        ("999999999999999999", "18446744073709551615"),
        ("\"fen\"", "\"small\":3,\"fen\""), ("\"text\"", "\"Text\""), ("[1,null", "[1,,null"), ("true", "tru"),
        ("}] }", "}] } x"), ("}] }", "}]"),
        ("[]", "[1,]"),
        ("2022-03-01", "2022-03-32"), ("\"bank\"", "\"burglar\""), ("-128", "\"-128\""), ("课", "\u{1}"),
        ("[]", String(repeating: "[", count: 40) + String(repeating: "]", count: 40)),
    ]) func `what is not is left to Foundation, or read alike`(part: String, instead: String) {
        let text = Self.usual.replacing(part, with: instead)
        #expect(text != Self.usual)
        let (ours, foundation) = both(text)
        #expect(ours == nil || ours == foundation)
    }

    @Test func `whatever byte is changed or missing, it accepts nothing that Foundation refuses or reads otherwise`() {
        let usual = Array(Self.usual.utf8)
        for index in usual.indices {
            for byte: UInt8? in [nil, 0, 0x22, 0x2C, 0x30, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xC3] {
                var bytes = usual
                if let byte { bytes[index] = byte } else { bytes.remove(at: index) }
                let (ours, foundation) = both(bytes)
                #expect(ours == nil || ours == foundation, "byte \(index) is \(byte.map { String($0) } ?? "gone")")
            }
        }
    }
}
