import Model
import Support

/// What is posted on each of sixty days: four institutions with payments, lessons, refunds and findings, two entries of
/// the public list, a school. Each event has its id from here, so that the same can be posted again.
struct Diary {
    static let first = Support.day("2026-12-14")
    static let days = 60

    /// A day by its number.
    static func day(_ number: Int) -> Day { first.adding(days: number) }

    /// So many hours into a day.
    static func hour(_ hour: Int, of number: Int) -> Moment {
        Moment.start(of: day(number)).adding(milliseconds: Int64(hour) * 3_600_000)
    }

    private let number: Int
    private let time: Moment
    private var posts: [Post] = []

    /// The posts of a day, in their order; `time` is what their posters' clocks say.
    static func posts(of number: Int, at time: Moment) -> [Post] {
        var diary = Diary(number: number, time: time)
        diary.registry()
        diary.tuition()
        diary.refunds()
        diary.inspections()
        diary.listings()
        return diary.posts
    }

    /// What is posted while the clock of the machine is a day back.
    static func whileSetBack(to number: Int, at time: Moment) -> [Post] {
        let payment = Diary(number: number, time: time).payment("set back", to: institutions[0])
        return [Post(payment, by: "bank", at: time, id: "set back")]
    }

    private init(number: Int, time: Moment) { (self.number, self.time) = (number, time) }

    private mutating func say<Event: EventData>(_ data: Event, by poster: String) {
        // A second between two of a day.
        let moment = time.adding(milliseconds: Int64(posts.count) * 1000)
        posts.append(Post(data, by: poster, at: moment, id: "day-\(number)-\(posts.count)"))
    }

    private static let institutions = (1...4).map { institution($0) }

    // MARK: Register

    private mutating func registry() {
        let all = Self.institutions
        let vote = ["a", "b", "c"].map { Ballot(expert: $0, vote: .nonAcademic, recused: false) }
        switch number {
        case 0:
            say(GridDrawn(grid: "G1", township: "城东街道"), by: "education")
            for department: Identifier in ["education", "market-regulation"] {
                say(
                    DepartmentEnrolled(
                        department: department, name: "\(department)", leadingGroup: true, governanceTaskForce: true,
                        taskGroups: []), by: "education")
            }
            for (index, institution) in all.enumerated() {
                say(
                    InstitutionSurveyed(institution: institution, name: "机构\(index + 1)", address: "一号", grid: "G1"),
                    by: "expert-panel")
            }
        case 1:
            for institution in all {
                say(
                    InstitutionFiled(institution: institution, selfAssessment: .nonAcademic, courses: ["围棋"]),
                    by: "institutions")
            }
        case 2:
            for institution in all { say(PanelDecided(institution: institution, ballots: vote), by: "expert-panel") }
        case 3:
            for institution in all { say(AccountOpened(institution: institution, bank: "渝东银行"), by: "bank") }
        default: break
        }
    }

    // MARK: Tuition

    private func payment(_ enrolment: Identifier, to institution: USCC) -> PaymentReceived {
        PaymentReceived(
            enrolment: enrolment, institution: institution, pupil: "pupil-\(enrolment)",
            guardian: "guardian-\(enrolment)", course: "围棋", hours: 40, courseStarts: Self.day(4),
            courseEnds: Self.day(80), amountFen: Fen(300_000),
            contract: Contract(template: "GF-2021-2604", withdrawalDays: 0, voidTerms: []))
    }

    /// On day 4 eight families pay, two each institution; afterwards one family a day, in turn at the first two.
    private mutating func tuition() {
        if number == 3 {
            for institution in Self.institutions {
                say(
                    CoursePublished(
                        institution: institution, course: "围棋", name: "少儿围棋", online: false, starts: Self.day(4),
                        ends: Self.day(80), lessons: 60, hoursPerLesson: 2, hourFen: Fen(7_500), seats: 1_000,
                        slots: [LessonSlot(weekday: 6, from: 540, through: 630)]), by: "institutions")
            }
        }
        if number == 4 {
            for (index, institution) in Self.institutions.enumerated() {
                for family in ["a", "b"] { say(payment("E\(index + 1)\(family)", to: institution), by: "bank") }
            }
        }
        guard number >= 5 else { return }
        let institution = Self.institutions[number % 2]
        say(payment("day-\(number)", to: institution), by: "bank")
        // The lesson of the day, at one of the first two: one family confirms it, the other is silent.
        let families: [Identifier] = ["E\(number % 2 + 1)a", "E\(number % 2 + 1)b"]
        let lesson = (number - 5) / 2 + 1
        guard lesson <= 18 else { return }
        say(LessonHeld(institution: institution, course: "围棋", lesson: lesson, roll: families), by: "institutions")
        say(LessonConfirmed(enrolment: families[0], institution: institution, lesson: lesson), by: "guardians")
    }

