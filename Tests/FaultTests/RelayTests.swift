import Glibc
import Model
import Support
import Testing

/// The relay: what the broker will not take, a process that sleeps, a long outbox at the end (G1, G3, G10).
@Suite struct RelayTests {
    /// An insert of rows into escrow's outbox, a message each.
    private static func rows(_ payload: String, topic: String = "escrow.events", count: Int = 1) -> String {
        """
        insert into escrow.loop_outbox (topics, keys, headers, payloads, after_all)
        select array['\(topic)'], array['by-hand-' || number], array['origin' || chr(31) || 'hand'],
            array[\(payload)], false from generate_series(1, \(count)) number
        """
    }

    /// Bytes that no compression makes small.
    private static let giant = "(select string_agg(sha256(n::text::bytea), '') from generate_series(1, 450000) n)"

    private func isEmpty(_ platform: Platform) throws -> Bool {
        try platform.query("select 1 from escrow.loop_outbox limit 1").isEmpty
    }

    @Test func `a message that the broker does not take is parked with an alarm, and the next ones go on`() throws {
        let platform = try Platform()
        let escrow = try platform.startAll(["escrow"])[0]
        try platform.execute(
            "begin; \(Self.rows(Self.giant)); \(Self.rows("'\"next\"'::bytea", count: 3)); commit")
        try eventually("the outbox is empty", { try isEmpty(platform) }, seen: { escrow.log.suffix(5).joined() })
        #expect(try platform.messages("escrow.events").filter { $0.contains("\"next\"") }.count == 3)
        #expect(
            try platform.query(
                """
                select topic, key, octet_length(payload), error, headers = 'origin' || chr(31) || 'hand'
                from escrow.loop_parked
                """
            ) == ["escrow.events,by-hand-1,14400000,MSG_SIZE_TOO_LARGE,t"])
        #expect(escrow.log.contains("error: messages that the broker does not take are parked in loop_parked"))
        try eventually("it is counted") { escrow.metric("relay_parked_total") == 1 }
        #expect(escrow.health == "ready")
    }

    @Test func `a message by hand that the relay could not read is not taken by the table`() throws {
        let platform = try Platform()
        let escrow = try platform.startAll(["escrow"])[0]
        let fields = ["array['escrow.events']", "array['a key']", "array['']", "array['{}'::bytea]"]
        let insert = "insert into escrow.loop_outbox (topics, keys, headers, payloads, after_all) values"
        let faults = (0..<4).flatMap { place in
            ["array[null]", "null", "array[array[]]"].map { fault in
                fields.enumerated().map { $0.offset == place ? fault : $0.element }
            }
        }
        for values in faults {
            #expect("\(values)") {
                try platform.execute("\(insert) (\(values.joined(separator: ", ")), false)")
            } throws: { _ in true }
        }
        try platform.execute("\(insert) (\(fields.joined(separator: ", ")), false)")
        try eventually("the outbox is empty", { try isEmpty(platform) }, seen: { escrow.log.suffix(5).joined() })
    }

    @Test func `a row that cannot go out yet stays, and the others go`() throws {
        let platform = try Platform()
        let escrow = try platform.startAll(["escrow"])[0]
        try platform.execute(
            "begin; \(Self.rows("'\"stays\"'::bytea", topic: "nowhere")); \(Self.rows("'\"goes\"'::bytea")); commit")
        try eventually("the other row has gone") {
            try platform.query("select topics[1] from escrow.loop_outbox") == ["nowhere"]
        }
        try eventually("health says that one does not") { escrow.health.contains("relay waits") }
        #expect(try platform.messages("escrow.events").filter { $0.contains("\"goes\"") }.count == 1)
        #expect(try platform.query("select 1 from escrow.loop_parked").isEmpty)
        try platform.execute("update escrow.loop_outbox set topics = array['escrow.events']")
        try eventually("it goes, too") { try isEmpty(platform) }
        try escrow.waitUntilReady()
    }

    @Test func `however many rows cannot go out, those of other topics go (G3)`() throws {
        let platform = try Platform()
        let escrow = try platform.startAll(["escrow"])[0]
        try platform.execute(
            "begin; \(Self.rows("'\"stays\"'::bytea", topic: "nowhere", count: 300));"
                + "\(Self.rows("'\"goes\"'::bytea")); commit"
        )
        try eventually(
            "the other row has gone", { try platform.query("select 1 from escrow.loop_outbox").count == 300 }
        ) {
            escrow.health
        }
        #expect(try platform.messages("escrow.events").filter { $0.contains("\"goes\"") }.count == 1)
        try platform.execute("update escrow.loop_outbox set topics = array['escrow.events']")
        try eventually("they go, too", { try isEmpty(platform) }) { escrow.health }
        let went = try platform.messages("escrow.events").filter { $0.contains("\"stays\"") }
        #expect(Set(went).count == 300)
        try escrow.waitUntilReady()
    }

    @Test func `a frozen process loses the relay, and writes nothing double or old when it is thawed (G7)`() throws {
        var options = Platform.Options()
        options.settings = Tuition.settings
        let platform = try Platform(options)
        let first = try platform.startAll(["registry", "escrow"])[1]
        var tuition = try Tuition(platform)
        let second = try platform.start("escrow")
        try second.waitUntilReady()
        try tuition.post(200)
        try eventually("it is the one that relays") { first.metric("relayed_total") ?? 0 > 100 }
        try platform.execute(Self.rows("'{}'::bytea", topic: "escrow.rejected", count: 50_000))
        let relayed = first.metric("relayed_total") ?? 0
        try eventually("it is relaying") { try !isEmpty(platform) && first.metric("relayed_total") ?? 0 > relayed }
        first.signal(SIGSTOP)
        try tuition.wait(until: tuition.events)
        try eventually("the other process relays all facts") { try isEmpty(platform) }
        try eventually("it counts them") { second.metric("relayed_total") ?? 0 > 0 }
        let messages = try platform.messages("escrow.events").count
        first.signal(SIGCONT)
        try eventually("it notices", { first.log.contains { $0.hasPrefix("warning: relay waits: ") } }) {
            first.log.suffix(5).joined(separator: "; ")
        }
        try first.waitUntilReady()
        #expect(try platform.messages("escrow.events").count == messages)
        try tuition.post(100)
        try tuition.verify()
        #expect(first.isRunning && second.isRunning)
    }

    @Test func `SIGTERM ends a service in seconds, however long its outbox is, and the outbox is kept`() throws {
        let platform = try Platform()
        let escrow = try platform.startAll(["escrow"])[0]
        try platform.execute(Self.rows("'{}'::bytea", count: 200_000))
        try eventually("it is relaying") { escrow.metric("relayed_total") ?? 0 > 0 }
        let clock = ContinuousClock()
        let time = clock.measure { #expect(escrow.stop() == 0) }
        #expect(time < .seconds(15), "\(time)")
        #expect(try !isEmpty(platform))
        #expect(escrow.log.last == "info: stopped")
        #expect(!escrow.log.contains { $0.hasPrefix("error") }, "\(escrow.log)")
    }
}
