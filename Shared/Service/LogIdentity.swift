import Kafka
import Postgres

/// The database says how far each partition was taken, and the broker where it ends. One that ends before that is
/// another one's, or has lost what it had: what is posted there would lie below the offsets of record, and nobody would
/// ever take it.
extension Loop {
    /// Whether what was taken of these partitions is in them; if not, operators see it, and nothing is begun. Offsets
    /// of some brokers may lie inside the last batch (FETCH_CHECK), so there only an empty partition says that.
    func isWhatWasTakenThere(_ partitions: [TopicPartition]) throws -> Bool {
        let taken = try tables.nextOffsets(partitions).filter { $0.value > 0 }
        guard let ends = try ends(of: Array(taken.keys)) else {
            sayWaits(for: taken.keys.sorted())
            return isBrokerAwayForLong
        }
        let gone = taken.filter { partition, next in
            ends[partition].map { lanes.checksOffsets ? $0 == 0 : $0 < next } ?? false
        }
        guard let (partition, next) = gone.min(by: { $0.key < $1.key }), let end = ends[partition] else {
            surroundings.unhinder("log")
            return true
        }
        surroundings.hinder(
            "log",
            "\(next) events of \(partition) were taken, and the broker's ends at \(end)"
                + "\(gone.count > 1 ? " (and \(gone.count - 1) more partitions like it)" : ""): this broker is another "
                + "one, or has lost what it had; nothing is taken, and docs/operations.md says what to do")
        return false
    }
}