    /// Every sixth day a family of the day before asks for its money; the institution is silent, but once.
    private mutating func refunds() {
        guard number >= 12, number % 6 == 0 else { return }
        let (institution, enrolment) = (Self.institutions[(number - 1) % 2], "day-\(number - 1)" as Identifier)
        say(
            RefundRequested(
                refund: "R\(number)", enrolment: enrolment, institution: institution,
                cause: number % 12 == 0 ? .institution : .consumer), by: "guardians")
        if number == 24 {
            say(RefundAnswered(refund: "R18", institution: Self.institutions[1], agreed: false), by: "institutions")
        }
    }

    // MARK: Supervision

    private mutating func inspections() {
        let (first, second) = (Self.institutions[0], Self.institutions[1])
        switch number {
        case 4:
            say(
                CampaignOpened(campaign: "C1", title: "寒假专项", from: Self.day(0), through: Self.day(59)),
                by: "education")
            say(
                InspectionScheduled(inspection: "I1", campaign: "C1", day: Self.day(6), institutions: [first, second]),
                by: "education")
            for school: Identifier in ["S1", "S2"] {
                say(SchoolEnrolled(school: school, name: "\(school)", township: "城东街道"), by: "education")
            }
            say(InspectorAssigned(inspector: "inspector-1", schools: ["S1", "S2"]), by: "education")
            say(
                SchoolYearAnnounced(schoolYear: "2026", months: ["2026-12", "2027-01"].compactMap { Month($0) }),
                by: "education")
        case 6:
            for department in ["education", "market-regulation"] {
                say(InspectionAttended(inspection: "I1", officers: 2), by: department)
            }
            for (index, institution) in [first, second].enumerated() {
                say(InstitutionInspected(inspection: "I1", institution: institution), by: "education")
                say(
                    FindingRecorded(
                        finding: "F\(index + 1)", inspection: "I1", institution: institution, category: .fee,
                        severity: .general), by: "education")
            }
        case 11: visit("S1")
        // While the registry is off: in time. The second finding is never put right.
        case 23: say(RectificationReported(finding: "F1", institution: first), by: "institutions")
        case 24: say(RectificationChecked(finding: "F1", institution: first, accepted: true), by: "education")
        case 30: visit("S2")
        default: break
        }
    }

    private mutating func visit(_ school: Identifier) {
        say(
            SchoolVisited(
                visit: "V\(number)", school: school, inspector: "inspector-1", day: Self.day(number), kind: .routine,
                mode: .onSite), by: "inspectors")
    }

    /// An entry with an objection that is posted while the registry is off, and one without.
    private mutating func listings() {
        let (third, fourth) = (Self.institutions[2], Self.institutions[3])
        func propose(_ entry: Identifier, _ institution: USCC) -> ListingProposed {
            ListingProposed(
                entry: entry, institution: institution, conduct: "虚假宣传", basis: "R4.01", decisionNumber: "\(entry)")
        }
        func serve(_ entry: Identifier, _ institution: USCC) -> NoticeServed {
            NoticeServed(entry: entry, institution: institution, servedOn: Self.day(number))
        }
        switch number {
        case 20: say(propose("B1", third), by: "market-regulation")
        case 21: say(serve("B1", third), by: "market-regulation")
        case 25: say(ObjectionRaised(entry: "B1", institution: third), by: "institutions")
        case 32: say(ObjectionDecided(entry: "B1", institution: third, upheld: true), by: "market-regulation")
        case 34: say(propose("B2", fourth), by: "market-regulation")
        case 35: say(serve("B2", fourth), by: "market-regulation")
        default: break
        }
    }
}
