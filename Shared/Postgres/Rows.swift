import CLibpq

/// The rows of a result. Values are read by column, in the type that PostgreSQL gave them; another type is a mistake of
/// the program and stops it, naming the column. A value that no row should have (a null, a word that the program does
/// not know) fails the reading of the rows.
@safe
package final class Rows {
    private let result: OpaquePointer
    /// What the row that is being read should not have.
    fileprivate var broken: PostgresError?

    init(_ result: OpaquePointer) { unsafe self.result = result }

    deinit { unsafe PQclear(result) }

    /// Number of rows.
    package var count: Int { Int(unsafe PQntuples(result)) }

    /// Rows changed by an insert, update or delete.
    package var affected: Int { unsafe PQcmdTuples(result).map { unsafe Int(String(cString: $0)) ?? 0 } ?? 0 }

    /// Reads each row. The row cannot be kept: it lives in this result.
    package func map<Value>(_ read: (Row) -> Value) throws(PostgresError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for number in 0..<count {
            values.append(read(Row(rows: self, number: Int32(number))))
            if let broken { throw broken }
        }
        return values
    }

    /// The bytes of a field; nil is null.
    fileprivate func field(_ row: Int32, _ column: Int, _ isType: (UInt32) -> Bool) -> [UInt8]? {
        unsafe read(row, column, isType) { unsafe Array($0) }
    }

    /// A whole number from its big-endian bytes; nil is null.
    fileprivate func whole(_ row: Int32, _ column: Int, _ isType: (UInt32) -> Bool) -> Int? {
        unsafe read(row, column, isType) { unsafe bigEndian($0) }
    }

    /// The text of a field; nil is null.
    fileprivate func text(_ row: Int32, _ column: Int) -> String? {
        let isText: (UInt32) -> Bool = { $0 == 25 || $0 == 19 || $0 == 1043 }
        return unsafe read(row, column, isText) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Lends the bytes of a field where they lie; nil is null.
    private func read<Value>(
        _ row: Int32, _ column: Int, _ isType: (UInt32) -> Bool, _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value? {
        let column = Int32(column)
        let type = unsafe PQftype(result, column)
        precondition(isType(type), "column \(name(column)) has type \(type), not the one it is read as")
        guard unsafe PQgetisnull(result, row, column) == 0, let value = unsafe PQgetvalue(result, row, column) else {
            return nil
        }
        return unsafe body(UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result, row, column))))
    }

    fileprivate func isNull(_ row: Int32, _ column: Int) -> Bool { unsafe PQgetisnull(result, row, Int32(column)) == 1 }

    fileprivate func name(_ column: Int32) -> String {
        unsafe PQfname(result, column).map { unsafe String(cString: $0) } ?? "\(column)"
    }
}

/// One row, for the time of the closure that reads it.
package struct Row {
    fileprivate let rows: Rows
    fileprivate let number: Int32

    /// True if the field has no value.
    package func isNull(_ column: Int) -> Bool { rows.isNull(number, column) }
    /// `bigint`, also `integer`.
    package func int64(_ column: Int) -> Int64 { required(optionalInt64(column), column, 0) }
    /// `bigint`, also `integer`; nil is null.
    package func optionalInt64(_ column: Int) -> Int64? {
        rows.whole(number, column) { $0 == 20 || $0 == 23 }.map { Int64($0) }
    }
    /// `integer`.
    package func int32(_ column: Int) -> Int32 { Int32(required(rows.whole(number, column) { $0 == 23 }, column, 0)) }
    /// `boolean`.
    package func bool(_ column: Int) -> Bool { required(rows.whole(number, column) { $0 == 16 }, column, 0) == 1 }
    /// `text`, `varchar` or `name`.
    package func string(_ column: Int) -> String { required(rows.text(number, column), column, "") }
    /// `text`, `varchar` or `name`; nil is null.
    package func optionalString(_ column: Int) -> String? { rows.text(number, column) }
    /// `bytea`.
    package func bytes(_ column: Int) -> [UInt8] { required(rows.field(number, column) { $0 == 17 }, column, []) }
    /// `date`.
    package func date(_ column: Int) -> PostgresDate {
        required(optionalDate(column), column, PostgresDate(daysSince1970: 0))
    }
    /// `date`; nil is null.
    package func optionalDate(_ column: Int) -> PostgresDate? {
        rows.whole(number, column) { $0 == 1082 }.map { days in
            guard let days = Int32(exactly: days), abs(Int64(days)) < PostgresDate.daysMax else {
                return fail(column, "is no day of a calendar", PostgresDate(daysSince1970: 0))
            }
            return PostgresDate(daysSince1970: days + PostgresDate.epoch)
        }
    }
    /// `text[]` without nulls.
    package func strings(_ column: Int) -> [String] {
        elements(column, 1009).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
    /// `bytea[]` without nulls.
    package func byteArrays(_ column: Int) -> [[UInt8]] {
        elements(column, 1001).map { Array($0) }
    }

    /// `text` that the program can make something of. What `read` gives nothing for fails the reading of the rows, and
    /// until then counts as `otherwise`.
    package func string<Value>(
        _ column: Int, or otherwise: @autoclosure () -> Value, _ read: (String) -> Value?
    ) -> Value {
        read(string(column)) ?? fail(column, "is no text that this program writes", otherwise())
    }

    private func required<Value>(_ value: Value?, _ column: Int, _ otherwise: @autoclosure () -> Value) -> Value {
        value ?? fail(column, "is null", otherwise())
    }

    /// The first thing that is wrong with a row is what its reader is told; what is read until then counts for nothing.
    private func fail<Value>(_ column: Int, _ fault: String, _ otherwise: Value) -> Value {
        if rows.broken == nil {
            rows.broken = PostgresError(broken: "column \(rows.name(Int32(column))) of a row \(fault)")
        }
        return otherwise
    }

    private func elements(_ column: Int, _ type: UInt32) -> [ArraySlice<UInt8>] {
        let bytes = required(rows.field(number, column) { $0 == type }, column, [])
        guard bytes.count >= 20 else { return [] }
        let count = bigEndian(bytes[12..<16])
        var (start, result) = (20, [ArraySlice<UInt8>]())
        for _ in 0..<count {
            let length = bigEndian(bytes[start..<start + 4])
            guard length >= 0 else { return fail(column, "is an array with a null", []) }
            result.append(bytes[start + 4..<start + 4 + length])
            start += 4 + length
        }
        return result
    }
}

/// A signed number from big-endian bytes, by their count.
private func bigEndian(_ bytes: some Collection<UInt8>) -> Int {
    var value: UInt64 = 0
    for byte in bytes { value = value << 8 | UInt64(byte) }
    switch bytes.count {
    case 1: return Int(value)
    case 2: return Int(Int16(truncatingIfNeeded: value))
    case 4: return Int(Int32(truncatingIfNeeded: value))
    default: return Int(Int64(bitPattern: value))
    }
}
