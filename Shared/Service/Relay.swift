import Foundation
import Kafka
import Postgres

/// Publishes the outbox in the order of its ids, which is that of the commits for what is locked together: reads a
/// chunk, sends it, and deletes what the broker has. If it dies in between, some messages go out twice with the same
/// id, and readers drop the double (G1). What the broker will never take is parked, and the next ones go on (G3).
///
/// One relay a service at a time, by a lock that belongs to its session. Who sleeps loses the session, and finds out
/// before it sends, deletes or parks anything (ADR 8).
final class Relay {
    /// Milliseconds that it goes on after shutdown was asked for; the outbox is kept.
    private static let farewellMilliseconds = 3_000
    /// Bytes in memory at the most, and one row.
    private static let chunkBytes = 4_000_000

    /// Another process has the relay.
    struct Superseded: Error, CustomStringConvertible {
        let description = "another process has taken it over"
    }

    let outbox: RelayOutbox
    let producer: Producer
    let surroundings: Surroundings
    let phases: Phases
    let rowsMax: Int
    let sessionMilliseconds: Int
    var epoch: Int64 = 0
    /// Since the last statement, the server keeps the session, and with it the lock, for longer than this.
    var lease: Lease
    var farewell: Lease?
    /// Topics to which nothing goes out at the moment: until when they are left alone, and how often they were tried
    /// while others went.
    var stuck: [String: (until: Lease, tries: Int)] = [:]
    /// Something was acknowledged since something failed.
    var isAnswered = false

    init(_ connection: any Database, _ producer: Producer, _ configuration: Configuration, _ surroundings: Surroundings)
    {
        outbox = RelayOutbox(connection: connection)
        self.producer = producer
        self.surroundings = surroundings
        phases = Phases("relay", surroundings.metrics)
        rowsMax = max(1, configuration.integer("OUTBOX_EVENTS_MAX") / OutboxMessage.rowMax)
        sessionMilliseconds = configuration.integer("SESSION_TIMEOUT_MS")
        lease = Lease(milliseconds: 0)
    }

    /// Relays until shutdown is asked for and nothing is left to send, or the farewell is over.
    func run() throws {
        guard try takeLock() else { return }
        while !isOver {
            // It goes with the events, so that what was committed is sent at once.
            guard !surroundings.isStandingBy else { throw Superseded() }
            renew()
            let topics = stuck.filter { !$0.value.until.isOver }.keys.sorted()
            let chunk = try phases.during("read") {
                try outbox.chunk(epoch, rowsMax: rowsMax, bytesMax: Self.chunkBytes, without: topics)
            }
            guard let rows = chunk else { throw Superseded() }
            if rows.isEmpty {
                if topics.isEmpty {
                    stuck = [:]
                    surroundings.unhinder("relay")
                }
                if surroundings.shutdown.isRequested { return }
                phases.during("wait") { surroundings.relay.wait(milliseconds: 200) }
            } else {
                try relay(
                    rows.first?.isAfterAll == true ? Array(rows.prefix(1)) : Array(rows.prefix { !$0.isAfterAll }))
            }
        }
    }

    /// Queues for the lock; false if shutdown is asked for before.
    private func takeLock() throws -> Bool {
        // Whoever had it and is gone has lost it by then.
        var patience = Lease(milliseconds: 2 * sessionMilliseconds)
        while !surroundings.shutdown.isRequested {
            renew()
            if surroundings.isStandingBy {
                // Says something, so that the session lasts.
                _ = try outbox.holds(epoch)
                patience = Lease(milliseconds: 2 * sessionMilliseconds)
            } else if let epoch = try outbox.takeLock(endingSilenceOf: sessionMilliseconds) {
                self.epoch = epoch
                return true
            }
            if patience.isOver {
                surroundings.hinder("relay", "another session has its lock and does not end")
            } else {
                surroundings.unhinder("relay")
            }
            surroundings.pause(milliseconds: min(500, Int64(sessionMilliseconds / 4)))
        }
        return false
    }

    /// A statement is about to begin; the server counts from its end.
    func renew() { lease = Lease(milliseconds: sessionMilliseconds / 4) }

    /// Keeps the session, and makes sure that it is still this one's to send.
    func hold() throws {
        renew()
        guard try outbox.holds(epoch) else { throw Superseded() }
    }

    /// Shutdown was asked for some time ago.
    var isOver: Bool {
        guard surroundings.shutdown.isRequested else { return false }
        let end = farewell ?? Lease(milliseconds: Self.farewellMilliseconds)
        farewell = end
        return end.isOver
    }
}
