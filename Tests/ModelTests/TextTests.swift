import Foundation
import Model
import Testing

@Suite struct TextTests {
    /// A literal would be taken as the program's own.
    private func id(_ text: String) throws -> Identifier { try Identifier(text) }

    @Test func `what means the same is the same by its bytes (NFC and NFD)`() throws {
        let (composed, decomposed) = (try id("caf\u{E9}"), try id("cafe\u{301}"))
        #expect(composed == decomposed && composed.hashValue == decomposed.hashValue)
        #expect(Array(composed.description.utf8) == Array(decomposed.description.utf8))
    }

    @Test func `texts are equal and ordered by their bytes, as in PostgreSQL and in file names`() {
        let (composed, decomposed) = (Identifier(known: "\u{E9}"), Identifier(known: "e\u{301}"))
        #expect(composed != decomposed && decomposed < composed)
        let ids = ["E10", "E2", "围棋", "a", "Z", "é", "e"].map { Identifier(known: $0) }
        #expect(
            ids.sorted().map(\.description)
                == ids.map(\.description).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        #expect(Set(ids).count == ids.count)
    }

    @Test(arguments: [
        "", " E1", "E1 ", "E1\u{3000}", "a/b", "a\u{0}", "a\n", "a\t", "\u{7F}", "\u{85}", "\u{200B}", "\u{202E}x",
        "\u{FEFF}", "A\u{3164}B", "A\u{34F}B", "A\u{FE0F}B", "A\u{180B}B", "A\u{115F}B", "\u{2800}", "A\u{E0100}",
        "\u{AD}", "\u{E000}", "\u{FFFF}", "\u{378}", "\u{2028}", String(repeating: "x", count: 65),
        String(repeating: "字", count: 22), String(repeating: "x", count: 8_000),
    ]) func `what is no id is refused, and not repeated (G8)`(text: String) {
        #expect { try Identifier(text) } throws: { error in
            let detail = (error as? InvalidValue)?.detail ?? ""
            return detail.contains("an id") && (text.utf8.count < 5 || !detail.contains(text))
        }
    }

    @Test(arguments: [
        "E1", "围棋", "a b", "ＡＢ", "Ⅷ", "é", "😀", String(repeating: "x", count: 64), "X-2022-03-01", "城东街道",
    ])
    func `an id is anything that one can see and write on one line`(text: String) throws {
        #expect(try Identifier(text).description == text.precomposedStringWithCanonicalMapping)
    }

    @Test func `a name may choose a character's shape, and hide nothing`() throws {
        let shaped = "辻\u{E0100}❤\u{FE0F}"
        #expect(try Line(shaped).description.unicodeScalars.count == 4)
        for text in ["A\u{3164}", "A\u{34F}", "\u{2800}", "A\u{115F}"] {
            #expect(throws: InvalidValue.self) { try Line(text) }
        }
    }

    @Test func `lines and prose have their own limits`() throws {
        #expect(try Line(String(repeating: "字", count: 200)).description.count == 200)
        #expect(throws: InvalidValue.self) { try Line(String(repeating: "字", count: 201)) }
        for (line, prose) in [("a\nb", "a\r\nb"), ("a\u{0}", "a\u{0}"), ("", "")] {
            #expect(throws: InvalidValue.self) { try Line(line) }
            #expect(throws: InvalidValue.self) { try Prose(prose) }
        }
        let paragraph = "a\n\tb / c"
        #expect(try Prose(paragraph).description == paragraph)
        #expect(throws: InvalidValue.self) { try Prose(String(repeating: "x", count: 2_001)) }
    }

    @Test func `what the program composes is cut to what its reader takes`() throws {
        let long = String(repeating: "字\u{0}", count: 3_000)
        for text in [long, "a\u{202E}b", "\u{0}", "", "as it is"] {
            let cut = Prose(cutting: text)
            #expect(try Prose(cut.description) == cut)
            #expect(try Line(Line(cutting: text).description) == Line(cutting: text))
        }
        #expect(Prose(cutting: "as it is") == "as it is")
        #expect(Identifier(cutting: String(repeating: "字", count: 100)).description.utf8.count == 63)
    }

    @Test func `what services compose of ids fits`() throws {
        let (id, code) = (String(repeating: "x", count: 64), try USCC("91500114MA5U00000B"))
        #expect(try Payee(Payee(code, try self.id(id)).description).description.utf8.count == 83)
        for rule in AlertRule.allCases { _ = try self.id("\(code)-\(rule.rawValue)-2022-03-01") }
        _ = try self.id("\(code)-\(Int64.max)")
    }
}

@Suite struct ExactMoneyTests {
    @Test(arguments: [
        (Fen(300_033), Int64(300), Int64(1_000), Fen(90_009)), (Fen(-7), 1, 2, Fen(-3)),
        (Fen(.max), 1_000, 1_000, Fen(.max)),
        (.mostOfEvent, .max, 1, Fen(.max)), (.mostOfEvent, .min, 1, Fen(.min)), (Fen(5), 7, 0, Fen(35)),
    ]) func `a part of an amount is exact, whatever comes between`(amount: Fen, factor: Int64, parts: Int64, part: Fen)
    {
        #expect(amount.times(factor, per: parts) == part)
    }
}
