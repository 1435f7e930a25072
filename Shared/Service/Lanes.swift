import Dispatch
import Kafka
import Model

/// The partitions this process has, with the events read ahead in each of them: some decoded, and as many again that
/// another thread decodes meanwhile. The limits keep memory bounded whatever the backlog (G10).
struct Lanes<Command: Sendable> {
    /// One partition.
    private struct Ahead {
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
        var claimed: Int64
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

    private let decode: Decode<Command>
    private let decoder = DispatchQueue(label: "decode")
    private let lookahead: Lookahead
    private let isReplay: Bool
    /// The broker may show a message before an earlier one (FETCH_CHECK).
    private let checksOffsets: Bool
    private var lanes: [Ahead] = []
    /// What all lanes have read ahead weighs: bytes, and what events take beside them.
    private(set) var aheadBytes = 0
    /// What the merge sees, one a lane, in the order of their names.
    private(set) var heads: [Lane] = []
    /// Intake topics whose messages the broker does not stamp, since they were last asked for (production).
    private var unstamped: Set<String> = []
    /// Messages that are not in the log, though later ones are, since they were last asked for.
    private var holes: [Hole] = []

    /// A place in a partition where a message is missing.
    struct Hole: Hashable {
        var partition: TopicPartition
        var offset: Int64
    }

    init(decode: Decode<Command>, lookahead: Lookahead, isReplay: Bool, checksOffsets: Bool) {
        self.decode = decode
        self.lookahead = lookahead
        self.isReplay = isReplay
        self.checksOffsets = checksOffsets
    }

    /// The partitions, in the order of their names.
    var partitions: [TopicPartition] { lanes.map(\.partition) }

    /// One of them: a list of all for each event would cost more than the event.
    func partition(_ index: Int) -> TopicPartition { lanes[index].partition }

    /// Begins partitions at their offsets of record, or begins them again there.
    mutating func begin(_ offsets: [TopicPartition: Int64]) {
        end(Array(offsets.keys))
        lanes += offsets.map { Ahead(partition: $0.key, position: $0.value, claimed: $0.value, taken: $0.value) }
        lanes.sort { $0.partition < $1.partition }
        heads = lanes.map(view)
    }

    /// Gives partitions up.
    mutating func end(_ partitions: [TopicPartition]) {
        let gone = Set(partitions)
        for lane in lanes where gone.contains(lane.partition) { aheadBytes -= lane.weight + lane.nextWeight }
        lanes.removeAll { gone.contains($0.partition) }
        heads = lanes.map(view)
    }

    /// Reads ahead in every partition, and waits for what is decoded where nothing is left.
    mutating func refill(from consumer: Consumer) throws(KafkaError) {
        for index in lanes.indices { try readAhead(index, consumer) }
        for index in lanes.indices where lanes[index].isEmpty {
            if let next = lanes[index].next {
                (lanes[index].events, lanes[index].first, lanes[index].next) = (next.value, 0, nil)
                (lanes[index].weight, lanes[index].nextWeight) = (lanes[index].nextWeight, 0)
                try readAhead(index, consumer)
            }
            heads[index] = view(lanes[index])
        }
    }

    /// Gives what a partition has next to the thread that decodes, unless that has some of it already.
    private mutating func readAhead(_ index: Int, _ consumer: Consumer) throws(KafkaError) {
        guard lanes[index].next == nil else { return }
        let partition = lanes[index].partition
        let room = lookahead.room(beside: aheadBytes, lanes: lanes.count)
        let batch = try consumer.take(
            partition, max: min(lookahead.events, max(1, room / Lookahead.eventBytes)), bytes: room)
        guard try isWhole(batch, index, consumer) else { return }
        let count = batch.count
        lanes[index].isDrained = batch.isAll
        if count > 0 || batch.reachedEnd {
            (lanes[index].reachedEnd, lanes[index].isWaived) = (batch.reachedEnd, false)
        }
        if count > 0 { lanes[index].position = batch.offset(count - 1) + 1 }
        // A transaction's marker lies behind its messages.
        if let end = batch.endOffset { lanes[index].position = max(lanes[index].position, end) }
        guard count > 0 else { return }
        if !isReplay, !checksOffsets, decode.isIntake(partition), !batch.timestamp(count - 1).isAppendTime {
            unstamped.insert(partition.topic)
        }
        lanes[index].nextWeight = batch.byteCount + count * Lookahead.eventBytes
        aheadBytes += lanes[index].nextWeight
        lanes[index].next = Later(on: decoder) { [decode] in decode(batch, of: partition) }
    }

