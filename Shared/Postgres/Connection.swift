import CLibpq
import Glibc

/// One connection to PostgreSQL, made and used on one thread. Its pointer never leaves this target.
@safe
package final class Connection: Database {
    let connection: OpaquePointer
    /// Names of the statements prepared here, by their text.
    private var prepared: [Statement: String] = [:]
    private(set) var isInTransaction = false
    /// Statements whose results are still to be read (Pipeline.swift).
    var unread = 0

    /// How PostgreSQL writes and reads values where they are texts: nothing of it is left to the server's, the role's
    /// or the environment's settings.
    private static let session = """
        set DateStyle = 'ISO, YMD'; set IntervalStyle = 'postgres'; set TimeZone = 'UTC'; set bytea_output = 'hex';
        set extra_float_digits = 1; set xmlbinary = 'base64'; set array_nulls = on; set transform_null_equals = off;
        set standard_conforming_strings = on; set escape_string_warning = off; set quote_all_identifiers = off;
        set default_transaction_isolation = 'read committed'; set default_transaction_deferrable = off;
        set search_path = 'public'; set lock_timeout = 0; set row_security = on;
        set check_function_bodies = on; set client_min_messages = warning; set client_encoding = 'UTF8';
        set synchronous_commit = on; set idle_session_timeout = 0; set idle_in_transaction_session_timeout = 0;
        do $$ begin set transaction_timeout = 0; exception when undefined_object then null; end $$;
        """

    /// Connects and sets UTF-8, the time-out of statements, and keepalives that find a lost server within about 20
    /// seconds. `url` is a URI or key='value' pairs (`ConnectionString` says what is wrong with one).
    package init(
        url: String, applicationName: String, statementTimeoutMilliseconds: Int, connectTimeoutSeconds: Int = 5
    ) throws(PostgresError) {
        let options: [(String, String)] = [
            ("fallback_application_name", applicationName), ("connect_timeout", String(connectTimeoutSeconds)),
            ("client_encoding", "UTF8"), ("keepalives_idle", "5"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
            // Not what PGOPTIONS says.
            ("options", "-c client_min_messages=warning"), ("dbname", url),
        ]
        guard let made = unsafe Self.connect(options) else {
            throw PostgresError(sqlState: nil, message: "out of memory", isConnectionLost: true)
        }
        guard unsafe PQstatus(made) == CONNECTION_OK else {
            defer { unsafe PQfinish(made) }
            // A string that nobody checked may be quoted in parts.
            let why = (try? ConnectionString(url)).map { unsafe $0.censored(Self.message(of: made)) }
            throw PostgresError(
                sqlState: nil, message: "cannot connect: " + (why ?? "the connection string is no good one"),
                isConnectionLost: true)
        }
        unsafe connection = made
        // What the server says without being asked, such as that it ends the session, is seen at the next statement;
        // libpq's own lines on standard error would stand between those of the log.
        unsafe PQsetNoticeProcessor(made, { _, _ in }, nil)
        try script("\(Self.session) set statement_timeout = \(statementTimeoutMilliseconds);")
    }

    deinit { unsafe PQfinish(connection) }

    /// False after the server closed the connection.
    var isUsable: Bool { unsafe PQstatus(connection) == CONNECTION_OK }

    /// Runs a prepared statement.
    package func query(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) -> Rows {
        let name = try prepare(statement, parameters)
        try settle()
        return try unsafe Encoded(parameters).lend { (count, values, lengths, formats) throws(PostgresError) in
            try unsafe rows(PQexecPrepared(connection, name, count, values, lengths, formats, 1))
        }
    }

    /// Runs several statements without parameters, such as a migration.
    package func script(_ sql: String) throws(PostgresError) {
        try settle()
        _ = try unsafe rows(PQexec(connection, sql))
    }

    /// Runs the closure in a transaction: commits when it returns a value, rolls back when it returns nil or throws. A
    /// statement in it may take so long, if a time is given.
    @discardableResult
    package func transaction<Value>(
        statementTimeoutMilliseconds: Int?, _ work: (any Database) throws(PostgresError) -> Value?
    ) throws(PostgresError) -> Value? {
        precondition(!isInTransaction, "transactions do not nest")
        isInTransaction = true
        defer { isInTransaction = false }
        try script("begin" + (statementTimeoutMilliseconds.map { "; set local statement_timeout = \($0)" } ?? ""))
        do {
            let value = try work(self)
            try script(value == nil ? "rollback" : "commit")
            return value
        } catch {
            try? settle()
            if isUsable { try? script("rollback") }
            throw error
        }
    }

    // MARK: Inside

    func prepare(_ statement: Statement, _ parameters: [any PostgresParameter]) throws(PostgresError) -> String {
        if let name = prepared[statement] { return name }
        try settle()
        // The server keeps no plan of what has no name.
        let name = statement.isPlannedAnew ? "" : "s\(prepared.count)"
        let types = parameters.map { Oid(type(of: $0).oid) }
        _ = try unsafe rows(PQprepare(connection, name, statement.sql, Int32(types.count), types))
        if !statement.isPlannedAnew { prepared[statement] = name }
        return name
    }

    /// What libpq says of a connection that does not go on.
    func lost() -> PostgresError {
        PostgresError(sqlState: nil, message: unsafe Self.message(of: connection), isConnectionLost: true)
    }

    func rows(_ result: OpaquePointer?) throws(PostgresError) -> Rows {
        guard let result = unsafe result else {
            throw PostgresError(
                sqlState: nil, message: unsafe Self.message(of: connection), isConnectionLost: !isUsable)
        }
        let rows = unsafe Rows(result)
        switch unsafe PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return rows
        default:
            throw PostgresError(
                sqlState: unsafe Self.field(result, "C").map { SQLState($0) },
                message: unsafe Self.field(result, "M") ?? Self.message(of: connection),
                constraint: unsafe Self.field(result, "n"),
                isConnectionLost: !isUsable)
        }
    }

    private static func field(_ result: OpaquePointer, _ code: Character) -> String? {
        guard let ascii = code.asciiValue, let text = unsafe PQresultErrorField(result, Int32(ascii)) else {
            return nil
        }
        return unsafe String(cString: text)
    }

    static func message(of connection: OpaquePointer) -> String {
        unsafe PQerrorMessage(connection).map { unsafe String(cString: $0) } ?? "no message"
    }

    /// `dbname` may be a whole connection string or URI (`expand_dbname`); what it says wins over what stands before
    /// it.
    static func connect(_ options: [(String, String)]) -> OpaquePointer? {
        unsafe withCStrings(options.map(\.0)) { keys in
            unsafe withCStrings(options.map(\.1)) { values in unsafe PQconnectdbParams(keys, values, 1) }
        }
    }

    private static func withCStrings<Value>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        let pointers = unsafe copies.map { unsafe UnsafePointer<CChar>($0) } + [nil]
        return unsafe pointers.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("the list ends in nil") }
            return unsafe body(start)
        }
    }
}

