import BlacklistPublisherRules
import Model
import Support
import Testing

/// A blacklist on which commands take effect one after the other.
private struct List {
    var state = State()

    init() { state.institutions[institution(1)] = "启航" }

    @discardableResult
    mutating func tell(_ command: Command, on text: String, arrival: String? = nil, by poster: Identifier = "education")
        throws(Refusal) -> [Fact]
    {
        let facts = try decide(command, state, Qianjiang.circumstances(by: poster, on: text, arrival: arrival))
        for fact in facts { evolve(&state, fact) }
        return facts
    }

    mutating func open(_ text: String) throws {
        try tell(.dayOpened(DayOpened(day: day(text), workingDay: true)), on: text)
    }

    var entry: Entry? { state.entries["B1"] }

    /// Proposed on Monday 2022-03-07, notice served the day after; the window of five working days ends on Tuesday
    /// 2022-03-15.
    static func noticed() throws -> List {
        var list = List()
        try list.tell(propose, on: "2022-03-07")
        try list.tell(serve, on: "2022-03-08")
        return list
    }

    static let propose = Command.propose(
        ListingProposed(entry: "B1", institution: institution(1), conduct: "失联", basis: "办法第十七条", decisionNumber: "1号"))
    static let serve = Command.serveNotice(
        NoticeServed(entry: "B1", institution: institution(1), servedOn: day("2022-03-08")))
    static let object = Command.object(ObjectionRaised(entry: "B1", institution: institution(1)))

    static func answer(upheld: Bool) -> Command {
        .decideObjection(ObjectionDecided(entry: "B1", institution: institution(1), upheld: upheld))
    }
}

private func reason(_ work: () throws(Refusal) -> Void) -> Reason? {
    do {
        try work()
        return nil
    } catch {
        if case .refused(let reason, _) = error { return reason }
        return nil
    }
}

@Suite struct ListingTests {
    @Test func `an entry is listed on the day after the window, for three years (R4.03, R4.07)`() throws {
        var list = try List.noticed()
        #expect(list.entry?.windowEnds == day("2022-03-15"))
        try list.open("2022-03-15")
        #expect(list.entry?.status == .noticeServed)
        try list.open("2022-03-16")
        #expect(list.entry?.status == .listed)
        #expect(list.entry?.listedOn == day("2022-03-16"))
        #expect(list.entry?.expiresOn == day("2025-03-16"))
    }

    @Test func `the window of a notice before National Day ends after the holiday`() throws {
        var list = List()
        try list.tell(List.propose, on: "2021-09-27")
        try list.tell(
            .serveNotice(NoticeServed(entry: "B1", institution: institution(1), servedOn: day("2021-09-28"))),
            on: "2021-09-28")
        #expect(list.entry?.windowEnds == day("2021-10-11"))
    }

    @Test func `without a served notice nothing is ever listed (T9, R4.36)`() throws {
        var list = List()
        try list.tell(List.propose, on: "2022-03-07")
        try list.open("2023-03-07")
        #expect(list.entry?.status == .proposed)
    }

    @Test(arguments: [("2022-03-15", Reason?.none), ("2022-03-16", .objectionLate)])
    func `an objection on the last working day is in time, on the next day it is late (T8)`(
        date: String, refusal: Reason?
    ) throws {
        var list = try List.noticed()
        #expect(reason { () throws(Refusal) in try list.tell(List.object, on: date) } == refusal)
        #expect(list.entry?.status == (refusal == nil ? .objected : .noticeServed))
    }

    @Test(arguments: [("2022-03-15", Reason?.none), ("2022-03-16", .objectionLate)])
    func `an objection counts by the day on which it is posted, whatever time it gives itself`(
        arrival: String, refusal: Reason?
    ) throws {
        var list = try List.noticed()
        let said = reason { () throws(Refusal) in try list.tell(List.object, on: "2022-03-15", arrival: arrival) }
        #expect(said == refusal)
    }

    @Test(arguments: [
        ("2022-03-08", Reason?.none), ("2022-03-09", .dataInvalid), ("2021-03-07", nil), ("2021-03-06", .dataInvalid),
        ("1900-01-01", .dataInvalid), ("2200-01-01", .dataInvalid),
    ])
    func `a notice is served before it is posted, and not long before`(servedOn: String, refusal: Reason?) throws {
        var list = List()
        try list.tell(List.propose, on: "2022-03-07")
        let serve = Command.serveNotice(
            NoticeServed(entry: "B1", institution: institution(1), servedOn: day(servedOn)))
        let said = reason { () throws(Refusal) in try list.tell(serve, on: "2022-03-08") }
        #expect(said == refusal)
    }

