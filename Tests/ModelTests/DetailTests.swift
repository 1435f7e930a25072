import Model
import Testing

@Suite struct DetailTests {
    @Test func `a detail says the figures of the rule and words of the program's lists, in their order`() throws {
        let day = try #require(Day("2022-03-01"))
        let institution = try #require(USCC.make(prefix17: "91500114MA6000001"))
        let statuses: Set<EntryStatus> = [.proposed, .noticeServed]
        let detail: Detail =
            "\(3) hours, \(Fen(2_050)) yuan, \(day), \(institution), \(EntryStatus.listed), one of \(statuses); "
            + "\("data.roll[\(7)]" as Detail)"
        #expect(
            detail.description
                == "3 hours, 20.50 yuan, 2022-03-01, \(institution.description), listed, one of "
                + EntryStatus.allCases.filter(statuses.contains).map(\.rawValue).joined(separator: ", ")
                + "; data.roll[7]")
    }
}
