/// How much is read ahead at the most, so that memory is bounded whatever is posted (G10).
struct Lookahead {
    /// Bytes that an event takes beside its own, about.
    static let eventBytes = 1_000

    /// Events in each partition, and as many again in the making.
    let events: Int
    /// Bytes in all partitions together.
    let bytes: Int

    init(events: Int, bytes: Int) { (self.events, self.bytes) = (events, bytes) }

    init(_ configuration: Configuration) {
        events = configuration.integer("LOOKAHEAD_EVENTS")
        bytes = configuration.integer("LOOKAHEAD_KILOBYTES") * 1024
    }

    /// Bytes that may be read ahead now in a partition that has nothing in the making: a quarter of what all lanes
    /// leave free, but never less than its share; and if they are few, one event.
    func room(beside held: Int, lanes: Int) -> Int { max((bytes - held) / 4, bytes / 2 / max(1, lanes)) }
}
