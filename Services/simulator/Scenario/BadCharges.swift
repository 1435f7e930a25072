import Model

/// What an institution may not charge or offer, one of each. The money is in the bank already, so it stands in suspense
/// and goes back.
struct BadCharges {
    let profile: Profile
    let cast: Cast
    let day: Day
    let number: Int

    /// A course of which everything would be right.
    private var course: Identifier { "综合-\(day)" }

    private var institution: USCC {
        let charging = cast.running.filter { $0.charges && $0.category == .nonAcademic }
        return charging[(number + 5) % charging.count].id
    }

    func post(_ postings: inout Postings) {
        offer(&postings)
        let payments = [
            payment("hours", hours: 61), payment("months", days: 120), payment("amount", fen: Fen(500_001)),
            payment("early", ahead: 45),
            payment("price", hours: 10, fen: .yuan(4_000)), payment("outside", days: 60, ahead: 160),
            payment("loan", method: .loan),
            payment("contract", contract: nil),
            payment(
                "terms",
                contract: Contract(template: Contract.model.template, withdrawalDays: 0, voidTerms: [.noRefund])),
            payment("course", in: "未公示"),
        ]
        for (place, payment) in payments.enumerated() {
            postings.post(payment, by: "bank", on: day, minute: 601 + place)
        }
        if let unknown = USCC.make(prefix17: "91\(profile.region)MA9\(padded(number + 1, 6))") {
            postings.post(payment("unknown", of: unknown), by: "bank", on: day, minute: 605)
        }
        // One name on the roll that nobody knows: the whole roll call waits, and fails (R1.37).
        postings.post(
            LessonHeld(institution: institution, course: course, lesson: 1, roll: ["X-nobody-\(day)"]),
            by: "institutions", on: day, minute: 1_200)
    }

    /// A course that may be offered, and one whose lessons end too late (R1.13).
    private func offer(_ postings: inout Postings) {
        for (course, end) in [(course, 1_170), ("\(course)-晚", 1_290)] {
            postings.post(
                CoursePublished(
                    institution: institution, course: course, name: "综合素养", online: false, starts: day,
                    ends: day.adding(days: 200), lessons: 100,
                    hoursPerLesson: 1, hourFen: .yuan(300), seats: 20,
                    slots: [LessonSlot(weekday: 3, from: end - 45, through: end)]),
                by: "institutions", on: day, minute: 590)
        }
    }

    private func payment(
        _ kind: String, hours: Int = 20, days: Int = 60, fen: Fen = .yuan(1_000), ahead: Int = 5, of id: USCC? = nil,
        in other: Identifier? = nil,
        method: PaymentMethod = .transfer, contract: Contract? = .model
    ) -> PaymentReceived {
        let start = day.adding(days: ahead)
        return PaymentReceived(
            enrolment: "X-\(kind)-\(day)", institution: id ?? institution, pupil: "P-\(kind)-\(day)",
            guardian: "U-\(kind)", course: other ?? course,
            hours: hours, courseStarts: start, courseEnds: start.adding(days: days), amountFen: fen, method: method,
            contract: contract)
    }
}