    /// Where the stand-in for Apache Kafka runs: offsets follow each other, but in a compacted topic, since it knows no
    /// markers of transactions. It shows a message before an earlier one when several write to a partition at once; an
    /// event would be stepped over without a word. So the partition is read again from where it is. What is missing
    /// then too is not there, and is said.
    private mutating func isWhole(_ batch: Batch, _ index: Int, _ consumer: Consumer) throws(KafkaError) -> Bool {
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
        heads[index] = view(lanes[index])
        try consumer.seek([partition: position])
        return false
    }

    /// The topics without the broker's stamps that were found since this was last asked.
    mutating func takeUnstamped() -> Set<String> {
        defer { unstamped = [] }
        return unstamped
    }

    /// The holes found since this was last asked.
    mutating func takeHoles() -> [Hole] {
        defer { holes = [] }
        return holes
    }

    /// Where the partitions ended when a day was announced: in a replay, all before these offsets belongs to the day or
    /// to earlier ones.
    mutating func setBarrier(_ ends: [TopicPartition: Int64]) {
        for index in lanes.indices { lanes[index].barrier = ends[lanes[index].partition] ?? lanes[index].barrier }
        heads = lanes.map(view)
    }

    /// The day whose opening is fetched and not taken yet.
    var announcedDay: Day? {
        for lane in heads { if case .day(let day)? = lane.head { return day } }
        return nil
    }

    /// All that was there is taken.
    var isAllTaken: Bool { lanes.allSatisfy { $0.isEmpty && $0.next == nil && $0.reachedEnd && !$0.isWaived } }

    /// After waiting long enough for a partition with nothing fetched, the others go on without it.
    mutating func waiveEnds() {
        for index in lanes.indices where lanes[index].isEmpty && !lanes[index].reachedEnd {
            (lanes[index].reachedEnd, lanes[index].isWaived) = (true, true)
        }
        heads = lanes.map(view)
    }

    /// Takes the head of a lane.
    mutating func take(_ index: Int) -> Received<Command> {
        let event = lanes[index].events[lanes[index].first]
        lanes[index].first += 1
        lanes[index].taken = event.origin.offset + 1
        if lanes[index].isEmpty {
            aheadBytes -= lanes[index].weight
            (lanes[index].events, lanes[index].first, lanes[index].weight) = ([], 0, 0)
        }
        heads[index] = view(lanes[index])
        return event
    }

    /// The moves of offsets that commit what was taken.
    var claims: [Claim] {
        lanes.filter { $0.taken != $0.claimed }.map {
            Claim(partition: $0.partition, expected: $0.claimed, next: $0.taken)
        }
    }

    /// The claims are committed.
    mutating func commit() {
        for index in lanes.indices { lanes[index].claimed = lanes[index].taken }
    }

    /// In a replay an end is an end only if it was asked for after the day was announced. Some brokers answer with an
    /// offset inside the batch that was sent last; a batch arrives whole, so the queue must be empty too.
    private func view(_ lane: Ahead) -> Lane {
        // In place: an event is large, and this is done once for each.
        let head = lane.isEmpty ? nil : isReplay ? lane.events[lane.first].pace : lane.events[lane.first].paceByArrival
        guard lane.next == nil else { return Lane(head: head, atEnd: false) }
        guard isReplay else { return Lane(head: head, atEnd: lane.reachedEnd) }
        return Lane(head: head, atEnd: lane.isDrained && lane.barrier.map { lane.position >= $0 } ?? false)
    }
}
