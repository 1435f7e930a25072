import Model
import Support
import Testing

@testable import Service

@Suite struct ArrivalTests {
    private static let now = Moment.start(of: day("2026-11-26")).milliseconds
    private static let minute: Int64 = 60_000

    /// Minutes from now to the stamp, whether the broker made it, and minutes from now to the arrival.
    @Test(
        arguments: [
            (-1, true, -1), (0, true, 0), (10, true, 10), (11, true, 0), (500_000, true, 0), (-500_000, true, -500_000),
            (-1, false, -1), (0, false, 0), (1, false, 0), (500_000, false, 0),
        ] as [(Int64, Bool, Int64)])
    func `a stamp counts unless it is of the future: a broker's clock may be ten minutes ahead`(
        stamp: Int64, isAppendTime: Bool, arrival: Int64
    ) {
        let moment = Arrival.moment(
            Self.now + stamp * Self.minute, isAppendTime: isAppendTime, now: Self.now)
        #expect(moment.milliseconds == Self.now + arrival * Self.minute)
    }

    /// Minutes from now to a broker's stamp, to the event's own time, and to the arrival.
    @Test(
        arguments: [
            (25, 25, 25), (25, 24, 25), (25, 5, 0), (25, -60, 0), (25, 36, 0), (576_000, 575_990, 576_000),
            (576_000, 0, 0), (9, 0, 9), (-25, 0, -25), (-25, -25, -25),
        ] as [(Int64, Int64, Int64)])
    func `where a stamp is of the future, the event's own time tells which clock is wrong`(
        stamp: Int64, time: Int64, arrival: Int64
    ) {
        let moment = Arrival.moment(
            Self.now + stamp * Self.minute, isAppendTime: true, now: Self.now, time: Self.now + time * Self.minute)
        #expect(moment.milliseconds == Self.now + arrival * Self.minute)
    }

    @Test(arguments: [Int64.max, .min, 253_402_300_800_000]) func `a stamp of no year is none`(stamp: Int64) {
        #expect(Arrival.moment(stamp, isAppendTime: true, now: Self.now, time: .max).milliseconds == Self.now)
    }

    @Test func `what has no stamp came now`() {
        #expect(Arrival.moment(-1, isAppendTime: false, now: Self.now).milliseconds == Self.now)
    }
}
