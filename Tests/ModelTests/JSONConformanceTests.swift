import Foundation
import Testing

@testable import Model

/// Public texts that every reader of JSON is held against (nst/JSONTestSuite, `Tests/Conformance/json`), and a table of
/// the same kinds.
@Suite struct JSONConformanceTests {
    private static let folder =
        URL(filePath: #filePath).appending(path: "../../Conformance/json/test_parsing").standardized.path
    private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    /// The verdict of the gate on bytes as a message.
    private enum Verdict: Equatable { case taken, malformed, empty, noObject }

    private static func verdict(_ bytes: [UInt8]) -> Verdict {
        do {
            _ = try Envelope(bytes, .none, .posted)
            return .taken
        } catch {
            switch error.reason {
            case .jsonMalformed: return .malformed
            case .messageEmpty: return .empty
            default: return error.detail.contains("must be one JSON object, not") ? .noObject : .taken
            }
        }
    }

    /// Texts on which RFC 8259 leaves the choice: numbers of any size are numbers; encodings other than UTF-8, half
    /// surrogate pairs, a byte order mark and depth beyond 64 are refused (I-JSON, RFC 7493).
    private static let choices: [String: Bool] = [
        "i_number_double_huge_neg_exp": true, "i_number_huge_exp": true, "i_number_neg_int_huge_exp": true,
        "i_number_pos_double_huge_exp": true, "i_number_real_neg_overflow": true, "i_number_real_pos_overflow": true,
        "i_number_real_underflow": true, "i_number_too_big_neg_int": true, "i_number_too_big_pos_int": true,
        "i_number_very_big_negative_int": true, "i_object_key_lone_2nd_surrogate": false,
        "i_string_1st_surrogate_but_2nd_missing": false, "i_string_1st_valid_surrogate_2nd_invalid": false,
        "i_string_UTF-16LE_with_BOM": false, "i_string_UTF-8_invalid_sequence": false,
        "i_string_UTF8_surrogate_U+D800": false, "i_string_incomplete_surrogate_and_escape_valid": false,
        "i_string_incomplete_surrogate_pair": false, "i_string_incomplete_surrogates_escape_valid": false,
        "i_string_invalid_lonely_surrogate": false, "i_string_invalid_surrogate": false,
        "i_string_invalid_utf-8": false, "i_string_inverted_surrogates_U+1D11E": false,
        "i_string_iso_latin_1": false, "i_string_lone_second_surrogate": false,
        "i_string_lone_utf8_continuation_byte": false, "i_string_not_in_unicode_range": false,
        "i_string_overlong_sequence_2_bytes": false, "i_string_overlong_sequence_6_bytes": false,
        "i_string_overlong_sequence_6_bytes_null": false, "i_string_truncated-utf-8": false,
        "i_string_utf16BE_no_BOM": false, "i_string_utf16LE_no_BOM": false, "i_structure_500_nested_arrays": false,
        "i_structure_UTF-8_BOM_empty_object": false,
    ]

    @Test func `none of the 318 public texts is judged wrongly`() throws {
        var judged = 0
        for name in Self.names where name.hasSuffix(".json") {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(Self.folder)/\(name)")))
            let verdict = Self.verdict(bytes)
            let isJSON =
                name.hasPrefix("y_") ? true : name.hasPrefix("n_") ? false : Self.choices[String(name.dropLast(5))]
            #expect(isJSON == (verdict == .taken || verdict == .noObject), "\(name): \(verdict)")
            judged += 1
        }
        #expect(judged == 318)
    }

    @Test(arguments: [
        "[]", "[1e-2]", "0", "\"\\u0000\"", " [ -0 , 123e65 , 0E+1 , \"\\uDBFF\\uDFFF\" , \"\u{7F}\u{2028}\" ] \n",
        "[[],[[\"\"]]]", "null",
    ]) func `valid JSON that is no object is said to be just that`(text: String) {
        #expect(Self.verdict(Array(text.utf8)) == .noObject)
    }

    @Test(arguments: [
        "{", "[1,]", "{\"a\":1,}", "[01]", "[1.]", "[.5]", "[+1]", "[-]", "[1e]", "[0x1]", "[NaN]", "[tru]", "[True]",
        "['a']", "[\"\t\"]", "[\"\\x\"]", "[\"\\u12\"]", "[\"\\uD800\"]", "[\"\\uDC00\\uD800\"]", "[\"a]", "{a:1}",
        "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1 2]", "[]x", "[]]", "[,]", "// c\n[]", "\u{FEFF}[]", " ", "\u{A0}[]",
    ]) func `a text that is not JSON is malformed`(text: String) {
        #expect(Self.verdict(Array(text.utf8)) == .malformed)
    }

    @Test(arguments: [
        [0xFF, 0xFE, 0x7B, 0x00], [0x7B, 0x00, 0x7D, 0x00], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xE5, 0x22],
    ])
    func `bytes that are not UTF-8 are malformed`(bytes: [UInt8]) { #expect(Self.verdict(bytes) == .malformed) }
}