    @Test func `a day in a year without a calendar file lists and takes off as any other`() throws {
        var list = try List.noticed()
        try list.open("2031-01-01")
        #expect(list.entry?.status == .listed)
        try list.open("2034-01-01")
        #expect(list.entry?.status == .expired)
    }

    @Test func `while an objection is open nothing is listed`() throws {
        var list = try List.noticed()
        try list.tell(List.object, on: "2022-03-14")
        try list.open("2022-03-20")
        #expect(list.entry?.status == .objected)
    }

    @Test func `an upheld objection ends the entry, a dismissed one lets it go on`() throws {
        var upheld = try List.noticed()
        try upheld.tell(List.object, on: "2022-03-10")
        try upheld.tell(List.answer(upheld: true), on: "2022-03-11")
        #expect(upheld.entry?.status == .withdrawn)
        var dismissed = try List.noticed()
        try dismissed.tell(List.object, on: "2022-03-10")
        try dismissed.tell(List.answer(upheld: false), on: "2022-03-11")
        #expect(dismissed.entry?.status == .noticeServed)
        var late = try List.noticed()
        try late.tell(List.object, on: "2022-03-10")
        try late.tell(List.answer(upheld: false), on: "2022-03-17")
        #expect(late.entry?.status == .listed)
    }

    @Test func `a listed entry expires on its day, or is removed by decision`() throws {
        var expiring = try List.noticed()
        try expiring.open("2022-03-16")
        try expiring.open("2025-03-15")
        #expect(expiring.entry?.status == .listed)
        try expiring.open("2025-03-16")
        #expect(expiring.entry?.status == .expired)
        var removed = try List.noticed()
        try removed.open("2022-03-16")
        try removed.tell(
            .remove(RemovalDecided(entry: "B1", institution: institution(1), decisionNumber: "2号")), on: "2023-04-01")
        #expect(removed.entry?.status == .removed)
        #expect(removed.entry?.snapshot?.status == .removed)
    }

    @Test func `what is out of turn is refused`() throws {
        var list = List()
        try list.tell(List.propose, on: "2022-03-07")
        #expect(reason { () throws(Refusal) in try list.tell(List.propose, on: "2022-03-07") } == .alreadyExists)
        #expect(reason { () throws(Refusal) in try list.tell(List.object, on: "2022-03-07") } == .noticeMissing)
        #expect(
            reason { () throws(Refusal) in try list.tell(List.answer(upheld: true), on: "2022-03-07") } == .stateForbids
        )
        let other = Command.serveNotice(
            NoticeServed(entry: "B1", institution: institution(2), servedOn: day("2022-03-08")))
        #expect(reason { () throws(Refusal) in try list.tell(other, on: "2022-03-08") } == .stateForbids)
        let beyond = Command.serveNotice(
            NoticeServed(entry: "B1", institution: institution(1), servedOn: day("2031-03-08")))
        #expect(reason { () throws(Refusal) in try list.tell(beyond, on: "2031-03-08") } == .calendarYearMissing)
    }

    @Test func `what refers to something unknown waits for it`() {
        var list = List()
        list.state.institutions = [:]
        #expect(throws: Refusal.awaits(.institution(institution(1)))) { try list.tell(List.propose, on: "2022-03-07") }
        #expect(throws: Refusal.awaits(.entry("B1"))) { try list.tell(List.serve, on: "2022-03-07") }
    }

    @Test func `another authority than the one that proposed an entry moves nothing on (G5)`() throws {
        var list = List()
        try list.tell(List.propose, on: "2022-03-07")
        #expect(
            reason { () throws(Refusal) in try list.tell(List.serve, on: "2022-03-08", by: "market-regulation") }
                == .posterNotAllowed)
        try list.tell(List.serve, on: "2022-03-08")
        try list.tell(List.object, on: "2022-03-09", by: "institutions")
        #expect(
            reason { () throws(Refusal) in
                try list.tell(List.answer(upheld: true), on: "2022-03-10", by: "market-regulation")
            } == .posterNotAllowed)
        try list.tell(List.answer(upheld: false), on: "2022-03-10")
        try list.open("2022-03-16")
        let removal = Command.remove(RemovalDecided(entry: "B1", institution: institution(1), decisionNumber: "2号"))
        #expect(
            reason { () throws(Refusal) in try list.tell(removal, on: "2022-03-17", by: "market-regulation") }
                == .posterNotAllowed)
        #expect(list.entry?.status == .listed)
    }
}
