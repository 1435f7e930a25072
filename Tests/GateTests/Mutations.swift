import Foundation
import Support

@testable import Model

/// What goes wrong with bytes on their way, and what people write.
struct Mutations {
    var chance: Chance

    private static let texts = [
        #"\u0000"#, "\u{0}", #"\uD800"#, #"\uDC00\uD800"#, #"\uD83D\uDE00"#, "e\u{301}", #"e\u0301"#, "\u{202E}",
        "\u{FEFF}",
        "\u{200B}", "\u{E000}", "\u{FFFF}", "\u{10FFFF}", "\u{378}", "\u{1100}\u{1161}\u{11A8}", "\u{1E9B}\u{323}",
        "　Ｅ１　",
        " E1", "E1\u{A0}", "a/b", "..", "a\\nb", "", #"\""#, "\u{2028}", "\u{85}", "ﬁ", "Å", "İ", "ß", "\u{344}",
        String(repeating: "x", count: 65), String(repeating: "e\u{301}", count: 40), String(repeating: "字", count: 201),
        String(repeating: "x", count: 8_000), "0001-01-01", "2022-02-30", "99999-01-01", "91500114MA5U00000C",
        "52010219900307001X", "1e5", "-1", "null",
    ]
    private static let values = [
        "null", "true", "[]", "{}", "\"\"", "0", "-0", "-1", "1.0", "1e3", "1.2E14", "100000.5", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e19", "1e-1", "0e99999999999999999999",
        "1" + String(repeating: "0", count: 218) + "e-200", "1e999999999999999999999", "-1e-999999999999999999999",
        "0." + String(repeating: "0", count: 300) + "1e301", "100001", "-100001", "1000000000001", "NaN", "01", "+1",
        ".5",
        String(repeating: "[", count: 70) + String(repeating: "]", count: 70), String(repeating: "[", count: 3_000),
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\"\\", "'x'", "// x",
    ]

    /// The message, changed in one to three ways; sometimes not at all.
    mutating func mutate(_ bytes: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &chance) { bytes = mutateOnce(bytes, other) }
        return bytes
    }

    private mutating func mutateOnce(_ bytes: [UInt8], _ other: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [chance.pick([0, 0x5B, 0x7B, 0x22, 0xFF])] }
        var bytes = bytes
        let place = Int.random(in: bytes.indices, using: &chance)
        switch Int.random(in: 0..<16, using: &chance) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
        case 1: bytes.insert(chance.pick(Array("{}[]:,\"\\0eE.-\u{0}".utf8)), at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        case 5: bytes.insert(contentsOf: other.suffix(from: min(other.count, place)), at: place)
        case 6: bytes = Array([0xEF, 0xBB, 0xBF] + bytes)
        case 7 where chance.once(in: 4):
            let text = String(decoding: bytes, as: UTF8.self)
            bytes = chance.once(in: 2) ? text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } : bytes + bytes
        default: return replaceToken(bytes)
        }
        return bytes
    }

    /// One text or value becomes another, or a member is said again.
    private mutating func replaceToken(_ bytes: [UInt8]) -> [UInt8] {
        guard let index = try? JSONIndex(bytes, .posted) else { return bytes }
        let leaves = index.nodes.filter { $0.kind != .object && $0.kind != .array }
        guard !leaves.isEmpty else { return bytes }
        let leaf = chance.pick(leaves)
        let isText = leaf.kind == .text
        var range = Int(leaf.start)..<Int(leaf.end)
        if isText, !chance.once(in: 3) {
            let text = chance.pick(Self.texts)
            return bytes.replacing(
                range, with: chance.once(in: 3) ? bytes[range] + Array(text.utf8) : Array(text.utf8)[...])
        }
        if isText { range = range.lowerBound - 1..<range.upperBound + 1 }
        if isText, chance.once(in: 3) {
            return bytes.replacing(range.upperBound..<range.upperBound, with: [0x3A, 0x31, 0x2C] + bytes[range])
        }
        return bytes.replacing(range, with: Array(chance.pick(Self.values).utf8)[...])
    }
}

extension [UInt8] {
    fileprivate func replacing(_ range: Range<Int>, with bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result = self
        result.replaceSubrange(range, with: bytes)
        return result
    }
}
