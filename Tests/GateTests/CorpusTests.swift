import Foundation
import Testing

@testable import Model

/// What was found once: events that stopped a service, or were taken though they should not be. Each stays here.
@Suite struct CorpusTests {
    private static let payment = #"""
        {"enrolment":"E1","institution":"91500114MA5U00000B","pupil":"P1","guardian":"G1","course":"围棋","hours":40,
        "courseStarts":"2022-03-02","courseEnds":"2022-05-31","amountFen":300000}
        """#

    /// A part of the payment, what stands there instead, and the detail that names it.
    private static let refused: [(part: String, instead: String, detail: String)] = [
        (#""E1""#, #""E\u0000""#, "data.enrolment: must be an id without line feeds and other control"),
        (#""E1""#, "\"\(String(repeating: "x", count: 8_000))\"", "data.enrolment: must be an id of 1 to 64 bytes"),
        (#""E1""#, #""E1/2""#, "data.enrolment: must be an id without"),
        (#""E1""#, "\"\\ud800\"", "data is not JSON at byte 14: half a surrogate pair"),
        ("300000", "1\(String(repeating: "0", count: 218))e-20", "data.amountFen must be a whole number from"),
        (
            "300000", "100000.5",
            "data.amountFen must be a whole number from -1000000000000 to 1000000000000; it was a fraction"
        ),
        ("300000", "9223372036854775808", "data.amountFen must be a whole number from"),
        ("300000", "1e999999999999", "data.amountFen must be a whole number from"),
        ("300000", "null", "data.amountFen must be a whole number from -1000000000000 to 1000000000000; it was null"),
        ("40", "100001", "data.hours must be a whole number from -100000 to 100000; it was a number"),
        ("300000}", "300000,}", "data is not JSON at byte"),
        ("\"hours\"", "\"hours\":1,\"h\\u006furs\"", "data.hours is there twice"),
        ("2022-03-02", "0001-03-02", "data.courseStarts: must be a day like 2022-03-01, in the years 1900 to 2200"),
        ("91500114MA5U00000B", "33010619900307123X", "data.institution: a unified social credit code has"),
        (#""P1""#, "\(String(repeating: "[", count: 100_000))", "data is not JSON at byte"),
    ]

    @Test(arguments: refused) func `what was found once is refused, by the name of its field`(
        part: String, instead: String, detail: String
    ) throws {
        let text = Self.payment.replacing(part, with: instead)
        #expect(text != Self.payment)
        #expect { try PaymentReceived(json: Array(text.utf8), .posted) } throws: { error in
            (error as? DecodeFailure)?.detail.hasPrefix(detail) == true
        }
    }

    @Test(arguments: [
        ("300000", "3e5"), ("300000", "300000.0"), ("300000", "3\(String(repeating: "0", count: 205))e-200"),
        (#""E1""#, #""\u0045\u0031""#), ("{", " {\n\t"), ("\"hours\"", "\"unknown\":[{}],\"hours\""),
        ("\"hours\"", "\"reference\":null,\"hours\""), ("91500114MA5U00000B", "９１５００１１４ma5u00000b"),
    ]) func `what is only written otherwise says the same`(part: String, instead: String) throws {
        let usual = try PaymentReceived(json: Array(Self.payment.utf8), .posted)
        let text = Self.payment.replacing(part, with: instead, maxReplacements: 1)
        #expect(try PaymentReceived(json: Array(text.utf8), .posted) == usual)
    }

    @Test func `one name typed in two ways is one name, in Swift as in PostgreSQL`() throws {
        func department(_ name: String) throws -> DepartmentEnrolled {
            let text = #"""
                {"department":"\#(name)","name":"\#(name)","leadingGroup":true,"governanceTaskForce":true,"taskGroups":[]}
                """#
            return try DepartmentEnrolled(json: Array(text.utf8), .posted)
        }
        let (composed, decomposed) = (try department("caf\u{E9}"), try department("cafe\u{301}"))
        #expect(composed == decomposed)
        #expect(Array(composed.department.description.utf8) == Array(decomposed.department.description.utf8))
    }

    @Test func `text in UTF-16 is no JSON`() {
        let bytes = Self.payment.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect { try PaymentReceived(json: bytes, .posted) } throws: {
            ($0 as? DecodeFailure)?.reason == .jsonMalformed
        }
    }
}
