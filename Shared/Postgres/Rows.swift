import CLibpq

/// The rows of a result. Values are read by column, in the type that PostgreSQL gave them; a wrong type or an unexpected null is a mistake of the
/// program and stops it, naming the column.
@safe
package final class Rows {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { unsafe self.result = result }

    deinit { unsafe PQclear(result) }

    /// Number of rows.
    package var count: Int { Int(unsafe PQntuples(result)) }

    /// Rows changed by an insert, update or delete.
    package var affected: Int { unsafe PQcmdTuples(result).map { unsafe Int(String(cString: $0)) ?? 0 } ?? 0 }

    /// Reads each row. The row cannot be kept: it lives in this result.
    package func map<Value>(_ read: (Row) -> Value) -> [Value] {
        (0..<count).map { read(Row(rows: self, number: Int32($0))) }
    }

    /// The bytes of a field; nil is null.
    fileprivate func field(_ row: Int32, _ column: Int, _ types: [UInt32]) -> [UInt8]? {
        let column = Int32(column)
        let type = unsafe PQftype(result, column)
        precondition(types.contains(type), "column \(name(column)) has type \(type), not one of \(types)")
        guard unsafe PQgetisnull(result, row, column) == 0, let value = unsafe PQgetvalue(result, row, column) else { return nil }
        let length = Int(unsafe PQgetlength(result, row, column))
        return unsafe UnsafeBufferPointer(start: value, count: length).map { UInt8(bitPattern: $0) }
    }

    /// The text of a field without a copy in between; nil is null.
    fileprivate func text(_ row: Int32, _ column: Int) -> String? {
        let column = Int32(column)
        let type = unsafe PQftype(result, column)
        precondition([25, 19, 1043].contains(type), "column \(name(column)) has type \(type), not text")
        guard unsafe PQgetisnull(result, row, column) == 0, let value = unsafe PQgetvalue(result, row, column) else { return nil }
        let length = Int(unsafe PQgetlength(result, row, column))
        return unsafe UnsafeRawBufferPointer(start: value, count: length).withMemoryRebound(to: UInt8.self) {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }

    fileprivate func name(_ column: Int32) -> String {
        unsafe PQfname(result, column).map { unsafe String(cString: $0) } ?? "\(column)"
    }
}

/// One row, for the time of the closure that reads it.
package struct Row {
    fileprivate let rows: Rows
    fileprivate let number: Int32

    /// `bigint`, also `integer`.
    package func int64(_ column: Int) -> Int64 { required(optionalInt64(column), column) }
    /// `bigint`, also `integer`; nil is null.
    package func optionalInt64(_ column: Int) -> Int64? {
        rows.field(number, column, [20, 23]).map { bytes in
            Int64(bigEndian(bytes))
        }
    }
    /// `integer`.
    package func int32(_ column: Int) -> Int32 { required(rows.field(number, column, [23]).map { Int32(bigEndian($0)) }, column) }
    /// `boolean`.
    package func bool(_ column: Int) -> Bool { required(rows.field(number, column, [16]), column) == [1] }
    /// `text`, `varchar` or `name`.
    package func string(_ column: Int) -> String { required(rows.text(number, column), column) }
    /// `text`, `varchar` or `name`; nil is null.
    package func optionalString(_ column: Int) -> String? { rows.text(number, column) }
    /// `bytea`.
    package func bytes(_ column: Int) -> [UInt8] { required(rows.field(number, column, [17]), column) }
    /// `date`.
    package func date(_ column: Int) -> PostgresDate { required(optionalDate(column), column) }
    /// `date`; nil is null.
    package func optionalDate(_ column: Int) -> PostgresDate? {
        rows.field(number, column, [1082]).map { PostgresDate(daysSince1970: Int32(bigEndian($0)) + PostgresDate.epoch) }
    }
    /// `text[]` without nulls.
    package func strings(_ column: Int) -> [String] {
        elements(required(rows.field(number, column, [1009]), column)).map { String(decoding: $0, as: UTF8.self) }
    }
    /// `bigint[]` or `integer[]` without nulls.
    package func int64s(_ column: Int) -> [Int64] {
        elements(required(rows.field(number, column, [1016, 1007]), column)).map { Int64(bigEndian(Array($0))) }
    }

    private func required<Value>(_ value: Value?, _ column: Int) -> Value {
        guard let value else { preconditionFailure("column \(rows.name(Int32(column))) is null") }
        return value
    }

    private func elements(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        guard bytes.count >= 20 else { return [] }
        let count = Int(bigEndian(Array(bytes[12..<16])))
        var (start, result) = (20, [ArraySlice<UInt8>]())
        for _ in 0..<count {
            let length = Int(Int32(bigEndian(Array(bytes[start..<start + 4]))))
            precondition(length >= 0, "an array with nulls is not read")
            result.append(bytes[start + 4..<start + 4 + length])
            start += 4 + length
        }
        return result
    }
}

/// A signed number from big-endian bytes, by their count.
private func bigEndian(_ bytes: [UInt8]) -> Int {
    let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch bytes.count {
    case 2: return Int(Int16(truncatingIfNeeded: value))
    case 4: return Int(Int32(truncatingIfNeeded: value))
    default: return Int(Int64(bitPattern: value))
    }
}
