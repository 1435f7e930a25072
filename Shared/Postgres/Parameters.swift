/// A value that can be a parameter, in PostgreSQL's binary format: integers, booleans, text, bytes, dates, and arrays
/// of them, also with nulls.
package protocol PostgresParameter: Sendable {
    /// The type's object id, as in `pg_type`.
    static var oid: UInt32 { get }
    /// Appends the value; nil is null.
    func encode(into bytes: inout [UInt8]) -> Bool
}

extension PostgresParameter {
    /// The type's name, as `format_type` gives it.
    package static var typeName: String {
        switch oid {
        case 16: "boolean"
        case 17: "bytea"
        case 20: "bigint"
        case 23: "integer"
        case 1_082: "date"
        default: "text"
        }
    }
}

/// A value that can be an element of an array.
package protocol PostgresElement: PostgresParameter {
    /// The object id of the array of this type.
    static var arrayOid: UInt32 { get }
}

extension FixedWidthInteger {
    /// Appends the big-endian bytes.
    func append(to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}

extension Int64: PostgresElement {
    package static var oid: UInt32 { 20 }
    package static var arrayOid: UInt32 { 1016 }
    package func encode(into bytes: inout [UInt8]) -> Bool {
        append(to: &bytes)
        return true
    }
}

extension Int: PostgresElement {
    package static var oid: UInt32 { 20 }
    package static var arrayOid: UInt32 { 1016 }
    package func encode(into bytes: inout [UInt8]) -> Bool { Int64(self).encode(into: &bytes) }
}

extension Int32: PostgresElement {
    package static var oid: UInt32 { 23 }
    package static var arrayOid: UInt32 { 1007 }
    package func encode(into bytes: inout [UInt8]) -> Bool {
        append(to: &bytes)
        return true
    }
}

extension Bool: PostgresElement {
    package static var oid: UInt32 { 16 }
    package static var arrayOid: UInt32 { 1000 }
    package func encode(into bytes: inout [UInt8]) -> Bool {
        bytes.append(self ? 1 : 0)
        return true
    }
}

extension String: PostgresElement {
    package static var oid: UInt32 { 25 }
    package static var arrayOid: UInt32 { 1009 }
    package func encode(into bytes: inout [UInt8]) -> Bool {
        bytes.append(contentsOf: utf8)
        return true
    }
}

extension PostgresDate: PostgresElement {
    package static var oid: UInt32 { 1082 }
    package static var arrayOid: UInt32 { 1182 }
    package func encode(into bytes: inout [UInt8]) -> Bool {
        (daysSince1970 - Self.epoch).append(to: &bytes)
        return true
    }
}

/// `bytea`.
extension [UInt8]: PostgresElement {
    package static var arrayOid: UInt32 { 1001 }
}

extension Optional: PostgresParameter where Wrapped: PostgresElement {
    package static var oid: UInt32 { Wrapped.oid }
    package func encode(into bytes: inout [UInt8]) -> Bool { self?.encode(into: &bytes) ?? false }
}

extension Optional: PostgresElement where Wrapped: PostgresElement {
    package static var arrayOid: UInt32 { Wrapped.arrayOid }
}

extension Array: PostgresParameter where Element: PostgresArrayElement {
    package static var oid: UInt32 { Element.oidOfArray }
    package func encode(into bytes: inout [UInt8]) -> Bool {
        Element.encode(self, into: &bytes)
        return true
    }
}

/// What an array of it is: an array of bytes is `bytea`, all others are arrays.
package protocol PostgresArrayElement: Sendable {
    static var oidOfArray: UInt32 { get }
    static func encode(_ array: [Self], into bytes: inout [UInt8])
}

extension UInt8: PostgresArrayElement {
    package static var oidOfArray: UInt32 { 17 }
    package static func encode(_ array: [UInt8], into bytes: inout [UInt8]) { bytes.append(contentsOf: array) }
}

extension PostgresElement {
    package static var oidOfArray: UInt32 { arrayOid }

    /// One dimension: header, length and lower bound, then each element with its length (-1 is null).
    package static func encode(_ array: [Self], into bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + 20 + array.count * 12)
        Int32(array.isEmpty ? 0 : 1).append(to: &bytes)
        Int32(1).append(to: &bytes)
        oid.append(to: &bytes)
        guard !array.isEmpty else { return }
        Int32(array.count).append(to: &bytes)
        Int32(1).append(to: &bytes)
        for element in array {
            let start = bytes.count
            Int32(-1).append(to: &bytes)
            if element.encode(into: &bytes) { patch(&bytes, at: start, length: bytes.count - start - 4) }
        }
    }

    private static func patch(_ bytes: inout [UInt8], at index: Int, length: Int) {
        let length = UInt32(length)
        for place in 0..<4 { bytes[index + place] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * place)) }
    }
}

extension Int64: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}
extension String: PostgresArrayElement {}
extension PostgresDate: PostgresArrayElement {}
extension Array: PostgresArrayElement where Element == UInt8 {}
extension Optional: PostgresArrayElement where Wrapped: PostgresElement {}
