import Foundation
import Kafka
import Support
import Testing

@testable import Model

/// A sample of wrong events through the running services, among right ones: no service ends, none stalls, each event is
/// answered, and no log repeats what was posted. `FUZZ_POSTS` and `FUZZ_SEED` say how many and which; failures name it.
@Suite struct PlatformFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let posts = Int(environment["FUZZ_POSTS"] ?? "") ?? 3_000
    private static let seed = UInt64(environment["FUZZ_SEED"] ?? "") ?? 11
    private static let portion = 1_000

    enum Clock: String, CaseIterable { case events, system }

    @Test(arguments: Clock.allCases) func `whatever is posted, every event is answered and no service ends`(
        clock: Clock
    ) throws {
        var options = Platform.Options()
        if clock == .system { options.begins = morning }
        let platform = try Platform(options)
        let services = try platform.startAll()
        try platform.openInstitutions(9)
        try tombstones(platform)
        var messages = Messages(seed: Self.seed, codes: (1...4).map { institution($0).description })
        var today = day("2022-03-02")
        for _ in 0..<max(Self.posts / Self.portion, 1) {
            let ends = try post(Self.portion, of: &messages, on: today, to: platform, clock)
            if clock == .events {
                // What services state on a day counts from the next one.
                today = today.adding(days: 1)
                try platform.announce("\(today)")
            }
            try taken(ends, platform, services)
        }
        try rightEventsTakeEffect(platform, today, clock)
        for service in services {
            #expect(service.isRunning, "\(service.name): \(service.log.suffix(5))")
            // The fuzzer writes to topics of services, too; that is an alarm and no stall.
            let errors = service.log.filter { $0.hasPrefix("error") && !$0.contains("facts of services are refused") }
            #expect(errors.isEmpty, "\(service.name): \(errors.prefix(3))")
        }
        try eachIsAnswered(platform)
        try nothingIsRepeated(platform)
        platform.stopAll()
    }

    /// Posts so many messages; the last offset of each partition.
    private func post(
        _ count: Int, of messages: inout Messages, on today: Day, to platform: Platform, _ clock: Clock
    ) throws -> [TopicPartition: Int64] {
        let producer = try Producer(
            ProducerConfiguration(brokers: platform.brokers, clientId: "test", messageBytesMax: 20_000_000))
        let time = platform.clock?.now ?? Moment.start(of: today).adding(milliseconds: 9 * 3_600_000)
        for _ in 0..<count {
            let message = try messages.next(at: time)
            if moves(message, beyond: today, clock) { continue }
            try producer.send(
                topic: message.topic, key: message.key, headers: message.headers, payload: message.payload,
                timestampMilliseconds: platform.clock?.now.milliseconds)
        }
        let report = try producer.finish(timeoutMilliseconds: 60_000)
        #expect(report.failures.isEmpty)
        return report.offsets
    }

    /// True of what moves the district's day, or waits for another one: the calendar and the clock of a replay have the
    /// right to say so, and in a replay what is dated later is later.
    private func moves(_ message: Message, beyond today: Day, _ clock: Clock) -> Bool {
        guard let head = message.head else { return false }
        if clock == .events { return head.time.day > today || message.topic == "registry.intake.clock" }
        return head.time.day > today && message.topic == DayOpened.topic
    }

    /// Messages without a value, as compacted topics know them.
    private func tombstones(_ platform: Platform) throws {
        for topic in ["escrow.intake.bank", "registry.intake.education", "registry.institutions", "calendar.closed"] {
            let result = try run(
                URL(fileURLWithPath: "/bin/bash"),
                ["-c", "printf 'a:\\nb:\\nc:\\n' | kcat -P -b \(platform.brokers) -t \(topic) -K : -Z"],
                environment: ProcessInfo.processInfo.environment)
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    /// Waits until every service has taken what lies on the partitions that it reads.
    private func taken(_ ends: [TopicPartition: Int64], _ platform: Platform, _ services: [ServiceProcess]) throws {
        let rows = ends.map { "('\($0.key.topic)', \($0.key.partition), \($0.value))" }.joined(separator: ", ")
        func behind() throws -> [String] {
            try Platform.schemas.flatMap { schema in
                try platform.query(
                    """
                    select '\(schema)', topic, partition, next_offset, last from \(schema).loop_partitions
                    join (values \(rows)) posted (topic, partition, last) using (topic, partition)
                    where next_offset <= last
                    """)
            }
        }
        try eventually("all of seed \(Self.seed) is taken", { try behind().isEmpty }) {
            "\((try? behind()) ?? []); \(services.map { "\($0.name) \($0.isRunning) \($0.log.suffix(3))" })"
        }
    }

    /// Right events after all the others, on each service.
    private func rightEventsTakeEffect(_ platform: Platform, _ today: Day, _ clock: Clock) throws {
        let time = platform.clock?.now ?? Moment.start(of: today).adding(milliseconds: 10 * 3_600_000)
        let began = ContinuousClock.now
        try platform.post([GridDrawn(grid: "after", township: "城东街道")], by: "education", at: time)
        try platform.post(
            [PatrolReported(grid: "after", institution: nil, result: .suspected)], by: "grid-workers", at: time)
        try platform.post(
            [CampaignOpened(campaign: "after", title: "t", from: today, through: today)], by: "education", at: time)
        try platform.post([platform.payment("after", to: 9)], by: "bank", at: time)
        try platform.post(
            [
                ListingProposed(
                    entry: "after", institution: institution(9), conduct: "c", basis: "b", decisionNumber: "1")
            ], by: "market-regulation", at: time)
        if clock == .events { try platform.announce("\(today.adding(days: 1))") }
        let effects = [
            "registry.grids where grid", "inspection.campaigns where campaign", "escrow.enrolments where enrolment",
            "blacklist.entries where entry", "notification.notices where subject",
        ]
        #expect(effects.map { String($0.prefix { $0 != "." }) }.sorted() == Platform.schemas.sorted())
        for effect in effects {
            try eventually("\(effect) is there") { try !platform.query("select 1 from \(effect) = 'after'").isEmpty }
        }
        #expect(began.duration(to: .now) < .seconds(10))
    }

    /// Each event was accepted, refused with its bytes kept, doubled or passed over, or it waits; none failed.
    private func eachIsAnswered(_ platform: Platform) throws {
        for schema in Platform.schemas {
            let unanswered = try platform.query(
                """
                select topic, partition, next_offset, accepted, rejected, doubled, ignored, waiting, kept
                from \(schema).loop_partitions,
                lateral (select count(*) waiting from \(schema).loop_waiting waiting
                    where (waiting.topic, waiting.partition) = (loop_partitions.topic, loop_partitions.partition)) w,
                lateral (select count(*) kept from \(schema).loop_rejections kept
                    where (kept.topic, kept.partition) = (loop_partitions.topic, loop_partitions.partition)) k
                where next_offset <> accepted + rejected + doubled + ignored + waiting or rejected <> kept
                """)
            #expect(unanswered.isEmpty, "\(schema): \(unanswered)")
            let failed = try platform.query(
                """
                select topic, partition, record_offset, detail, encode(payload, 'escape') from \(schema).loop_rejections
                where reason = 'EVENT_FAILED'
                """)
            #expect(failed.isEmpty, "\(schema), seed \(Self.seed): \(failed.count) failed: \(failed.prefix(5))")
            let parked = try platform.query("select topic, error from \(schema).loop_parked")
            #expect(parked.isEmpty, "\(schema): \(parked)")
        }
    }

    private func nothingIsRepeated(_ platform: Platform) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: platform.directory.path) {
            guard ["log", "health", "prom"].contains(where: { file.hasSuffix(".\($0)") }) else { continue }
            let text = try String(
                decoding: Data(contentsOf: platform.directory.appending(path: file)), as: UTF8.self)
            let lines = text.split(separator: "\n").filter { $0.contains(Messages.marker) }
            #expect(lines.isEmpty, "\(file): \(lines.prefix(3))")
        }
    }
}
