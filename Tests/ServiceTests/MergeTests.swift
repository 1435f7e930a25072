import Model
import Testing

@testable import Service

@Suite struct MergeTests {
    private static let monday = Day(ordinal: 19_000)

    private static func at(_ hour: Int64, day: Int = 0) -> Moment {
        Moment.start(of: monday.adding(days: day)).adding(milliseconds: hour * 3_600_000)
    }

    private static func lane(_ pace: Pace?, atEnd: Bool = true) -> Lane { Lane(pace: pace, atEnd: atEnd) }

    @Test func `the earliest event goes first, whatever its partition`() {
        let lanes = [Self.lane(.intake(Self.at(9))), Self.lane(.intake(Self.at(8))), Self.lane(.fact(Self.at(10)))]
        #expect(Merge.next(lanes, today: Self.monday, isReplay: false) == .take(1))
    }

    @Test func `a partition with nothing fetched that is not at its end holds the others back`() {
        let lanes = [Self.lane(.intake(Self.at(9))), Self.lane(nil, atEnd: false)]
        #expect(Merge.next(lanes, today: Self.monday, isReplay: false) == .blocked(1))
    }

    @Test func `a partition at its end holds nobody back`() {
        let lanes = [Self.lane(.intake(Self.at(9))), Self.lane(nil)]
        #expect(Merge.next(lanes, today: Self.monday, isReplay: false) == .take(0))
    }

    @Test func `bytes that are no event, and the clock's announcements, never wait`() {
        let lanes = [Self.lane(nil, atEnd: false), Self.lane(.immediate)]
        #expect(Merge.next(lanes, today: nil, isReplay: true) == .take(1))
    }

    @Test(arguments: [true, false]) func `a day opens before its own events and after those of the day before`(
        isReplay: Bool
    ) {
        let tuesday = Self.monday.adding(days: 1)
        let before = [Self.lane(.day(tuesday)), Self.lane(.intake(Self.at(23)))]
        #expect(Merge.next(before, today: Self.monday, isReplay: isReplay) == .take(1))
        let after = [Self.lane(.intake(Self.at(0, day: 1))), Self.lane(.day(tuesday))]
        #expect(Merge.next(after, today: Self.monday, isReplay: isReplay) == .take(1))
    }

    @Test func `in a replay an event of tomorrow is held until tomorrow opens`() {
        let lanes = [Self.lane(.intake(Self.at(0, day: 1)))]
        #expect(Merge.next(lanes, today: Self.monday, isReplay: true) == .held)
        #expect(Merge.next(lanes, today: Self.monday.adding(days: 1), isReplay: true) == .take(0))
    }

    @Test func `what was posted on a day that has not opened is held, and facts of services never`() {
        let lanes = [Self.lane(.intake(Self.at(0, day: 1))), Self.lane(nil, atEnd: false)]
        #expect(Merge.next(lanes, today: Self.monday, isReplay: false) == .held)
        #expect(Merge.next(lanes, today: Self.monday.adding(days: 1), isReplay: false) == .blocked(1))
        let facts = [lanes[0], Self.lane(.fact(Self.at(9, day: 3)))]
        #expect(Merge.next(facts, today: Self.monday, isReplay: false) == .take(1))
        let days = [lanes[0], Self.lane(.day(Self.monday.adding(days: 1)))]
        #expect(Merge.next(days, today: Self.monday, isReplay: false) == .take(1))
    }

    @Test func `in a replay what another service stated today counts from tomorrow, before tomorrow's events`() {
        let lanes = [Self.lane(.fact(Self.at(8))), Self.lane(.intake(Self.at(9)))]
        #expect(Merge.next(lanes, today: Self.monday, isReplay: true) == .take(1))
        #expect(Merge.next([lanes[0]], today: Self.monday, isReplay: true) == .held)
        let tomorrow = [Self.lane(.fact(Self.at(8))), Self.lane(.intake(Self.at(0, day: 1)))]
        #expect(Merge.next(tomorrow, today: Self.monday.adding(days: 1), isReplay: true) == .take(0))
    }

    @Test func `before the first day nothing but days and the clock is taken`() {
        #expect(Merge.next([Self.lane(.intake(Self.at(9)))], today: nil, isReplay: false) == .held)
        #expect(
            Merge.next([Self.lane(.day(Self.monday)), Self.lane(.intake(Self.at(9)))], today: nil, isReplay: false)
                == .take(0))
    }

    @Test func `nothing left is drained`() {
        #expect(Merge.next([Self.lane(nil)], today: Self.monday, isReplay: true) == .drained)
    }
}
