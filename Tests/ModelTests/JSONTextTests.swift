import Foundation
import Testing

@testable import Model

/// Our own writer of JSON against Foundation's.
@Suite struct JSONTextTests {
    private struct Inner: Codable, Equatable {
        var zeta = [1, -2, 3]
        var alpha: String?
        var empty: [String] = []
        var names = ["b": true, "a": false, "ab": true]
    }

    private struct Odd: Codable, Equatable {
        var text: String
        var hours = Int64.max
        var hoursTaught = Int32.min
        var h = UInt8.max
        var inner = [Inner(), Inner(alpha: "甲/乙")]
        var nested = [[Fen(1)], []]
        var nothing: [Int?] = [nil, 4]
        var day = Day(ordinal: 19_000)
        var role = Role.bank
        var a1 = 1
        var a10 = 2
        var a2 = 3
    }

    private func foundation(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test(arguments: [
        "", "plain", "课 / \" \\ end",
        (0..<32).map { String(UnicodeScalar(UInt8($0))) }.joined() + "\u{7f}\u{80}\u{2028}\u{FFFD}😀e\u{301}",
    ]) func `the bytes are Foundation's, whatever the text`(text: String) throws {
        let value = Odd(text: text)
        let bytes = JSONText.bytes { try $0.write(value) }
        #expect(String(decoding: bytes, as: UTF8.self) == (try foundation(value)))
        #expect(try JSONDecoder().decode(Odd.self, from: Data(bytes)) == value)
    }

    @Test func `an event is written like Foundation writes it`() throws {
        let fact = PaymentAccepted(
            enrolment: "E1", institution: USCC(known: "91500114MA60000017"), hours: 40, amountFen: Fen(300_033))
        let event = CloudEvent(
            id: "bank:1:0", source: "escrow", type: PaymentAccepted.type, subject: fact.subject,
            time: Moment(milliseconds: 1_646_000_000_125), data: fact)
        #expect(String(decoding: event.encoded(), as: UTF8.self) == (try foundation(event)))
    }

    @Test func `values without a container stand alone`() throws {
        #expect(JSONText.bytes { try $0.write([Int]()) } == Array("[]".utf8))
        #expect(JSONText.bytes { try $0.write(Day(ordinal: 0)) } == Array("\"1970-01-01\"".utf8))
    }
}
