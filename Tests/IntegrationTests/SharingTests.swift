import Model
import Support
import Testing

/// Two processes of one service share its partitions (G1, G7).
@Suite struct SharingTests {
    @Test func `two processes share the work, and one takes over when the other leaves or is killed`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(8)
        let second = try platform.start("escrow")
        try second.waitUntilReady()
        try post(0..<400, platform)
        try eventually("both processes have taken events") {
            (second.metric("events_taken_total") ?? 0) > 0 && (services[1].metric("events_taken_total") ?? 0) > 0
        }
        try eventually("all payments stand") { try platform.enrolments() == 400 }
        services[1].killAtOnce()
        try post(400..<800, platform)
        try eventually("the second process does it alone") { try platform.enrolments() == 800 }
        let third = try platform.start("escrow")
        try eventually("the third process has partitions") { third.log.contains("info: partitions assigned") }
        #expect(second.stop() == 0)
        try post(800..<1200, platform)
        try eventually("the third process takes over") { try platform.enrolments() == 1200 }
        #expect(try platform.query("select sum(debits_fen) from escrow.accounts where kind = 'bank'") == ["360000000"])
        let facts = try platform.messages("escrow.events").filter { $0.contains("escrow.payment.accepted.v1") }
        #expect(Set(facts.map { $0.drop { $0 != "{" } }).count == 1200)
    }

    private func post(_ numbers: Range<Int>, _ platform: Platform) throws {
        try platform.post(numbers.map { platform.payment("E\($0)", to: $0 % 8 + 1) }, by: "bank", at: morning)
    }
}
