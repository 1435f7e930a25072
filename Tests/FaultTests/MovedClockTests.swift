import Model
import Support
import Testing

/// The machine's clock is put on and back under running services: the clients of broker and database go on.
@Suite struct MovedClockTests {
    static let brokers = Platform.hasKafka ? [Platform.Broker.standIn, .kafka] : [.standIn]

    @Test(arguments: brokers) func `services go on at once when the clock jumps`(broker: Platform.Broker) throws {
        var options = Platform.Options()
        options.broker = broker
        options.begins = .start(of: day("2022-03-02"))
        // Days are announced: only the clients of broker and database see the clock jump.
        options.settings = ["CLOCK": "events", "CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(2)
        let clock = try #require(platform.clock)
        var count = 0
        for (date, hour) in [
            ("2022-03-03", 8), ("2022-03-10", 8), ("2022-03-09", 8), ("2021-03-09", 8), ("2022-12-31", 23),
        ] {
            try clock.set(date, hour: hour)
            for _ in 1...5 {
                let began = ContinuousClock.now
                count += 1
                try platform.post([platform.payment("E\(count)", to: count % 2 + 1)], by: "bank", at: morning)
                try eventually("the payment stands") { try platform.enrolments() == count }
                let took = ContinuousClock.now - began
                #expect(took < .seconds(3), "\(date): \(took)")
            }
        }
        for service in services {
            #expect(service.log.count { $0.contains("partitions started") } == 1, "\(service.log)")
            #expect(!service.log.contains { $0.contains("waits") && !$0.contains("not reached yet") }, "\(service.log)")
        }
        platform.stopAll()
    }
}
