import Dispatch
import Kafka
import Model

/// The partitions this process has, with the events read ahead in each of them: some decoded, and as many again that
/// another thread decodes meanwhile. The limits keep memory bounded whatever the backlog (G10).
struct Lanes<Command: Sendable> {
    let decode: Decode<Command>
    let decoder = DispatchQueue(label: "decode")
    let lookahead: Lookahead
    let isReplay: Bool
    /// The broker may show a message before an earlier one (FETCH_CHECK).
    let checksOffsets: Bool
    var lanes: [Ahead] = []
    /// What all lanes have read ahead weighs: bytes, and what events take beside them.
    var aheadBytes = 0
    /// What the merge sees, one a lane, in the order of their names.
    var fronts: [Lane] = []
    /// Intake topics whose messages the broker does not stamp, since they were last asked for (production).
    var unstamped: Set<String> = []
    /// Milliseconds that the broker's stamps are ahead of this machine's clock, since it was last asked for.
    var stampsAhead: Int64?
    /// Messages that are not in the log, though later ones are, since they were last asked for.
    var holes: [Hole] = []

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
        lanes += offsets.map { Ahead(partition: $0.key, position: $0.value, recorded: $0.value, taken: $0.value) }
        lanes.sort { $0.partition < $1.partition }
        fronts = lanes.map(view)
    }

    /// Gives partitions up.
    mutating func end(_ partitions: [TopicPartition]) {
        let gone = Set(partitions)
        for lane in lanes where gone.contains(lane.partition) { aheadBytes -= lane.weight + lane.nextWeight }
        lanes.removeAll { gone.contains($0.partition) }
        fronts = lanes.map(view)
    }

    /// Where the partitions ended when a day was announced: in a replay, all before these offsets belongs to the day or
    /// to earlier ones.
    mutating func setBarrier(_ ends: [TopicPartition: Int64]) {
        for index in lanes.indices { lanes[index].barrier = ends[lanes[index].partition] ?? lanes[index].barrier }
        fronts = lanes.map(view)
    }

    /// The day whose opening is fetched and not taken yet.
    var announcedDay: Day? {
        for lane in fronts { if case .day(let day)? = lane.pace { return day } }
        return nil
    }

    /// All that was there is taken.
    var isAllTaken: Bool { lanes.allSatisfy { $0.isEmpty && $0.next == nil && $0.reachedEnd && !$0.isWaived } }

    /// Partitions with nothing fetched that may hold something.
    var unended: [TopicPartition] {
        lanes.filter { $0.isEmpty && $0.next == nil && !$0.reachedEnd }.map(\.partition)
    }

    /// The broker was asked where partitions end: those that were read so far have nothing more.
    mutating func learnEnds(_ ends: [TopicPartition: Int64]) {
        for index in lanes.indices where lanes[index].isDrained && !lanes[index].reachedEnd {
            lanes[index].reachedEnd = ends[lanes[index].partition].map { lanes[index].position >= $0 } ?? false
        }
        fronts = lanes.map(view)
    }

    /// The broker was away: what was the end of a partition may not be it when it comes back. Those that nobody waits
    /// for any longer stay so until they give something.
    mutating func doubtEnds() {
        for index in lanes.indices where !lanes[index].isWaived { lanes[index].reachedEnd = false }
        fronts = lanes.map(view)
    }

    /// After waiting long enough for the partitions with nothing fetched, the others go on without them.
    mutating func waiveEnds() {
        for index in lanes.indices where lanes[index].isEmpty && !lanes[index].reachedEnd {
            (lanes[index].reachedEnd, lanes[index].isWaived) = (true, true)
        }
        fronts = lanes.map(view)
    }

    /// Takes the first event of a lane.
    mutating func take(_ index: Int) -> Received<Command> {
        let event = lanes[index].events[lanes[index].first]
        lanes[index].first += 1
        lanes[index].taken = event.origin.offset + 1
        if lanes[index].isEmpty {
            aheadBytes -= lanes[index].weight
            (lanes[index].events, lanes[index].first, lanes[index].weight) = ([], 0, 0)
        }
        fronts[index] = view(lanes[index])
        return event
    }

    /// The moves of offsets that commit what was taken.
    var moves: [OffsetMove] {
        lanes.filter { $0.taken != $0.recorded }.map {
            OffsetMove(partition: $0.partition, expected: $0.recorded, next: $0.taken)
        }
    }

    /// The moves are committed.
    mutating func commit() {
        for index in lanes.indices { lanes[index].recorded = lanes[index].taken }
    }

    /// In a replay an end is an end only if it was asked for after the day was announced. Some brokers answer with an
    /// offset inside the batch that was sent last; a batch arrives whole, so the queue must be empty too.
    func view(_ lane: Ahead) -> Lane {
        // In place: an event is large, and this is done once for each.
        let pace = lane.isEmpty ? nil : isReplay ? lane.events[lane.first].pace : lane.events[lane.first].paceByArrival
        guard lane.next == nil else { return Lane(pace: pace, atEnd: false) }
        guard isReplay else { return Lane(pace: pace, atEnd: lane.reachedEnd) }
        return Lane(pace: pace, atEnd: lane.isDrained && lane.barrier.map { lane.position >= $0 } ?? false)
    }
}
