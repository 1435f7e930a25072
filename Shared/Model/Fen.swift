/// Money in fen, a hundredth of a yuan; never a fraction, never a floating-point number. Sums stay within what one
/// account may ever hold; products are exact.
package struct Fen: RawRepresentable, Hashable, Comparable, Sendable, AdditiveArithmetic {
    package var rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package init(_ fen: Int64) { rawValue = fen }

    package static let zero = Fen(0)

    /// What one event may be about at the most: ten billion yuan. Larger numbers are mistakes, and no sum of smaller
    /// ones overflows.
    package static let mostOfEvent = Fen.yuan(10_000_000_000)

    /// Whole yuan.
    package static func yuan(_ yuan: Int64) -> Fen { Fen(yuan * 100) }

    package static func + (left: Fen, right: Fen) -> Fen { Fen(left.rawValue + right.rawValue) }
    package static func - (left: Fen, right: Fen) -> Fen { Fen(left.rawValue - right.rawValue) }
    package static func * (left: Fen, right: Int64) -> Fen { left.times(right) }

    /// So many parts of it of so many, exactly, and then rounded towards zero; what no number of fen holds is the
    /// largest that one does.
    package func times(_ factor: Int64, per parts: Int64 = 1) -> Fen {
        Fen(Int64(clamping: Int128(rawValue) * Int128(factor) / Int128(max(1, parts))))
    }

    package static func < (left: Fen, right: Fen) -> Bool { left.rawValue < right.rawValue }
}

extension Fen: CustomStringConvertible {
    /// Yuan with two decimals and commas: `1,234.56`.
    package var description: String {
        let (yuan, fen) = rawValue.magnitude.quotientAndRemainder(dividingBy: 100)
        var digits = String(yuan)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        let whole = ([digits] + groups).joined(separator: ",")
        return "\(rawValue < 0 ? "-" : "")\(whole).\(fen < 10 ? "0" : "")\(fen)"
    }
}

extension Fen: Codable {
    package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(Int64.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
