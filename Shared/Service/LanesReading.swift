import Dispatch
import Kafka
import Model

/// What is read ahead in each partition, while another thread decodes.
extension Lanes {
    /// One partition.
    struct Ahead {
        var partition: TopicPartition
        var events: [Received<Command>] = []
        /// Index of the first event not taken.
        var first = 0
        /// What these events and the next ones weigh.
        var weight = 0
        var nextWeight = 0
        /// The events after these, in the making.
        var next: Later<[Received<Command>]>?
        /// Offset of the next message to fetch.
        var position: Int64
        /// What the database has as next.
        var recorded: Int64
        /// Offset after the last event taken.
        var taken: Int64
        var reachedEnd = false
        /// Nobody knows whether that is so: the others did not wait any longer.
        var isWaived = false
        /// The last look into the queue left nothing in it.
        var isDrained = false
        /// Where a message was missing when the partition was last read.
        var hole: Int64?
        /// End of the partition when the day was announced (replay).
        var barrier: Int64?

        /// Nothing is decoded that was not taken.
        var isEmpty: Bool { first >= events.count }
    }

    /// Reads ahead in every partition, and waits for what is decoded where nothing is left; while that takes long,
    /// something else is done.
    mutating func refill(from broker: any Broker, meanwhile: () throws -> Void = {}) throws {
        for index in lanes.indices { try readAhead(index, broker) }
        for index in lanes.indices where lanes[index].isEmpty {
            if let next = lanes[index].next {
                while !next.isThere(within: 100) { try meanwhile() }
                (lanes[index].events, lanes[index].first, lanes[index].next) = (next.value, 0, nil)
                (lanes[index].weight, lanes[index].nextWeight) = (lanes[index].nextWeight, 0)
                try readAhead(index, broker)
            }
            fronts[index] = view(lanes[index])
        }
    }

    /// Gives what a partition has next to the thread that decodes, unless that has some of it already.
    private mutating func readAhead(_ index: Int, _ broker: any Broker) throws(KafkaError) {
        guard lanes[index].next == nil else { return }
        let partition = lanes[index].partition
        let room = lookahead.room(beside: aheadBytes, lanes: lanes.count)
        let batch = try broker.messages(
            of: partition, max: min(lookahead.events, max(1, room / Lookahead.eventBytes)), bytes: room)
        guard try isWhole(batch, index, broker) else { return }
        let count = batch.count
        lanes[index].isDrained = batch.isAll
        let reachedEnd = batch.endOffset != nil
        if count > 0 || reachedEnd { (lanes[index].reachedEnd, lanes[index].isWaived) = (reachedEnd, false) }
        if count > 0 { lanes[index].position = batch.offset(count - 1) + 1 }
        // A transaction's marker lies behind its messages.
        if let end = batch.endOffset { lanes[index].position = max(lanes[index].position, end) }
        guard count > 0 else { return }
        if !isReplay, decode.isIntake(partition) { look(at: batch.timestamp(count - 1), of: partition) }
        lanes[index].nextWeight = batch.byteCount + count * Lookahead.eventBytes
        aheadBytes += lanes[index].nextWeight
        lanes[index].next = Later(on: decoder) { [decode] in decode(batch, of: partition) }
    }

    /// Whether the broker stamps, and by a clock that can be right.
    private mutating func look(at stamp: (milliseconds: Int64, isAppendTime: Bool), of partition: TopicPartition) {
        if stamp.isAppendTime {
            stampsAhead = max(stampsAhead ?? 0, stamp.milliseconds - decode.clocks.wall())
        } else if !checksOffsets {
            unstamped.insert(partition.topic)
        }
    }

    /// Where the stand-in for Apache Kafka runs: offsets follow each other, but in a compacted topic, since it knows no
    /// markers of transactions. It shows a message before an earlier one when several write to a partition at once; an
    /// event would be stepped over without a word. So the partition is read again from where it is. What is missing
    /// then too is not there, and is said.
    private mutating func isWhole(_ batch: any Messages, _ index: Int, _ broker: any Broker) throws(KafkaError) -> Bool
    {
        let (partition, position) = (lanes[index].partition, lanes[index].position)
        guard checksOffsets, !EventCatalogue.compactedTopics.contains(partition.topic),
            let place = (0..<batch.count).first(where: { batch.offset($0) != position + Int64($0) })
        else { return true }
        let missing = position + Int64(place)
        if lanes[index].hole == missing {
            holes.append(Hole(partition: partition, offset: missing))
            return true
        }
        (lanes[index].hole, lanes[index].isDrained, lanes[index].reachedEnd) = (missing, false, false)
        fronts[index] = view(lanes[index])
        try broker.seek([partition: position])
        return false
    }

    /// The topics without the broker's stamps that were found since this was last asked.
    mutating func takeUnstamped() -> Set<String> {
        defer { unstamped = [] }
        return unstamped
    }

    /// How far the broker's clock was ahead since this was last asked; nil if nothing was stamped.
    mutating func takeStampsAhead() -> Int64? {
        defer { stampsAhead = nil }
        return stampsAhead
    }

    /// The holes found since this was last asked.
    mutating func takeHoles() -> [Hole] {
        defer { holes = [] }
        return holes
    }
}
