import Postgres
import Testing

@testable import BlacklistPublisher
@testable import Escrow
@testable import Inspection
@testable import Notification
@testable import Registry
@testable import Service

/// A row is made of its columns by their order, which the compiler checks by type only: of two columns of one type that
/// are confused, each row would be written otherwise than it was read.
protocol ReadBack {
    /// How many rows there are, and columns whose values are others when they are read and written again.
    func compare(on connection: Connection) throws -> (rows: Int, unlike: [String])
}

extension TableDescription: ReadBack {
    func compare(on connection: Connection) throws -> (rows: Int, unlike: [String]) {
        let entries = try findAll(from: connection)
        let (batch, keys) = (TableBatch(entries), columns.filter { $0.role == .key })
        let unlike = try columns.filter { column in
            let asked = keys + [column]
            let types = asked.indices.map { "$\($0 + 1)::\(asked[$0].parameterType)[]" }
            let names = keys.map(\.name) + ["value_read"]
            let like = Statement(
                """
                select count(*) from unnest(\(types.joined(separator: ", "))) back (\(names.joined(separator: ", ")))
                join \(name) using (\(keys.map(\.name).joined(separator: ", ")))
                where \(name).\(column.name) is not distinct from \(column.inserted("value_read"))
                """)
            let same = try connection.query(like, asked.map { $0.parameter(batch) }).map { Int($0.int64(0)) }
            return same != [entries.count]
        }
        return (entries.count, unlike.map { "\(name).\($0.name)" })
    }
}

/// The tables of every service, by its schema.
let describedTables: [(schema: String, tables: [any DescribedTable])] = [
    (RegistryApplication.name, RegistryApplication.tables), (InspectionApplication.name, InspectionApplication.tables),
    (EscrowApplication.name, EscrowApplication.tables), (BlacklistApplication.name, BlacklistApplication.tables),
    (NotificationApplication.name, NotificationApplication.tables),
]