/// Parameters as libpq wants them: one buffer for all bytes, pointers into it for the time of a call.
struct Encoded {
    private var bytes: [UInt8] = []
    /// Start of each value; -1 is null.
    private var starts: [Int] = []
    private var lengths: [Int32] = []

    init(_ parameters: [any PostgresParameter]) {
        for parameter in parameters {
            let start = bytes.count
            let isThere = parameter.encode(into: &bytes)
            starts.append(isThere ? start : -1)
            lengths.append(Int32(bytes.count - start))
        }
        bytes.append(0)
    }

    func lend<Value>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
        ) throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        let formats = [Int32](repeating: 1, count: starts.count + 1)
        return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(PostgresError) in
            guard let base = buffer.baseAddress else { preconditionFailure("there is at least one byte") }
            let values: [UnsafePointer<CChar>?] =
                unsafe starts.map { start in
                    start < 0 ? nil : unsafe UnsafeRawPointer(base + start).assumingMemoryBound(to: CChar.self)
                } + [nil]
            return try unsafe values.withUnsafeBufferPointer { (values) throws(PostgresError) in
                try unsafe (lengths + [0]).withUnsafeBufferPointer { (lengths) throws(PostgresError) in
                    try unsafe formats.withUnsafeBufferPointer { (formats) throws(PostgresError) in
                        guard let values = values.baseAddress, let lengths = lengths.baseAddress,
                            let formats = formats.baseAddress
                        else {
                            preconditionFailure("no list is empty")
                        }
                        return try unsafe body(Int32(starts.count), values, lengths, formats)
                    }
                }
            }
        }
    }
}
