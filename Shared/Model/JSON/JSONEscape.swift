/// Escapes in texts of JSON (RFC 8259, section 7).
enum JSONEscape {
    /// The byte that a short escape such as `\n` stands for.
    static func byte(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The UTF-16 unit of a long escape such as `\u8BFE` that begins here.
    static func unit(_ bytes: ArraySlice<UInt8>, at place: Int) -> UInt16? {
        guard place + 6 <= bytes.endIndex, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in place + 2..<place + 6 {
            guard let digit = digit(bytes[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func digit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// A text's bytes without its escapes, which the scanner has found right.
    static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = text.startIndex
        while place < text.endIndex {
            guard text[place] == UInt8(ascii: "\\") else {
                result.append(text[place])
                place += 1
                continue
            }
            if let unit = unit(text, at: place) {
                place += 6
                var scalar = UInt32(unit)
                if unit & 0xFC00 == 0xD800, let low = Self.unit(text, at: place) {
                    scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
                    place += 6
                }
                result += UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}").map { Array($0) } ?? []
            } else {
                if place + 1 < text.endIndex, let byte = byte(text[place + 1]) { result.append(byte) }
                place += 2
            }
        }
        return result
    }
}
