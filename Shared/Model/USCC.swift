/// 统一社会信用代码, the unified social credit code of an organisation (GB 32100-2015; R2.01-R2.03). Always valid.
package struct USCC: Hashable, Comparable, Sendable {
    /// Its characters in ASCII, eight, eight and two, as numbers that compare as the text does: a string of 18
    /// characters would lie on the heap, and codes are in every row.
    private let first: UInt64
    private let second: UInt64
    private let last: UInt16

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    /// Registered by market regulation (companies, sole traders, cooperatives), by civil affairs (private
    /// non-enterprise units), and public institutions (R2.05).
    private static let classes = ["91", "92", "93", "52", "12"].map { Array($0.utf8) }
    /// 3^i mod 31.
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    /// Takes full-width and lower-case letters and surrounding spaces as people write them.
    package init(_ text: String) throws(InvalidValue) {
        let normal = Self.normalise(text)
        guard normal.count == 18 else { throw Self.invalid("18 characters") }
        guard normal.allSatisfy(Self.alphabet.contains) else {
            throw Self.invalid("only 0-9 and A-Y without I, O, S, V")
        }
        guard Self.classes.contains(Array(normal[0..<2])) else {
            throw Self.invalid("91, 92, 93, 52 or 12 in front: who registers it, and what it is (R2.05)")
        }
        guard Self.check(normal[0..<17]) == normal[17] else { throw Self.invalid("the right check character (R2.02)") }
        guard !Self.isResident(normal) else {
            throw InvalidValue(reason: .usccInvalid, detail: "a resident's number is no unified social credit code")
        }
        self.init(ascii: normal)
    }

    /// A code that was checked before, such as one read from the database.
    package init(known text: String) { self.init(ascii: Array(text.utf8)) }

    private init(ascii: [UInt8]) {
        func number<Number: FixedWidthInteger>(_ range: Range<Int>) -> Number {
            range.reduce(0) { $0 << 8 | (ascii.indices.contains($1) ? Number(ascii[$1]) : 0) }
        }
        (first, second, last) = (number(0..<8), number(8..<16), number(16..<18))
    }

    /// The code with these 17 characters and the check character that belongs to them; nil if they are not of the
    /// alphabet.
    package static func make(prefix17 prefix: String) -> USCC? {
        let bytes = normalise(prefix)
        guard bytes.count == 17, let check = check(bytes[...]) else { return nil }
        return USCC(ascii: bytes + [check])
    }

    /// The six region digits: 500114 is Qianjiang (R2.05).
    package var region: String { String(description.dropFirst(2).prefix(6)) }

    package static func < (left: USCC, right: USCC) -> Bool {
        (left.first, left.second, left.last) < (right.first, right.second, right.last)
    }

    private static func invalid(_ expected: String) -> InvalidValue {
        InvalidValue(reason: .usccInvalid, detail: "a unified social credit code has \(expected)")
    }

    /// True of a number of GB 11643, 17 digits with a day of birth and a check character of their own: some begin like
    /// a credit code.
    private static func isResident(_ text: [UInt8]) -> Bool {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        guard let year = decimal(text[6..<10]), let month = decimal(text[10..<12]), let day = decimal(text[12..<14]),
            (1850...2100).contains(year), Day(year: year, month: month, day: day) != nil,
            decimal(text[0..<6]) != nil, decimal(text[14..<17]) != nil
        else { return false }
        let sum = zip(text, weights).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
        return text[17] == Array("10X98765432".utf8)[sum % 11]
    }

    private static func check(_ prefix: ArraySlice<UInt8>) -> UInt8? {
        var sum = 0
        for (letter, weight) in zip(prefix, weights) {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            sum += value * weight
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    private static func normalise(_ text: String) -> [UInt8] {
        if text.utf8.count == 18, text.utf8.allSatisfy({ $0 < 0x61 && $0 > 0x20 }) { return Array(text.utf8) }
        let halfWidth = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
            case 0x3000: " "
            default: scalar
            }
        }
        let trimmed = halfWidth.drop { $0.properties.isWhitespace }.reversed().drop { $0.properties.isWhitespace }
            .reversed()
        return trimmed.flatMap { Array(String($0).uppercased().utf8) }
    }
}

extension USCC: CustomStringConvertible {
    package var description: String {
        let ascii = (0..<18).map { place in
            switch place {
            case ..<8: UInt8(truncatingIfNeeded: first >> UInt64(56 - 8 * place))
            case ..<16: UInt8(truncatingIfNeeded: second >> UInt64(120 - 8 * place))
            default: UInt8(truncatingIfNeeded: last >> UInt16(136 - 8 * place))
            }
        }
        return String(decoding: ascii, as: UTF8.self)
    }
}

extension USCC: Codable {
    package init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
