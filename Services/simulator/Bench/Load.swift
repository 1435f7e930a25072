import Model

/// What the bench posts: some hundred institutions with an account and a course, then for each enrolment a payment and
/// a lesson a day, over many enrolments. Each day begins with the institutions' roll calls. All of it keeps within the
/// policy, so that every event is accepted.
struct Load {
    /// The days before the first payment: institutions become known on the first, open their accounts on the second.
    static let setup = [Day(ordinal: 19_052), Day(ordinal: 19_053)]
    static let institutionsCount = 200
    private static let lessonsAnEnrolment = 9

    let institutions: [USCC]
    let enrolments: Int
    /// Enrolments of earlier days: numbers go on after them.
    private let earlier: Int

    /// About so many events.
    init(events: Int, after earlier: Int) {
        self.earlier = earlier
        institutions = (1...Self.institutionsCount).compactMap { USCC.make(prefix17: "91500114MA6" + padded($0, 6)) }
        enrolments = max(1, events / (Self.lessonsAnEnrolment + 1))
    }

    /// Events before the load.
    var setupEvents: Int { 2 * institutions.count }

    /// Days of the load: one of payments, then one for each lesson.
    var days: [Day] { (0...Self.lessonsAnEnrolment).map { Self.setup[1].adding(days: $0 + 1) } }

    /// Institutions, their accounts and their courses.
    func setup(_ postings: inout Postings) {
        for (number, id) in institutions.enumerated() {
            let snapshot = InstitutionSnapshot(
                institution: id, name: "机构\(number)", grid: "G1", township: "城东街道", status: .operating,
                category: .nonAcademic, since: Self.setup[0])
            postings.state(snapshot, on: Self.setup[0], minute: 600)
            postings.post(AccountOpened(institution: id, bank: "渝东银行"), by: "bank", on: Self.setup[1], minute: 600)
            postings.post(course(at: id), by: "institutions", on: Self.setup[1], minute: 601)
        }
    }

    private func course(at institution: USCC) -> CoursePublished {
        CoursePublished(
            institution: institution, course: "围棋", name: "围棋", online: false, starts: days[1],
            ends: days[1].adding(days: 60),
            lessons: Self.lessonsAnEnrolment, hoursPerLesson: 2, hourFen: Fen(20_000), seats: 1_000, slots: [])
    }

    private func id(_ number: Int, _ letter: String = "E") -> Identifier {
        Identifier(known: letter + padded(earlier + number, 7))
    }

    /// What happens on one of the days.
    func post(_ day: Day, _ postings: inout Postings) {
        let lesson = day.days(since: days[0])
        if lesson > 0 { callRolls(lesson, day, &postings) }
        for number in 0..<enrolments {
            let institution = institutions[number % institutions.count]
            let minute = 480 + number % 720
            let id = id(number)
            if lesson == 0 {
                let payment = PaymentReceived(
                    enrolment: id, institution: institution, pupil: self.id(number, "P"),
                    guardian: self.id(number, "U"), course: "围棋",
                    hours: 2 * Self.lessonsAnEnrolment, courseStarts: days[1], courseEnds: days[1].adding(days: 60),
                    amountFen: Fen(300_000 + Int64(number % 7) * 33),
                    contract: Contract(template: "GF-2021-2604", withdrawalDays: 0, voidTerms: []))
                postings.post(payment, by: "bank", on: day, minute: minute)
            } else {
                postings.post(
                    LessonConfirmed(enrolment: id, institution: institution, lesson: lesson), by: "guardians", on: day,
                    minute: minute)
            }
        }
    }

    private func callRolls(_ lesson: Int, _ day: Day, _ postings: inout Postings) {
        for (place, institution) in institutions.enumerated() where place < enrolments {
            let roll = stride(from: place, to: enrolments, by: institutions.count).map { id($0) }
            postings.post(
                LessonHeld(institution: institution, course: "围棋", lesson: lesson, roll: roll), by: "institutions",
                on: day, minute: 420)
        }
    }

    /// The registry says that days begin.
    static func open(_ days: [Day], _ postings: inout Postings) {
        for day in days { postings.state(DayOpened(day: day, workingDay: day.weekday <= 5), on: day, minute: 0) }
    }
}
