package import Model

/// What posters say in the tests of running services. Months and amounts keep within the policy.
extension Platform {
    /// Institutions 1 to `count` are surveyed, file, are found non-academic, open an account, and publish a course; two
    /// days pass: 1 and 2 March 2022.
    package func openInstitutions(_ count: Int) throws {
        try postInstitutions(
            count, first: Moment.start(of: day("2022-03-01")), second: Moment.start(of: day("2022-03-02")))
        try announce("2022-03-01")
        try announce("2022-03-02")
        try areOpen(count)
    }

    /// The same with the system's clock, at one moment.
    package func openInstitutions(_ count: Int, at moment: Moment) throws {
        try postInstitutions(count, first: moment, second: moment.adding(milliseconds: 4))
        try areOpen(count)
    }

    private func postInstitutions(_ count: Int, first: Moment, second: Moment) throws {
        let all = (1...count).map { institution($0) }
        let vote = ["a", "b", "c"].map { Ballot(expert: $0, vote: .nonAcademic, recused: false) }
        try post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: first)
        let surveys = all.enumerated().map {
            InstitutionSurveyed(institution: $1, name: "机构\($0 + 1)", address: "一号", grid: "G1")
        }
        try post(surveys, by: "expert-panel", at: first.adding(milliseconds: 1))
        try post(
            all.map { InstitutionFiled(institution: $0, selfAssessment: .nonAcademic, courses: ["围棋"]) },
            by: "institutions", at: first.adding(milliseconds: 2))
        try post(
            all.map { PanelDecided(institution: $0, ballots: vote) }, by: "expert-panel",
            at: first.adding(milliseconds: 3))
        try post(all.map { AccountOpened(institution: $0, bank: "渝东银行") }, by: "bank", at: second)
        try post(all.map { course(at: $0) }, by: "institutions", at: second)
    }

    private func areOpen(_ count: Int) throws {
        try eventually("\(count) institutions have a course and an account") {
            try query(
                """
                select count(*) from escrow.courses join escrow.institutions using (institution)
                where bank is not null
                """) == ["\(count)"]
        }
    }

    /// Twenty lessons of two hours, 75 yuan an hour.
    private func course(at institution: USCC) -> CoursePublished {
        CoursePublished(
            institution: institution, course: "围棋", name: "少儿围棋", online: false, starts: day("2022-03-02"),
            ends: day("2022-05-31"), lessons: 20,
            hoursPerLesson: 2, hourFen: Fen(7_500), seats: 1_000,
            slots: [LessonSlot(weekday: 6, from: 540, through: 630)])
    }

    /// A payment of 3,000 yuan for 40 hours.
    package func payment(_ enrolment: Identifier, to number: Int) -> PaymentReceived {
        Self.payment(enrolment, to: number)
    }

    /// A payment of 3,000 yuan for 40 hours.
    package static func payment(_ enrolment: Identifier, to number: Int) -> PaymentReceived {
        PaymentReceived(
            enrolment: enrolment, institution: institution(number), pupil: "pupil-\(enrolment)",
            guardian: "guardian-\(enrolment)", course: "围棋", hours: 40,
            courseStarts: day("2022-03-02"), courseEnds: day("2022-05-31"), amountFen: Fen(300_000),
            contract: Contract(template: "GF-2021-2604", withdrawalDays: 0, voidTerms: []))
    }

    /// Enrolments that escrow has.
    package func enrolments() throws -> Int {
        Int(try query("select count(*) from escrow.enrolments").first ?? "") ?? -1
    }

    /// Reasons of what a service refused, in the order of the alphabet.
    package func reasons(_ schema: String) throws -> [String] {
        try query("select reason from \(schema).loop_rejections order by reason")
    }
}

extension Platform {
    /// On 2022-03-01 a patrol suspects something in a grid of 城东街道; the township is told of it on the next day.
    package func suspectInTownship() throws {
        try announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        try post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: time)
        try post(
            [PatrolReported(grid: "G1", institution: nil, result: .suspected)], by: "grid-workers",
            at: time.adding(milliseconds: 1))
        try announce("2022-03-02")
    }
}

/// Nine in the morning of the day on which institutions have opened (`openInstitutions`).
package let morning = Moment.start(of: day("2022-03-02")).adding(milliseconds: 9 * 3_600_000)
