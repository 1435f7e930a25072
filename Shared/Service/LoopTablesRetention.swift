import Model
import Postgres

/// What is old is forgotten, a whole quarter at a time.
extension LoopTables {
    /// Empties these slots of a ring.
    func empty(_ ring: Ring, slots: [Int]) throws(PostgresError) {
        guard !slots.isEmpty else { return }
        let parts = slots.map { "\(ring.table)_\($0)" }.joined(separator: ", ")
        _ = try connection.query(Statement("truncate \(parts)"), [])
    }
}
