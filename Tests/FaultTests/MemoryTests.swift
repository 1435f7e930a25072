import Foundation
import Model
import Support
import Testing

/// Memory is bounded whatever is posted (G10): services that may have so much and no more take what comes in numbers.
/// `SUPERVISION_CROWD` is the percentage of the numbers that operators were promised; 100 takes minutes.
@Suite(.serialized) struct MemoryTests {
    private static let percent = Int(ProcessInfo.processInfo.environment["SUPERVISION_CROWD"] ?? "") ?? 20
    private static let residentBytesMax = 250_000_000.0

    /// Registry and escrow are to run under the limit.
    private func platform(_ settings: [String: String] = [:]) throws -> (Platform, Crowd) {
        var options = Platform.Options()
        options.dataBytesMax = 400_000_000
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"].merging(settings) { $1 }
        let platform = try Platform(options)
        return (platform, Crowd(platform: platform))
    }

    /// An institution has opened, and then the services are off: what is posted now is a backlog.
    private func openAndStop(_ platform: Platform) throws {
        let services = try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(1)
        for service in services { #expect(service.stop() == 0) }
    }

    /// So many of the whole number.
    private func part(_ count: Int) -> Int { count * Self.percent / 100 }

    /// None was ended by the limit, and none came near it.
    private func expectBounded(_ services: [ServiceProcess], most: Double = residentBytesMax) throws {
        for service in services {
            #expect(service.isRunning, "\(service.name): \(service.log.suffix(5))")
            let peak = service.metric("process_resident_memory_peak_bytes") ?? .infinity
            #expect(peak < most, "\(service.name) had \(Int(peak / 1_000_000)) MB")
        }
    }

    /// Waits until all is decided, or one of the services has ended.
    private func eventually(
        _ what: String, _ crowd: Crowd, _ services: [ServiceProcess], _ condition: () throws -> Bool
    ) throws {
        try Support.eventually(
            what, seconds: 1_200,
            {
                for service in services where !service.isRunning {
                    throw TestFailure("\(service.name) has ended; log: \(service.log.suffix(3))")
                }
                return try condition()
            },
            seen: {
                let decided = ["registry", "escrow"].map { String(describing: try? crowd.decided($0)) }
                return "\(decided) \(services.flatMap { $0.log.suffix(3) })"
            })
    }

    @Test func `a backlog is taken within the limit`() throws {
        let (platform, crowd) = try platform()
        try openAndStop(platform)
        let (grids, payments) = (part(150_000), part(150_000))
        let before = (try crowd.decided("registry").accepted, try crowd.decided("escrow").accepted)
        try crowd.drawGrids(grids, named: "B")
        try crowd.pay(payments, for: "围棋")
        let services = try platform.startAll(["registry", "escrow"])
        try eventually("all are decided", crowd, services) {
            let registry = try crowd.decided("registry"), escrow = try crowd.decided("escrow")
            return registry.accepted - before.0 == grids && escrow.accepted - before.1 + escrow.rejected == payments
        }
        try expectBounded(services)
    }

    @Test func `large events that are refused, accepted, or wait and are woken at once, are taken within the limit`()
        throws
    {
        let (platform, crowd) = try platform(["SESSION_TIMEOUT_MS": "10000", "WAITING_DAYS_MAX": "1"])
        try openAndStop(platform)
        let (bytes, each, posters) = (900_000, 100, ["institutions", "guardians", "bank", "education"])
        let unread = 75
        try crowd.survey(each, in: "late1", bytes: bytes)
        try crowd.pay(each, for: "none", bytes: bytes)
        try crowd.drawGrids(each - 1, named: "large", bytes: bytes)
        for poster in posters { try crowd.postUnreadable(unread, by: poster, to: "escrow", bytes: bytes) }
        let services = try platform.startAll(["registry", "escrow"])
        try eventually("the early ones wait", crowd, services) {
            try crowd.decided("registry").waiting == each && crowd.decided("escrow").waiting == each
        }
        try crowd.drawGrids(1, named: "late", bytes: bytes)
        for day in 3...5 { try platform.announce("2022-03-0\(day)") }
        try eventually("none waits any more, and the bad ones are refused", crowd, services) {
            let (registry, escrow) = (try crowd.decided("registry"), try crowd.decided("escrow"))
            return registry.waiting + escrow.waiting == 0 && escrow.rejected == unread * posters.count
        }
        #expect(try platform.reasons("registry").isEmpty)
        #expect(try platform.query("select count(*) from registry.grids") == ["\(1 + each)"])
        try expectBounded(services)
    }

    @Test func `what wakes or expires at once is taken in portions within the limit, and others between them`() throws {
        let (platform, crowd) = try platform(["WAITING_DAYS_MAX": "1", "BATCH_EVENTS_MAX": "1000"])
        let services = try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(1)
        let count = part(50_000)
        try crowd.survey(count, in: "late1")
        try crowd.pay(count, for: "none")
        try eventually("all wait", crowd, services) {
            try crowd.decided("registry").waiting == count && crowd.decided("escrow").waiting == count
        }
        try crowd.drawGrids(1, named: "late")
        try eventually("the first is woken", crowd, services) { try crowd.decided("registry").waiting < count }
        try crowd.drawGrids(1, named: "other")
        try eventually("another one is taken between", crowd, services) {
            try !platform.query("select 1 from registry.grids where grid = 'other1'").isEmpty
        }
        #expect(try crowd.decided("registry").waiting > 0)
        try eventually("all are woken", crowd, services) { try crowd.decided("registry").waiting == 0 }
        for day in 3...5 { try platform.announce("2022-03-0\(day)") }
        try eventually("all are overdue", crowd, services) { try crowd.decided("escrow").waiting == 0 }
        try expectBounded(services)
    }

    /// A share depends on all claims (R1.81): they are reckoned first, and then paid in portions.
    @Test func `the families of an institution whose people are gone share what there is, however many they are`()
        throws
    {
        let (platform, crowd) = try platform()
        let services = try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(1)
        let families = part(30_000)
        try crowd.pay(families, for: "围棋")
        try eventually("all are enrolled", crowd, services) { try platform.enrolments() == families }
        try platform.post(
            [InstitutionAbsconded(institution: institution(1), lastSeen: day("2022-03-01"))], by: "education",
            at: Moment.start(of: day("2022-03-02")))
        // The registry's fact counts from the next day on, and the families are paid when the day after that opens.
        for next in ["2022-03-03", "2022-03-04"] { try platform.announce(next) }
        try eventually("all are owed their share", crowd, services) {
            try platform.query("select count(*) from escrow.instructions") == ["\(families)"]
        }
        #expect(try platform.reasons("escrow").isEmpty)
        #expect(
            try platform.query(
                """
                select sum(amount_fen) = 300000::int8 * \(families), count(distinct enrolment) from escrow.instructions
                """) == ["t,\(families)"])
        #expect(try platform.query("select passed_fen = claims_fen from escrow.claim_settlements") == ["t"])
        #expect(try platform.query("select count(distinct xmin::text) > 1 from escrow.instructions") == ["t"])
        try expectBounded(services)
    }
}
