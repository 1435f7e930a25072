/// Numbers of JSON, exactly: `1e3` and `1000.0` are the whole number 1000.
enum JSONNumber: Hashable {
    case whole(Int64)
    /// A whole number that no `Int64` holds.
    case large
    case fraction

    /// What a number's node says. Nothing is computed in floating point, and nothing is allocated, whatever the
    /// exponent.
    static func whole(_ bytes: [UInt8], _ node: JSONNode) -> JSONNumber {
        var rest = bytes[Int(node.start)..<Int(node.end)]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        if !node.isUnusual {
            let size = rest.reduce(0 as Int64) { $0 * 10 + Int64($1 & 15) }
            return .whole(isNegative ? -size : size)
        }
        let mantissa = rest.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
        // The value is its digits from first to last that is not 0, times ten to so much.
        guard let first = mantissa.firstIndex(where: isSignificant), let last = mantissa.lastIndex(where: isSignificant)
        else { return .whole(0) }
        let places = last < point ? point - 1 - last : point - last
        let power = exponent(rest[mantissa.endIndex...]) + places
        guard power >= 0 else { return .fraction }
        guard last - first + power <= 19 else { return .large }
        var size: UInt64 = 0
        for byte in mantissa[first...last] where byte != UInt8(ascii: ".") {
            guard let next = size.times10(plus: byte & 15) else { return .large }
            size = next
        }
        for _ in 0..<power {
            guard let next = size.times10(plus: 0) else { return .large }
            size = next
        }
        if isNegative { return size <= Int64.min.magnitude ? .whole(Int64(truncatingIfNeeded: 0 &- size)) : .large }
        return Int64(exactly: size).map { .whole($0) } ?? .large
    }

    private static func isSignificant(_ byte: UInt8) -> Bool { byte > UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// The exponent, as large as any message is long at the most: beyond that it makes no difference.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let digits = text.drop { !($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) }
        let size = digits.reduce(0) { min($0 * 10 + Int($1 & 15), 1 << 40) }
        return text.contains(UInt8(ascii: "-")) ? -size : size
    }
}

extension UInt64 {
    fileprivate func times10(plus digit: UInt8) -> UInt64? {
        let (product, isOver) = multipliedReportingOverflow(by: 10)
        let (sum, isOverToo) = product.addingReportingOverflow(UInt64(digit))
        return isOver || isOverToo ? nil : sum
    }
}
