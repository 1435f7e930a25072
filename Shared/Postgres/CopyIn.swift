import CLibpq

/// Rows for `COPY … FROM STDIN` in binary.
package struct CopyRows {
    fileprivate var bytes: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]

    /// Adds a row: one value a column, in the columns' exact types.
    package mutating func add(_ values: [any PostgresParameter]) {
        Int16(values.count).append(to: &bytes)
        for value in values {
            var field: [UInt8] = []
            let isThere = value.encode(into: &field)
            Int32(isThere ? field.count : -1).append(to: &bytes)
            bytes += field
        }
    }
}

extension Connection {
    /// Copies rows into a table, such as `"lessons (enrolment, lesson)"`; all of them or, if one is wrong, none.
    /// Returns how many.
    package func copyIn(_ table: String, _ fill: (inout CopyRows) -> Void) throws(PostgresError) -> Int {
        try settle()
        var rows = CopyRows()
        fill(&rows)
        Int16(-1).append(to: &rows.bytes)
        guard let start = unsafe PQexec(connection, "copy \(table) from stdin (format binary)") else { throw lost() }
        guard unsafe PQresultStatus(start) == PGRES_COPY_IN else {
            _ = try unsafe self.rows(start)
            return 0
        }
        unsafe PQclear(start)
        // libpq buffers what it cannot send at once; pieces keep a call below its limit of an int.
        for piece in stride(from: 0, to: rows.bytes.count, by: 1 << 20) {
            let part = rows.bytes[piece..<min(piece + 1 << 20, rows.bytes.count)].map { CChar(bitPattern: $0) }
            guard unsafe PQputCopyData(connection, part, Int32(part.count)) == 1 else { throw lost() }
        }
        guard unsafe PQputCopyEnd(connection, nil) == 1 else { throw lost() }
        let result = try unsafe self.rows(PQgetResult(connection))
        while let rest = unsafe PQgetResult(connection) { unsafe PQclear(rest) }
        return result.affected
    }
}
